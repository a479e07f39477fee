//! LaTeX in values: characters that want a backslash and those that must not have one, commands that are old or none, math that never ends.

use super::commands::is_command;
use super::tex::{What, argument, command, each_command, one_group, walk, word_before};
use super::*;
use crate::model::OtherKind;
use crate::text::latex;
use unicode_normalization::UnicodeNormalization;

family! {
    UNESCAPED_SPECIAL "unescaped-special" Error Safe On: "a character that LaTeX takes for something else",
        "`&` and `_` stop LaTeX in running text, and `%` swallows the rest of the value. The fix sets a backslash before it. Math, URLs and DOIs are left alone.",
        [bibtex "@misc{smith, title = {R&D in bees}}" => "@misc{smith, title = {R\\&D in bees}}"],
        field(Roles::PRINTED, unescaped).bibtex().with(b"&%_");
    ODD_HASH "odd-hash" Warning Safe On: "a hash sign that LaTeX takes for something else",
        "`#` stops LaTeX in running text. The fix sets a backslash before it.",
        [bibtex "@misc{smith, title = {The C# of bees}}" => "@misc{smith, title = {The C\\# of bees}}"],
        field(Roles::PRINTED, odd_hash).bibtex().with(b"#");
    ESCAPED_IN_VERBATIM "escaped-in-verbatim" Error Safe On: "a backslash in a URL or DOI",
        "The characters of these fields mean themselves; a link with `\\_` in it leads nowhere. The fix takes the backslash out.",
        [bibtex "@misc{smith, title = {One}, url = {https://example.org/a\\_b}}" => "@misc{smith, title = {One}, url = {https://example.org/a_b}}"],
        field(Roles::URL.and(Roles::DOI), escaped_in_verbatim).bibtex().with(b"\\");
    UNKNOWN_COMMAND "unknown-command" Warning None On: "a command that LaTeX does not know",
        "LaTeX stops there, unless a package or the preamble defines it. Commands that the file's own `@preamble` defines are known.",
        [bibtex "@misc{smith, title = {On \\becs{x}}}" => "@misc{smith, title = {On \\textsc{x}}}"],
        field(Roles::PRINTED, unknown_command).bibtex().with(b"\\");
    UNCLOSED_MATH "unclosed-math" Error None On: "a dollar sign without another",
        "It opens mathematics, which never ends: LaTeX stops. A price is written `\\$5`.",
        [bibtex "@misc{smith, title = {Bees for $5}}" => "@misc{smith, title = {Bees for \\$5}}"],
        field(Roles::PRINTED, unclosed_math).bibtex().with(b"$");
    FONT_COMMAND "font-command" Warning Safe On: "an old command for a font",
        "`{\\bf x}` switches all that was set before; newer classes do not know it. The fix writes `\\textbf{x}`, which looks the same.",
        [bibtex "@misc{smith, title = {On {\\it Apis} bees}}" => "@misc{smith, title = {On \\textit{Apis} bees}}"],
        field(Roles::PRINTED.and(Roles::ABSTRACT), font_command).bibtex().with(b"\\");
    LINE_BREAK "line-break-command" Warning Unsafe On: "a line break within a value",
        "`\\\\` and `\\newline` break the line wherever the style sets the value. The fix writes a space; it is unsafe, for a verse may want it.",
        [bibtex "@misc{smith, title = {On the\\\\ bees}}" => "@misc{smith, title = {On the bees}}"],
        field(Roles::TITLES.and(Roles::NAMES).and(Roles::PUBLISHER), line_break).bibtex().with(b"\\");
    ACCENT_COMMAND "accent-command-in-utf8" Info Safe Off: "a command where the letter itself can stand",
        "biblatex, and BibTeX with a LaTeX of this decade, read UTF-8: `ü` is easier to read and search than `{\\\"u}`. The fix writes the letter.",
        [bibtex "@misc{smith, title = {One}, author = {M{\\\"u}ller, Anna}}" => "@misc{smith, title = {One}, author = {Müller, Anna}}"],
        field(Roles::PRINTED, accent_command).bibtex().with(b"\\");
    NON_ASCII "non-ascii-in-bibtex-mode" Info Safe Off: "a letter that old BibTeX cannot sort",
        "BibTeX itself knows bytes alone: it sorts `ü` behind `z` and may cut it in two. The fix writes the command for it.",
        [bibtex "@misc{smith, title = {One}, author = {Müller, Anna}}" => "@misc{smith, title = {One}, author = {M{\\\"u}ller, Anna}}"],
        field(Roles::PRINTED, non_ascii).bibtex().with(b"\x7f");
    MATH_ORDINAL "math-for-text" Info Unsafe On: "an ordinal set as mathematics",
        "`$^{th}$` sets the letters as variables, in italics. The fix writes `\\textsuperscript{th}`; it is unsafe, for many house styles want plain letters.",
        [bibtex "@misc{smith, title = {The 5$^{th}$ bee}}" => "@misc{smith, title = {The 5\\textsuperscript{th} bee}}"],
        field(Roles::PRINTED, math_ordinal).bibtex().with(b"$");
    COMMAND_SPACE "swallowed-space" Warning Safe On: "a space that LaTeX takes for the end of a command",
        "A command of letters ends at the next space and swallows it: `\\LaTeX and` is printed “LaTeXand”. The fix writes `\\LaTeX{} and`.",
        [bibtex "@misc{smith, title = {With \\LaTeX and bees}}" => "@misc{smith, title = {With \\LaTeX{} and bees}}"],
        field(Roles::PRINTED, swallowed_space).bibtex().with(b"\\");
}

/// Fields of notes to oneself, which are not printed.
fn is_printed(field: &Field) -> bool {
    !field.is("annote") && !field.is("annotation")
}

fn unescaped(record: &Record, field: &Field, found: &mut Found) {
    if !is_printed(field) {
        return;
    }
    let text = field.text;
    let mut places = Vec::new();
    walk(text, |at, what, _| {
        if let What::Byte(byte @ (b'&' | b'%' | b'_')) = what {
            places.push((at, byte));
        }
    });
    for (at, byte) in places {
        let rest = &text[at..];
        let end = rest.bytes().take(9).position(|byte| byte == b';');
        let entity = byte == b'&' && end.is_some_and(|end| end > 1 && rest[1..end].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#'));
        // An address in running text is another matter: a backslash would not make a link of it.
        let word = word_before(text, at);
        if !entity && !word.contains("://") && !word.contains("www.") && !word.contains("doi.org") && !word.contains("10.") {
            let sign = char::from(byte);
            found.mend(record, field, at..at + 1, &format!("\\{sign}"), format!("`{sign}` without backslash"));
        }
    }
}

fn odd_hash(record: &Record, field: &Field, found: &mut Found) {
    if !is_printed(field) {
        return;
    }
    let mut places = Vec::new();
    walk(field.text, |at, what, _| places.extend((what == What::Byte(b'#')).then_some(at)));
    for at in places {
        let word = word_before(field.text, at);
        if !word.contains("://") && !word.contains('&') && !word.contains("www.") {
            found.mend(record, field, at..at + 1, "\\#", "`#` without backslash");
        }
    }
}

fn escaped_in_verbatim(record: &Record, field: &Field, found: &mut Found) {
    const ESCAPES: &[(&str, &str)] = &[
        ("{\\_}", "_"),
        ("\\_", "_"),
        ("{\\%}", "%"),
        ("\\%", "%"),
        ("{\\&}", "&"),
        ("\\&", "&"),
        ("{\\#}", "#"),
        ("\\#", "#"),
        ("\\~{}", "~"),
        ("{\\textasciitilde}", "~"),
        ("\\textasciitilde{}", "~"),
        ("\\textasciitilde", "~"),
        ("{\\~{}}", "~"),
        ("\\textunderscore{}", "_"),
        ("\\textunderscore", "_"),
        ("\\$", "$"),
        ("{\\$}", "$"),
        ("$\\sim$", "~"),
    ];
    // In a command it is text again.
    if field.text.contains("\\url") || field.text.contains("\\href") {
        return;
    }
    let mut at = 0;
    let mut edits = Vec::new();
    let mut first = None;
    while at < field.text.len() {
        let rest = &field.text[at..];
        if let Some((escape, sign)) = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape)) {
            edits.push(Edit { span: field.part(at..at + escape.len()), text: (*sign).to_owned() });
            first = first.or(Some(at..at + escape.len()));
            at += escape.len();
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    if let Some(first) = first {
        let message = format!("`{}` in a value whose characters mean themselves", &field.text[first.clone()]);
        found.fix(field.part(first), record.entry, message, "take the backslash out", edits);
    }
}

fn unknown_command(record: &Record, field: &Field, found: &mut Found) {
    if !is_printed(field) {
        return;
    }
    let text = field.text;
    let mut unknown = None;
    each_command(text, |at, length| {
        let name = &text[at + 1..at + length];
        let letters = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
        // Encodings and packages of symbols have hundreds of `\\text…` and `\\cyr…`.
        let symbols = name.starts_with("text") || name.starts_with("CYR") || name.starts_with("cyr") || name.starts_with("mkbib");
        if unknown.is_none() && letters && !symbols && !latex::is_known(name) && !is_command(name) {
            unknown = Some((at, length));
        }
    });
    let Some((at, length)) = unknown else { return };
    let name = &text[at..at + length];
    let defined = record.subject.library.others.iter().any(|other| {
        other.kind == OtherKind::Preamble && (other.text.contains(name) || other.text.contains("\\input") || other.text.contains("\\usepackage"))
    });
    if !defined {
        found.tell(record, field, at..at + length, format!("LaTeX knows no `{name}`"));
    }
}

fn unclosed_math(record: &Record, field: &Field, found: &mut Found) {
    if !is_printed(field) {
        return;
    }
    let mut last = None;
    if !walk(field.text, |at, what, _| last = if what == What::Math { Some(at) } else { last })
        && let Some(at) = last
    {
        found.tell(record, field, at..at + 1, "`$` opens mathematics that never ends");
    }
}

/// The old switches with the commands that do the same for their argument.
const FONTS: &[(&str, &str)] =
    &[("bf", "textbf"), ("it", "textit"), ("em", "emph"), ("tt", "texttt"), ("sc", "textsc"), ("sl", "textsl"), ("rm", "textrm"), ("sf", "textsf")];

fn font_command(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    let mut switches = Vec::new();
    each_command(text, |at, length| {
        let new = FONTS.iter().find(|(old, _)| *old == &text[at + 1..at + length]);
        switches.extend(new.map(|(_, new)| (at, length, *new)));
    });
    for (at, length, new) in switches.into_iter().take(100) {
        let old = &text[at..at + length];
        let message = format!("`{old}` is an old command");
        let group = text[..at].strip_suffix('{').and_then(|_| argument(text, at - 1));
        let rest = &text[at + length..];
        let blanks = rest.len() - rest.trim_start().len();
        // A command's argument is no group of its own.
        let own = group.filter(|_| !text[..at - 1].ends_with(|c: char| c.is_ascii_alphabetic()) || !command_ends(text, at - 1));
        match own.filter(|group| group.end - 1 > at + length + blanks && !text[at + length..group.end].contains("\\bf")) {
            Some(_) => {
                let edit = Edit { span: field.part(at - 1..at + length + blanks), text: format!("\\{new}{{") };
                found.fix(field.part(at..at + length), record.entry, message, &format!("write `\\{new}`"), vec![edit]);
            }
            None => _ = found.tell(record, field, at..at + length, message),
        }
    }
}

/// Whether the name of a command ends at a place.
fn command_ends(text: &str, at: usize) -> bool {
    let letters = text[..at].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    text[..at - letters].ends_with('\\')
}

fn line_break(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    let mut breaks = Vec::new();
    each_command(text, |at, length| {
        if matches!(&text[at..at + length], "\\\\" | "\\newline" | "\\linebreak") {
            breaks.push(at..at + length);
        }
    });
    for range in breaks {
        let start = text[..range.start].trim_end().len();
        let end = text.len() - text[range.end..].trim_start().len();
        let new = if start == 0 || end == text.len() { "" } else { " " };
        let message = format!("`{}` breaks the line", &text[range.clone()]);
        let edit = Edit { span: field.part(start..end), text: new.to_owned() };
        found.fix(field.part(range), record.entry, message, "write a space", vec![edit]);
    }
}

fn accent_command(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    let mut at = 0;
    while let Some(start) = text[at..].find("{\\").map(|offset| at + offset) {
        at = start + 1;
        let near = &text[..crate::text::unicode::boundary_before(text, start + 40)];
        let Some(group) = argument(near, start) else { continue };
        let inside = one_group(&text[group.clone()]).unwrap_or_default();
        let letter = latex::decode_plain(inside);
        let one = letter.chars().count() == 1 && letter.chars().all(|c| c.is_alphabetic() && !c.is_ascii());
        if one && command(inside.as_bytes(), 0) <= 3 {
            found.mend(record, field, group, &letter, format!("`{letter}` can stand here itself"));
        }
    }
}

/// Combining marks with the commands that set them, and letters with commands of their own.
const MARKS: &[(char, &str)] = &[
    ('\u{300}', "`"),
    ('\u{301}', "'"),
    ('\u{302}', "^"),
    ('\u{303}', "~"),
    ('\u{308}', "\""),
    ('\u{304}', "="),
    ('\u{307}', "."),
    ('\u{30a}', "r "),
    ('\u{327}', "c "),
    ('\u{30c}', "v "),
    ('\u{30b}', "H "),
    ('\u{306}', "u "),
    ('\u{328}', "k "),
];
const LETTERS: &[(char, &str)] = &[
    ('ß', "ss"),
    ('ø', "o"),
    ('Ø', "O"),
    ('æ', "ae"),
    ('Æ', "AE"),
    ('œ', "oe"),
    ('Œ', "OE"),
    ('å', "aa"),
    ('Å', "AA"),
    ('ł', "l"),
    ('Ł', "L"),
    ('ı', "i"),
];

fn non_ascii(record: &Record, field: &Field, found: &mut Found) {
    for (at, c) in field.text.char_indices().filter(|(_, c)| !c.is_ascii() && c.is_alphabetic()) {
        if let Some(command) = command_of(c) {
            found.mend(record, field, at..at + c.len_utf8(), &format!("{{\\{command}}}"), format!("old BibTeX cannot sort `{c}`"));
        }
    }
}

fn command_of(c: char) -> Option<String> {
    if let Some((_, name)) = LETTERS.iter().find(|(letter, _)| *letter == c) {
        return Some((*name).to_owned());
    }
    let mut parts = std::iter::once(c).nfd();
    let (base, mark) = (parts.next()?, parts.next()?);
    let command = MARKS.iter().find(|(of, _)| *of == mark).map(|(_, command)| *command)?;
    (base.is_ascii_alphabetic() && parts.next().is_none()).then(|| format!("{command}{base}"))
}

fn math_ordinal(record: &Record, field: &Field, found: &mut Found) {
    for letters in ["th", "st", "nd", "rd"] {
        for form in [format!("$^{{{letters}}}$"), format!("$^{{\\rm {letters}}}$"), format!("$^{{\\mathrm{{{letters}}}}}$")] {
            for (at, _) in field.text.match_indices(form.as_str()) {
                found.mend(record, field, at..at + form.len(), &format!("\\textsuperscript{{{letters}}}"), format!("`{letters}` as mathematics"));
            }
        }
    }
}

fn swallowed_space(record: &Record, field: &Field, found: &mut Found) {
    // `\\TeX book` is meant to run together: names of journals and programs are made so.
    const PRINTED: &[&str] =
        &["LaTeX", "BibTeX", "LaTeXe", "copyright", "textregistered", "texttrademark", "ldots", "dots", "pounds", "ConTeXt", "S", "P"];
    let text = field.text;
    let mut places = Vec::new();
    each_command(text, |at, length| {
        if PRINTED.contains(&&text[at + 1..at + length])
            && text[at + length..].starts_with(' ')
            && text[at + length..].trim_start().starts_with(|c: char| c.is_alphanumeric())
        {
            places.push(at..at + length);
        }
    });
    for range in places {
        let name = &text[range.clone()];
        let edit = Edit { span: field.part(range.end..range.end), text: "{}".to_owned() };
        found.fix(field.part(range), record.entry, format!("`{name}` swallows the space behind it"), "write `{}` behind it", vec![edit]);
    }
}
