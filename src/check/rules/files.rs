//! Files as such: their byte order mark, their layout, and the files that they name.

use super::*;
use crate::format::layout;
use crate::text::Source;

family! {
    BOM "bom" Info Safe On: "a byte order mark at the beginning of the file",
        "BibTeX and many scripts take it for text before the first entry. UTF-8 needs none. The fix writes the file without.",
        [],
        Scope::Source(bom);
    WOULD_REFORMAT "would-reformat" Info Safe Off: "a file that is not in ibidem's layout",
        "One layout for all keeps changes small and easy to compare. The fix is what `ibidem fmt` does; no value changes.",
        [bibtex "@misc{smith,title={One}}\n" => "@misc{smith,\n  title = {One},\n}\n"],
        Scope::Source(would_reformat);
    FILE_MISSING "file-missing" Warning None On: "a file that is not where the entry says",
        "It was moved or renamed, or lies on another machine.",
        [],
        field(Roles::FILE, file_missing).bibtex().all();
}

fn bom(_: &Subject, _: &Input, source: &Source, found: &mut Found) {
    // UTF-16 wants one.
    if source.has_bom() && source.is_utf8() {
        let told = Diagnostic::new(&BOM, source.span(0..0), "the file begins with a byte order mark");
        found.push(if source.is_lossy() { told } else { told.fix_encoding("write the file without") });
    }
}

fn would_reformat(_: &Subject, input: &Input, source: &Source, found: &mut Found) {
    let Some(laid) = layout::print(input.read_as, source, &layout::Options::default()) else { return };
    // Where they part, so that a small change is not one of the whole file.
    let same = |pair: &(u8, u8)| pair.0 == pair.1;
    let (old, new) = (source.text.as_str(), laid.text.as_str());
    let start = old.bytes().zip(new.bytes()).take_while(same).count();
    let start = crate::text::unicode::boundary_before(old, start).min(crate::text::unicode::boundary_before(new, start));
    if old != new {
        let line = old[start..].find('\n').map_or(old.len(), |end| start + end);
        let edit = Edit { span: source.span(start..old.len()), text: new[start..].to_owned() };
        let told = Diagnostic::new(&WOULD_REFORMAT, source.span(start..line), "from here on the layout is another");
        found.push(told.fix("lay it out", vec![edit]));
    }
}

fn file_missing(record: &Record, field: &Field, found: &mut Found) {
    let (Some(exists), Some(source)) = (record.subject.exists, record.subject.sources.get(record.entry.id.source)) else { return };
    // `description:path:type` is JabRef's form; others have the path alone.
    for one in field.text.split(';').map(str::trim).filter(|one| !one.is_empty() && !one.contains("://")) {
        let path = match one.split(':').collect::<Vec<_>>()[..] {
            [path] => path,
            [_, path, _] => path,
            _ => continue,
        };
        // What has neither an ending nor a folder may be a mark of one's own.
        if path.contains(['.', '/']) && !path.contains(['\\', '{', '%']) && !exists(&source.name, path) {
            found.tell(record, field, place(field.text, path), format!("there is no file `{path}`"));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::super::testing::read;
    use super::super::super::{Options, check, fix};
    use super::FixSafety;

    #[test]
    fn files_that_are_not_there_are_told_where_the_world_is_known() {
        let case = read("x.bib", "bibtex", "@misc{a, title = {One}, file = {:there.pdf:PDF;:gone.pdf:PDF}}\n");
        let options = Options { select: vec!["file-missing".into()], ..Options::default() };
        let mut subject = case.subject();
        assert!(check(&subject, &options).is_empty());
        subject.exists = Some(|_, path| path == "there.pdf");
        let found = check(&subject, &options);
        assert_eq!(found.iter().map(|found| case.sources.slice(found.span)).collect::<Vec<_>>(), ["gone.pdf"]);
    }

    #[test]
    fn a_byte_order_mark_is_told_and_taken_out() {
        let mut sources = crate::text::Sources::default();
        let (source, _) = sources.add("x.bib", b"\xEF\xBB\xBF@misc{a, title = {One}}\n");
        let inputs = [super::Input { source, read_as: "bibtex", lists: Vec::new(), citations: Vec::new(), numbers: Vec::new(), cited: None }];
        let library = crate::model::Library::default();
        let options = Options { select: vec!["bom".into()], ..Options::default() };
        let found = check(&super::Subject::new(&sources, &inputs, &library, None), &options);
        assert_eq!(fix::to_utf8(&found, FixSafety::Safe).into_iter().collect::<Vec<_>>(), [(source, 1)]);
        sources.set_utf8(&[source]);
        assert!(check(&super::Subject::new(&sources, &inputs, &library, None), &options).is_empty());
    }
}
