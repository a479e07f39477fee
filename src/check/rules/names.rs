//! Lists of names as BibTeX reads them: what stands between the names, and what is no name.

use super::names_of::{is_organisation, names, outside};
use super::*;
use std::ops::Range;

family! {
    TOO_MANY_COMMAS "too-many-commas" Error None On: "a name with more than two commas",
        "BibTeX knows `von Last, Jr, First` and nothing longer: it stops there. Persons are separated by `and`.",
        [bibtex "@misc{smith, title = {One}, author = {Smith, A., Jones, B.}}" => "@misc{smith, title = {One}, author = {Smith, A. and Jones, B.}}"],
        field(Roles::NAMES, too_many_commas).bibtex().with(b",");
    SEPARATOR "separator-not-and" Warning Safe On: "persons that are not separated by `and`",
        "BibTeX and biber take them for one person. The fix writes `and`.",
        [bibtex "@misc{smith, title = {One}, author = {Smith, Anna; Jones, Bert}}" => "@misc{smith, title = {One}, author = {Smith, Anna and Jones, Bert}}",
         bibtex "@misc{smith, title = {One}, author = {A. Smith, B. Jones and C. Fox}}" => "@misc{smith, title = {One}, author = {A. Smith and B. Jones and C. Fox}}"],
        field(Roles::NAMES, separator).bibtex().with(b";&,");
    EMPTY_NAME "empty-name" Error Safe On: "an `and` with nobody on one side",
        "BibTeX prints an empty name there, or stops. The fix takes the `and` out.",
        [bibtex "@misc{smith, title = {One}, author = {Smith, Anna and and Jones, Bert}}" => "@misc{smith, title = {One}, author = {Smith, Anna and Jones, Bert}}"],
        field(Roles::NAMES, empty_name).bibtex().with(b"nN");
    STRAY_COMMA "stray-comma-in-name" Warning Safe On: "a comma at the end of a name",
        "A comma tells family and given names apart; at the end of a name it makes an empty part, and some styles print it. The fix takes it out.",
        [bibtex "@misc{smith, title = {One}, author = {Anna Smith, and Bert Jones}}" => "@misc{smith, title = {One}, author = {Anna Smith and Bert Jones}}"],
        field(Roles::NAMES, stray_comma).bibtex().with(b",");
    OTHERS_NOT_LAST "others-not-last" Error None On: "`others` that is not at the end",
        "Only at the end of a list does `and others` mean more persons; before it is taken for a person of that name.",
        [bibtex "@misc{smith, title = {One}, author = {Smith, A. and others and Jones, B.}}" => "@misc{smith, title = {One}, author = {Smith, A. and Jones, B. and others}}"],
        field(Roles::NAMES, others_not_last).bibtex().with(b"oO");
    MARKUP "markup-in-name" Error None On: "what is no name in a name",
        "A mark of a footnote, an address or HTML came along; styles sort and shorten it with the name.",
        [bibtex "@misc{smith, title = {One}, author = {Smith, Anna\\thanks{Bees}}}" => "@misc{smith, title = {One}, author = {Smith, Anna}}"],
        field(Roles::NAMES, markup).bibtex().with(b"\\<@:^");
    ACADEMIC_TITLE "academic-title-in-name" Warning Unsafe On: "an academic title in a name",
        "`Dr.` and `PhD` are no part of the name, and are sorted and shortened with it. The fix takes them out; it is unsafe, for somebody may be called so.",
        [bibtex "@misc{smith, title = {One}, author = {Dr. Anna Smith}}" => "@misc{smith, title = {One}, author = {Anna Smith}}"],
        field(Roles::NAMES, academic_title).bibtex().with(b"DPdp");
    EDITOR_MARK "editor-mark-in-name" Warning Safe On: "`(Ed.)` behind a name",
        "Styles write that themselves for the field `editor`; in the name it is sorted and shortened with it. The fix takes it out.",
        [bibtex "@book{smith, title = {One}, editor = {Smith, Anna (Ed.)}}" => "@book{smith, title = {One}, editor = {Smith, Anna}}"],
        field(Roles::NAMES, editor_mark).bibtex().with(b"(");
    REPEATED_AUTHOR "repeated-author" Warning Unsafe On: "a person twice in one list of names",
        "A slip of the hand, or two persons of one name, who want telling apart. The fix takes the second out; it is unsafe for that reason.",
        [bibtex "@misc{smith, title = {One}, author = {Smith, Anna and Jones, Bert and Smith, Anna}}" => "@misc{smith, title = {One}, author = {Smith, Anna and Jones, Bert}}"],
        field(Roles::NAMES, repeated_author).bibtex().with(b"nN");
    ORGANISATION "unprotected-organization" Warning Unsafe On: "an organisation that is read as a person",
        "BibTeX takes the last word for the family name and shortens the rest: `W. H. Organization`. Braces around it keep it whole. The fix sets them; it is unsafe, for a person may be called so.",
        [bibtex "@misc{who, title = {One}, author = {World Health Organization}}" => "@misc{who, title = {One}, author = {{World Health Organization}}}"],
        field(Roles::NAMES, organisation).bibtex().all();
}

fn too_many_commas(record: &Record, field: &Field, found: &mut Found) {
    for range in record.names(field).iter().cloned() {
        let name = &field.text[range.clone()];
        // `family=Smith, given=Anna` is biblatex's form, and commas at the end are another fault.
        let commas = outside(name.trim_end_matches([',', ' ']), b',').len();
        if commas > 2 && !name.contains('=') {
            found.tell(record, field, range, format!("a name with {commas} commas"));
        }
    }
}

fn separator(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    let semicolons: Vec<usize> = outside(text, b';').into_iter().filter(|at| !ends_entity(&text[..*at])).collect();
    let marks: Vec<Range<usize>> = match semicolons.first() {
        Some(_) => semicolons.iter().map(|at| *at..*at + 1).collect(),
        None => ampersands(text).into_iter().chain(commas(text)).collect(),
    };
    let Some(first) = marks.first().cloned() else { return };
    let last = text.trim_end().len();
    let edits = marks.iter().map(|mark| {
        let start = text[..mark.start].trim_end_matches([' ', ',', '\n', '\t']).len();
        let rest = &text[mark.end..];
        let mut end = mark.end + (rest.len() - rest.trim_start().len());
        // `A; B; and C` has an `and` there already.
        if text.get(end..end + 4).is_some_and(|word| word.eq_ignore_ascii_case("and ")) {
            end += 4;
        }
        Edit { span: field.part(start..end), text: if end >= last { String::new() } else { " and ".to_owned() } }
    });
    let edits: Vec<Edit> = edits.collect();
    let message = format!("`{}` between persons", &text[first.clone()]);
    found.fix(field.part(first), record.entry, message, "write `and`", edits);
}

fn ends_entity(before: &str) -> bool {
    before.rfind('&').is_some_and(|at| before[at + 1..].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#') && before.len() - at < 9)
}

/// `&` and `\&` between two that look like persons: with a comma or initials.
fn ampersands(text: &str) -> Vec<Range<usize>> {
    // So many are enough for a list of names.
    let all = text.match_indices('&').take(50).filter(|(at, _)| outside(&text[..*at], b'{').len() == outside(&text[..*at], b'}').len());
    let all: Vec<Range<usize>> = all.map(|(at, _)| at - usize::from(text[..at].ends_with('\\'))..at + 1).collect();
    let person = |piece: &str| piece.contains(',') || piece.split_whitespace().any(is_initial);
    let pieces = |mark: &Range<usize>| {
        let before = text[..mark.start].rsplit(" and ").next().unwrap_or_default();
        let behind = text[mark.end..].split(" and ").next().unwrap_or_default();
        person(before) && person(behind) && !is_organisation(before) && !is_organisation(behind)
    };
    all.into_iter().filter(pieces).collect()
}

fn is_initial(word: &str) -> bool {
    let bytes = word.trim_end_matches(',').as_bytes();
    bytes.len() == 2 && bytes[0].is_ascii_uppercase() && bytes[1] == b'.'
}

/// Commas between persons that are written with their initials first: `A. Smith, B. Jones`.
fn commas(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let begins_with_initial = bytes.first().is_some_and(u8::is_ascii_uppercase) && bytes.get(1) == Some(&b'.');
    let all = if begins_with_initial { outside(text, b',') } else { Vec::new() };
    if all.is_empty() || text.contains('=') {
        return Vec::new();
    }
    let mut pieces = names(text).flat_map(|range| text[range].split(',')).map(str::trim).filter(|piece| !piece.is_empty());
    let person = |piece: &str| {
        let words: Vec<&str> = piece.split_whitespace().collect();
        words.len() >= 2 && is_initial(words[0]) && words.last().is_some_and(|last| !is_initial(last) && last.len() > 2)
    };
    match pieces.clone().count() > 1 && pieces.all(person) {
        true => all.into_iter().map(|at| at..at + 1).collect(),
        false => Vec::new(),
    }
}

fn empty_name(record: &Record, field: &Field, found: &mut Found) {
    let all = record.names(field);
    if all.len() < 2 {
        return;
    }
    let empty = all.iter().position(|range| field.text[range.clone()].trim_matches(['{', '}', ' ']).is_empty());
    let Some(at) = empty else { return };
    let range = match (at, all.get(at + 1)) {
        (_, Some(next)) => all[at].start.min(next.start)..next.start,
        (at, None) => all[at - 1].end..field.text.len(),
    };
    let shown = match at {
        0 => 0..3.min(field.text.len()),
        _ => all[at - 1].end + (field.text[all[at - 1].end..].len() - field.text[all[at - 1].end..].trim_start().len())..range.end,
    };
    let shown = shown.start..shown.start + field.text[shown].trim_end().len();
    // What is left of the blanks belongs to the next name.
    let start = if at == 0 { 0 } else { range.start };
    found.fix(
        field.part(shown),
        record.entry,
        "nobody stands on one side of this `and`",
        "take it out",
        vec![Edit::remove(field.part(start..range.end))],
    );
}

fn stray_comma(record: &Record, field: &Field, found: &mut Found) {
    for range in record.names(field).iter().cloned() {
        let name = &field.text[range.clone()];
        let bare = name.trim_end_matches([',', ' ', '\n']);
        if bare.len() == name.len() || bare.is_empty() || outside(name, b',').last() != Some(&(name.len() - 1)) {
            continue;
        }
        let end = range.start + bare.len()..range.end;
        // `Anna Smith, Bert Jones, and …`: without its last comma it would look like one person's name.
        match bare.split_once(',').filter(|(a, b)| a.contains(' ') && b.trim().contains(' ')) {
            Some(_) => _ = found.tell(record, field, end, "a comma at the end of a name; persons are divided by `and`"),
            None => found.mend(record, field, end, "", "a comma at the end of a name"),
        }
    }
}

fn others_not_last(record: &Record, field: &Field, found: &mut Found) {
    let all = record.names(field);
    for range in all.iter().rev().skip(1).filter(|range| field.text[(*range).clone()].eq_ignore_ascii_case("others")) {
        found.tell(record, field, range.clone(), "`others` is not at the end of the list");
    }
}

fn markup(record: &Record, field: &Field, found: &mut Found) {
    const MARKS: &[&str] = &["\\footnote", "\\thanks", "\\textsuperscript", "\\inst{", "http://", "https://", "<", "@", "$^", "mailto:"];
    let first = MARKS.iter().filter_map(|mark| field.text.find(mark).map(|at| (at, mark.len()))).min();
    if let Some((at, length)) = first {
        found.tell(record, field, at..at + length, format!("`{}` is no part of a name", &field.text[at..at + length]));
    }
}

fn academic_title(record: &Record, field: &Field, found: &mut Found) {
    const TITLES: &[&str] = &["Dr.", "Prof.", "PhD", "Ph.D.", "Professor", "Dr", "Prof"];
    if !["Dr", "Prof", "Ph"].iter().any(|begin| field.text.contains(begin)) {
        return;
    }
    for range in record.names(field).iter().cloned() {
        let name = &field.text[range.clone()];
        if name.starts_with('{') || is_organisation(name) {
            continue;
        }
        let words: Vec<&str> = name.split_whitespace().collect();
        let leading = words.iter().take_while(|word| TITLES.contains(word)).count();
        if leading > 0 && leading < words.len() && words.len() > leading + 1 {
            let start = place(name, words[leading]).start;
            found.mend(record, field, range.start..range.start + start, "", format!("`{}` is no name", words[..leading].join(" ")));
        } else if let Some(last) = words.last().filter(|last| words.len() > 2 && ["PhD", "Ph.D."].contains(*last)) {
            let start = name[..place(name, last).start].trim_end_matches([' ', ',', '\n']).len();
            found.mend(record, field, range.start + start..range.end, "", format!("`{last}` is no name"));
        }
    }
}

fn editor_mark(record: &Record, field: &Field, found: &mut Found) {
    const MARKS: &[&str] = &["(ed.)", "(eds.)", "(eds)", "(ed)", "(hrsg.)", "(hg.)", "(editor)", "(editors)", "(ed.),", "(eds.),"];
    let small = field.text.to_ascii_lowercase();
    let Some((at, mark)) = MARKS.iter().rev().find_map(|mark| Some((small.find(mark)?, mark))) else { return };
    let start = field.text[..at].trim_end_matches([' ', ',', '\n']).len();
    let whole = at..at + mark.len();
    let edits = vec![Edit::remove(field.part(start..whole.end))];
    found.fix(field.part(whole.clone()), record.entry, format!("`{}` is no part of the name", &field.text[whole]), "take it out", edits);
}

fn repeated_author(record: &Record, field: &Field, found: &mut Found) {
    let all = record.names(field);
    for (at, range) in all.iter().enumerate().skip(1).take(200) {
        let name = &field.text[range.clone()];
        let before = all[..at].iter().any(|other| field.text[other.clone()].eq_ignore_ascii_case(name));
        // Two persons may share a family name and an initial.
        let given = name.split_once(',').map_or_else(|| name.split(' ').next().unwrap_or_default(), |(_, given)| given);
        let full = given.split([' ', '.', '-']).any(|word| word.chars().count() >= 3) || name.starts_with('{');
        if before && full && !name.is_empty() && !name.eq_ignore_ascii_case("others") {
            let removed = all[at - 1].end..range.end;
            let span = field.part(range.clone());
            found.fix(span, record.entry, format!("`{name}` stands in the list already"), "take it out", vec![Edit::remove(field.part(removed))]);
        }
    }
}

fn organisation(record: &Record, field: &Field, found: &mut Found) {
    let words = |name: &str| name.split_whitespace().count();
    let whole = field.text;
    for range in record.names(field).iter().cloned() {
        let name = &whole[range.clone()];
        if name.contains(['{', ',', '\\', '=']) || words(name) < 2 || !is_organisation(name) || name.split_whitespace().any(is_initial) {
            continue;
        }
        let span = field.part(range);
        let edit = Edit { span, text: format!("{{{name}}}") };
        found.fix(span, record.entry, format!("`{name}` is read as a person"), "put it in braces", vec![edit]);
    }
}
