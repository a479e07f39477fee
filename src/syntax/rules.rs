//! What can be wrong with the form of a `.bib` file: the rules that reading raises.

use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

/// All rules of this module.
pub static RULES: &[&RuleInfo] = &[
    &UNCLOSED_ENTRY,
    &UNCLOSED_VALUE,
    &MISSING_COMMA,
    &MISSING_EQUALS,
    &UNEXPECTED_TOKEN,
    &BAD_CONCAT,
    &UNBALANCED_QUOTE_BRACE,
    &UNDEFINED_STRING,
    &REDEFINED_STRING,
    &DUPLICATE_FIELD,
    &COMMENT_INSIDE_ENTRY,
    &BRACELESS_COMMENT,
    &PAREN_DELIMITERS,
    &EXPANSION_LIMIT,
    &JUNK_AFTER_LAST_FIELD,
];

/// Strings or `xdata` that would become too much.
pub static EXPANSION_LIMIT: RuleInfo = RuleInfo {
    name: "expansion-limit",
    summary: "strings or `xdata` that expand to more than such a file can mean",
    why: "A string of strings of strings doubles at each step: a short file can ask for more text than a machine has. The rest of the file is \
          read; what is over the limit stays as it is written.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[],
};

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $id:ident $name:literal $severity:ident $fix:ident: $summary:literal, $why:literal, $bad:literal => $good:literal;)+) => {
        $($(#[doc = $doc])+
        pub static $id: RuleInfo = RuleInfo {
            name: $name,
            summary: $summary,
            why: $why,
            severity: Severity::$severity,
            default: RuleDefault::On,
            fix: FixSafety::$fix,
            examples: &[Example { input: "bibtex", bad: $bad, good: $good }],
        };)+
    };
}

rules! {
    /// An entry without its closing delimiter.
    UNCLOSED_ENTRY "unclosed-entry" Error None: "an entry that is never closed",
        "BibTeX and biber skip such an entry, and often the next ones with it. ibidem reads on where a line begins a new entry. Close it where it ends.",
        "@book{k, title={a}" => "@book{k, title={a}}";
    /// A value without its closing delimiter.
    UNCLOSED_VALUE "unclosed-value" Error None: "a value whose brace or quote is never closed",
        "The fields behind it are read as part of it. Where a line begins a new field, ibidem takes the value to end before; where it ends in truth only a person knows.",
        "@book{k, title={a,\n year={2000}\n}" => "@book{k, title={a},\n year={2000}\n}";
    /// No comma between two fields, or behind the key.
    MISSING_COMMA "missing-comma" Error Safe: "no comma between two fields, or behind the key",
        "BibTeX gives up the entry there. The fix writes the comma, which is the only reading.",
        "@book{k, year=2000 title={a}}" => "@book{k, year=2000, title={a}}";
    /// A name and a value without `=`.
    MISSING_EQUALS "missing-equals" Error None: "a field without equals sign or without value",
        "BibTeX gives up the entry there.",
        "@book{k, title {x}}" => "@book{k, title={x}}";
    /// Something that belongs to no field.
    UNEXPECTED_TOKEN "unexpected-token" Error None: "something that belongs to no field",
        "BibTeX gives up the entry there. ibidem leaves it out and reads on.",
        "@book{k, title={a} {b} c, year=2000}" => "@book{k, title={a b c}, year=2000}";
    /// `#` without a value on one side, or two values without `#`.
    BAD_CONCAT "bad-concat" Error None: "values that are not joined as they should be",
        "`#` stands between two values; two values have a `#` between them.",
        "@book{k, title={a} # # {b}}" => "@book{k, title={a} # {b}}";
    /// A closing brace too many between quotes.
    UNBALANCED_QUOTE_BRACE "unbalanced-quote-brace" Error None: "braces do not balance between quotes",
        "Braces count between quotes too: a quote ends a value only where all of its braces are closed.",
        "@book{k, title=\"a} b\"}" => "@book{k, title=\"a b\"}";
    /// The name of a string that is defined nowhere before.
    UNDEFINED_STRING "undefined-string" Error None: "a string that is not defined",
        "A bare word is the name of an `@string` above or of a month (`jan` … `dec`). BibTeX puts nothing in its place. Define it, or put the word in braces.",
        "@article{k, journal = ieeetr}" => "@article{k, journal = {ieeetr}}";
    /// A string that is defined twice, in different words.
    REDEFINED_STRING "redefined-string" Warning None: "a string that is defined twice",
        "Each use means the definition before it; readers will look for the other.",
        "@string{a = {x}}\n@string{a = {y}}" => "@string{a = {x}}\n@string{b = {y}}";
    /// A field that an entry has twice.
    DUPLICATE_FIELD "duplicate-field" Error None: "a field that stands twice in one entry",
        "BibTeX keeps the first and biber the last; so only a person can say which is meant. ibidem keeps both, the later ones under a name of their own.",
        "@book{k, title={a}, title={b}}" => "@book{k, title={a}}";
    /// A `%` comment within an entry.
    COMMENT_INSIDE_ENTRY "comment-inside-entry" Warning Unsafe: "a `%` comment within an entry",
        "Biber takes it as a comment, BibTeX as an error. The fix puts it before the entry, where it may no longer say which field it is about.",
        "@book{k, title={a}, % a note\n year=2000}" => "% a note\n@book{k, title={a}, \n year=2000}";
    /// `@comment` without braces.
    BRACELESS_COMMENT "braceless-comment" Warning Safe: "`@comment` without braces",
        "Tools disagree on where it ends: BibTeX reads on behind the word, others leave out the line. The fix puts the line in braces.",
        "@comment to do" => "@comment{to do}";
    /// Commas, or what else belongs to no field, where a field or the entry's end should be.
    JUNK_AFTER_LAST_FIELD "junk-after-last-field" Warning Safe: "a comma too many",
        "One comma may stand behind the last field. BibTeX gives up the entry at the second, biber warns. The fix takes it out.",
        "@book{k, title={a},, year=2000}" => "@book{k, title={a}, year=2000}";
    /// Parentheses around an entry.
    PAREN_DELIMITERS "paren-delimiters" Warning Safe: "parentheses around an entry",
        "BibTeX allows them, many other tools do not. The fix writes braces, which mean the same.",
        "@book(k, title={a})" => "@book{k, title={a}}";
}
