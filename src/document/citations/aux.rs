//! What LaTeX and biblatex note for BibTeX and biber: `.aux` and `.bcf`. These hold what the documents cite after all macros were carried out.

use super::{Citing, Found, How, Site, whole};

/// LaTeX's `.aux`.
pub(super) static AUX: Citing = Citing { name: "aux", extensions: &["aux"], find: |source| whole(source, aux) };
/// biblatex's `.bcf`.
pub(super) static BCF: Citing = Citing { name: "bcf", extensions: &["bcf"], find: |source| whole(source, bcf) };

fn aux(found: &mut Found) {
    let text = found.text.as_str();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let groups = || groups(line).map(|group| start + group.start..start + group.end);
        if line.starts_with("\\citation{") {
            groups().take(1).for_each(|group| found.cite_list(group, How::Cited, Site::Braces));
        } else if line.starts_with("\\abx@aux@cite{") {
            // The number of the section stands before the key, in newer versions.
            groups().last().into_iter().for_each(|group| found.cite_list(group, How::Cited, Site::Braces));
        } else if line.starts_with("\\bibdata{") {
            let names: Vec<_> = groups().take(1).flat_map(|group| found.divided(group)).collect();
            names.into_iter().for_each(|name| found.bibliography(name));
        }
        if line.starts_with("\\@input{") {
            groups().take(1).for_each(|group| found.part(group));
        }
        start += line.len();
    }
}

/// What stands in braces on a line, one group behind the other.
fn groups(line: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut at = line.find('{');
    std::iter::from_fn(move || {
        let start = at? + 1;
        let end = start + line[start..].find(['{', '}'])?;
        at = (line[end..].starts_with("}{")).then_some(end + 1);
        line[end..].starts_with('}').then_some(start..end)
    })
}

fn bcf(found: &mut Found) {
    for (element, is_key) in [("<bcf:citekey", true), ("<bcf:datasource", false)] {
        let text = found.text.as_str();
        for at in memchr::memmem::find_iter(text.as_bytes(), element.as_bytes()) {
            let Some(start) = memchr::memchr(b'>', &text.as_bytes()[at..]).map(|end| at + end + 1) else { break };
            let Some(end) = memchr::memchr(b'<', &text.as_bytes()[start..]).map(|end| start + end) else { break };
            let listed = text[at..start].contains("nocite=\"1\"");
            match is_key {
                true => found.cite(start..end, if listed { How::Listed } else { How::Cited }, None, Site::Xml),
                false => found.bibliography(start..end),
            }
        }
    }
}
