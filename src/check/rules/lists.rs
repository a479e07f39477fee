//! Reference lists as people write them: their numbers, spaces and line ends.

use super::*;
use crate::model::Kind;

family! {
    NUMBER_GAP "list-number-gap" Warning None On: "a numbered list that leaves a number out, or has one twice",
        "The text cites by number: behind the gap every number may point at another reference.",
        [text "References\n\n1. Smith, A. (2000). On bees. London: Hive Press.\n2. Jones, B. (1998). On birds. London: Nest Press.\n4. Fox, C. (1997). On flies. London: Web Press." => "References\n\n1. Smith, A. (2000). On bees. London: Hive Press.\n2. Jones, B. (1998). On birds. London: Nest Press.\n3. Fox, C. (1997). On flies. London: Web Press."],
        Scope::Run(number_gap);
    SPACE_LOST "space-lost" Info Safe On: "no space behind the punctuation of a reference",
        "It was lost when the list was copied. The fix sets it.",
        [text "References\n\nSmith,Anna (2000). On bees. London: Hive Press.\nJones, Bert (1998). On birds. London: Nest Press." => "References\n\nSmith, Anna (2000). On bees. London: Hive Press.\nJones, Bert (1998). On birds. London: Nest Press."],
        Scope::Entry(space_lost);
    SPACE_BEFORE "space-before-punctuation" Info Safe On: "a space before a comma or full stop in a reference",
        "It came along when the list was copied. The fix takes it out.",
        [text "References\n\nSmith, Anna (2000). On bees . London: Hive Press.\nJones, Bert (1998). On birds. London: Nest Press." => "References\n\nSmith, Anna (2000). On bees. London: Hive Press.\nJones, Bert (1998). On birds. London: Nest Press."],
        Scope::Entry(space_before);
    ARTICLE_WITHOUT_VOLUME "article-without-volume" Info None Off: "an article in a journal without volume and pages",
        "Readers look for it by these.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, volume = {3}, pages = {1--9}, year = 2000}"],
        Scope::Entry(without_volume);
}

fn number_gap(subject: &Subject, found: &mut Found) {
    for list in subject.inputs.iter().flat_map(|input| &input.lists) {
        let number = |span: Span| subject.sources.slice(span).chars().filter(char::is_ascii_digit).collect::<String>().parse::<u32>().ok();
        let mut before: Option<(u32, Span)> = None;
        for span in list.references.iter().map(|reference| reference.number) {
            let Some((span, number)) = span.and_then(|span| Some((span, number(span)?))) else {
                before = None;
                continue;
            };
            if let Some((last, other)) = before
                && number != last + 1
                && last + 10 > number
                && number + 3 > last
            {
                let message = match number > last {
                    true => format!("{number} stands behind {last}"),
                    false => format!("the number {number} stands here again"),
                };
                found.push(Diagnostic::new(&NUMBER_GAP, span, message).related(other, "the number before"));
            }
            before = Some((number, span));
        }
    }
}

/// A reference as it is written, with no part of an address in it.
fn of_reference<'a>(subject: &'a Subject, entry: &Entry) -> Option<(Span, &'a str)> {
    let span = subject.origin(entry)?.span;
    subject.is_reference(entry).then(|| (span, subject.sources.slice(span)))
}

fn word_at(text: &str, at: usize) -> &str {
    let before = super::tex::word_before(text, at);
    let behind = text[at..crate::text::unicode::boundary_before(text, at + 300)].split(char::is_whitespace).next().unwrap_or_default();
    &text[at - before.len()..at + behind.len()]
}

fn space_lost(subject: &Subject, entry: &Entry, found: &mut Found) {
    let Some((span, text)) = of_reference(subject, entry) else { return };
    for (at, sign) in text.match_indices([',', ';']) {
        let before = text[..at].chars().next_back().is_some_and(char::is_lowercase);
        let behind = text[at + 1..].chars().next().is_some_and(char::is_uppercase);
        if before && behind && !word_at(text, at).contains(['/', '@', '<', '\\']) {
            let start = span.range().start + at;
            let edit = Edit { span: Span::new(span.source, start + 1..start + 1), text: " ".to_owned() };
            found.fix(Span::new(span.source, start..start + 1), entry, format!("no space behind `{sign}`"), "set it", vec![edit]);
        }
    }
}

fn space_before(subject: &Subject, entry: &Entry, found: &mut Found) {
    let Some((span, text)) = of_reference(subject, entry) else { return };
    for (at, sign) in text.match_indices([',', '.', ';']) {
        let before = text[..at].trim_end_matches(' ');
        let word = before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | ']' | '”'));
        let ends = text[at + 1..].chars().next().is_none_or(char::is_whitespace);
        // French sets a space before a semicolon.
        if before.len() < at && word && ends && sign != ";" {
            let start = span.range().start;
            let whole = Span::new(span.source, start + before.len()..start + at + 1);
            let edit = Edit::remove(Span::new(span.source, start + before.len()..start + at));
            found.fix(whole, entry, format!("a space before `{sign}`"), "take it out", vec![edit]);
        }
    }
}

fn without_volume(subject: &Subject, entry: &Entry, found: &mut Found) {
    let article = entry.kind == Some(Kind::ArticleJournal);
    if article && ![Variable::Volume, Variable::Page, Variable::Number].iter().any(|variable| entry.has(*variable)) {
        found.at(subject.head(entry), entry, "an article without volume and pages");
    }
}
