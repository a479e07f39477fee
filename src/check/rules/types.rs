//! Entry types: other names of them, types of the other dialect, and types that the fields speak against.

use super::super::dialect::Dialect;
use super::*;

family! {
    TYPE_ALIAS "type-alias" Info Safe Off: "an entry type under another name",
        "`@conference`, `@www` and `@electronic` are old names of `@inproceedings` and `@online`. The fix writes the usual one, which means the same.",
        [biblatex "@conference{smith, author = {A. Smith}, title = {One}, booktitle = {Bees}, date = {2000}}" => "@inproceedings{smith, author = {A. Smith}, title = {One}, booktitle = {Bees}, date = {2000}}"],
        Scope::Record(type_alias);
    TYPE_NOT_IN_DIALECT "type-not-in-dialect" Warning Unsafe On: "an entry type of biblatex in a file written for BibTeX",
        "BibTeX's styles print what they do not know as `@misc`, with a warning. The fix writes the nearest type that they know; it is unsafe, for your style may know the type.",
        [bibtex "@article{a, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000}\n@article{b, author = {B. Smith}, title = {Two}, journal = {Hive}, year = 2001}\n@online{c, author = {C. Smith}, title = {Three}, year = 2002}" => "@article{a, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000}\n@article{b, author = {B. Smith}, title = {Two}, journal = {Hive}, year = 2001}\n@misc{c, author = {C. Smith}, title = {Three}, year = 2002}"],
        Scope::Record(type_not_in_dialect);
    TYPE_MISMATCH "type-mismatch" Warning Unsafe On: "an entry whose fields speak for another type",
        "A paper in proceedings is no `@article`, and what has a journal is more than `@misc`: styles leave out the fields that the type does not have. The fix writes the other type; it is unsafe, for a field may be wrong instead.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, booktitle = {Proceedings of the Bees}, year = 2000}" => "@inproceedings{smith, author = {A. Smith}, title = {One}, booktitle = {Proceedings of the Bees}, year = 2000}"],
        Scope::Record(type_mismatch);
}

fn rewrite(record: &Record, new: &str, message: String, found: &mut Found) {
    let start = record.subject.library.origins.span(record.entry.id).range().start;
    let text = record.subject.sources.get(record.entry.id.source).map_or("", |source| source.text.as_str());
    let span = Span::new(record.entry.id.source, {
        let range = place(text, record.kind);
        if text.is_empty() { start..start } else { range }
    });
    found.fix(span, record.entry, message, &format!("write `{new}`"), vec![Edit { span, text: new.to_owned() }]);
}

fn type_alias(record: &Record, found: &mut Found) {
    const ALIASES: &[(&str, &str)] = &[("conference", "inproceedings"), ("electronic", "online"), ("www", "online"), ("webpage", "online")];
    if let Some((_, new)) = ALIASES.iter().find(|(old, _)| record.is_of(&[old])) {
        rewrite(record, new, format!("`@{}` is usually called `@{new}`", record.kind), found);
    }
}

/// Types of biblatex with the nearest that BibTeX's styles know. Those which many styles know besides (`@online`, `@patent`) are among them
/// only where the standard ones do not know them.
const ONLY_BIBLATEX: &[(&str, &str)] = &[
    ("online", "misc"),
    ("report", "techreport"),
    ("thesis", "phdthesis"),
    ("collection", "book"),
    ("mvbook", "book"),
    ("mvcollection", "book"),
    ("mvproceedings", "proceedings"),
    ("mvreference", "book"),
    ("reference", "book"),
    ("inreference", "incollection"),
    ("bookinbook", "inbook"),
    ("suppbook", "inbook"),
    ("suppcollection", "incollection"),
    ("suppperiodical", "article"),
    ("periodical", "misc"),
    ("dataset", "misc"),
    ("software", "misc"),
    ("movie", "misc"),
    ("artwork", "misc"),
    ("audio", "misc"),
    ("video", "misc"),
];

fn type_not_in_dialect(record: &Record, found: &mut Found) {
    if !record.is_bibtex() || record.subject.dialect(record.entry.id.source) != Dialect::Bibtex {
        return;
    }
    if let Some((_, new)) = ONLY_BIBLATEX.iter().find(|(name, _)| record.is_of(&[name])) {
        rewrite(record, new, format!("BibTeX's styles do not know `@{}`", record.kind), found);
    }
}

fn type_mismatch(record: &Record, found: &mut Found) {
    if !record.is_bibtex() || record.has("crossref") || record.has("xdata") {
        return;
    }
    let has = |name: &str| record.field(name).is_some_and(|field| !field.text.is_empty());
    let journal = has("journal") || has("journaltitle");
    let book = record.field("booktitle").map_or("", |field| field.text).to_lowercase();
    let proceedings = ["proceedings", "proc.", "conference", "workshop", "symposium"].iter().any(|word| book.contains(word));
    let new = match () {
        () if record.is_of(&["article"]) && !journal && proceedings => "inproceedings",
        () if record.is_of(&["article"]) && !journal && !book.is_empty() => "incollection",
        () if record.is_of(&["misc"]) && journal && has("volume") && has("pages") => "article",
        () if record.is_of(&["misc"]) && proceedings && has("pages") => "inproceedings",
        () => return,
    };
    rewrite(record, new, format!("the fields of this `@{}` are those of `@{new}`", record.kind), found);
}
