//! References with the labels of their words, for a person: in colours with a legend, or in brackets where there are no colours. What
//! the parser is less sure of is dimmed, what it hardly knows is underlined.

use super::excerpt::columns;
use crate::parse::label::Label;
use crate::parse::tag::Tagged;
use crate::text::unicode::is_cjk;
use std::fmt::Write;

/// Below this confidence words are dimmed, or a question mark stands behind their label.
const SURE: f32 = 0.9;
/// Below this they are underlined, or two question marks stand there.
const GUESSED: f32 = 0.6;
/// Columns before the words: the confidence of the whole.
const INDENT: usize = 8;
const RESET: &str = "\x1b[0m";

/// The colours of the labels: parameters of the escape sequence. No two are alike.
const COLOURS: &[(Label, &str)] = &[
    (Label::Author, "36"),
    (Label::Editor, "96"),
    (Label::Translator, "3;36"),
    (Label::Title, "32"),
    (Label::Container, "33"),
    (Label::Series, "93"),
    (Label::Volume, "31"),
    (Label::Issue, "91"),
    (Label::Pages, "3;31"),
    (Label::Number, "3;91"),
    (Label::Chapter, "1;31"),
    (Label::Edition, "1;91"),
    (Label::Date, "35"),
    (Label::Accessed, "95"),
    (Label::Publisher, "34"),
    (Label::Place, "94"),
    (Label::Doi, "92"),
    (Label::Url, "3;92"),
    (Label::Isbn, "1;92"),
    (Label::Arxiv, "1;32"),
    (Label::Pmid, "3;32"),
    (Label::Genre, "1;33"),
    (Label::Note, "37"),
    (Label::CitationNumber, "3;37"),
    (Label::Other, "90"),
];

/// A reference list: what is said above it, and its references with their labels.
#[derive(Debug)]
pub struct List<'a> {
    /// Its heading or its place.
    pub title: String,
    /// The words of each reference, and what the parser takes them for.
    pub references: Vec<(&'a str, Tagged)>,
}

/// Words of one look.
struct Run<'a> {
    words: std::borrow::Cow<'a, str>,
    look: String,
}

/// The references of the lists, wrapped at `width` columns; below them the legend of the labels that occur.
pub fn write(lists: &[List<'_>], width: usize, colour: bool) -> String {
    let mut text = String::new();
    for list in lists {
        let _ = writeln!(text, "{}\n", painted(&list.title, "1", colour));
        for (words, tagged) in &list.references {
            let _ = write!(text, "{:>4.0} %  ", tagged.confidence * 100.0);
            text += &wrapped(&runs(words, tagged, colour), width.max(40), INDENT);
            text += "\n\n";
        }
    }
    let used = |label: &Label| lists.iter().flat_map(|list| &list.references).any(|(_, tagged)| tagged.segments.iter().any(|s| s.label == *label));
    if !lists.is_empty() {
        text += &legend(&COLOURS.iter().filter(|(label, _)| used(label)).collect::<Vec<_>>(), width.max(40), colour);
    }
    text
}

fn painted(words: &str, look: &str, colour: bool) -> String {
    if colour && !look.is_empty() { format!("\x1b[{look}m{words}{RESET}") } else { words.to_owned() }
}

fn look(label: Label, confidence: f32) -> String {
    let colour = COLOURS.iter().find(|(of, _)| *of == label).map_or("0", |(_, colour)| colour);
    match confidence {
        sure if sure >= SURE => colour.to_owned(),
        fair if fair >= GUESSED => format!("2;{colour}"),
        _ => format!("4;{colour}"),
    }
}

/// The words of a reference in runs of one look; without colours the labels are words too.
fn runs<'a>(words: &'a str, tagged: &Tagged, colour: bool) -> Vec<Run<'a>> {
    let mut runs = Vec::new();
    let mut done = 0;
    for segment in &tagged.segments {
        let (Some(before), Some(inside)) = (words.get(done..segment.start), words.get(segment.start..segment.end)) else { continue };
        runs.push(Run { words: before.into(), look: String::new() });
        let doubt = match segment.confidence {
            sure if sure >= SURE => "",
            fair if fair >= GUESSED => "?",
            _ => "??",
        };
        runs.push(match colour {
            true => Run { words: inside.into(), look: look(segment.label, segment.confidence) },
            false => Run { words: format!("[{}{doubt}: {inside}]", segment.label.name()).into(), look: String::new() },
        });
        done = segment.end;
    }
    runs.push(Run { words: words.get(done..).unwrap_or_default().into(), look: String::new() });
    runs
}

/// Runs as lines of that width, the further ones indented.
fn wrapped(runs: &[Run<'_>], width: usize, indent: usize) -> String {
    // Pieces that stay together may be of several runs: "(2003)," is three.
    let mut pieces: Vec<(Vec<(String, &str)>, usize)> = vec![(Vec::new(), 0)];
    for run in runs {
        for c in run.words.chars() {
            let c = if c.is_control() { ' ' } else { c };
            let ends = c == ' ' || is_cjk(c);
            if let Some((piece, long)) = pieces.last_mut() {
                *long += columns(c.encode_utf8(&mut [0; 4]));
                match piece.last_mut() {
                    Some((words, look)) if *look == run.look => words.push(c),
                    _ => piece.push((c.to_string(), &run.look)),
                }
                if ends || *long + indent >= width {
                    pieces.push((Vec::new(), 0));
                }
            }
        }
    }
    let (mut lines, mut column): (Vec<Vec<(String, &str)>>, usize) = (vec![Vec::new()], indent);
    for (piece, long) in pieces {
        let blank = usize::from(piece.last().is_some_and(|(words, _)| words.ends_with(' ')));
        if column + long - blank > width && column > indent {
            lines.push(Vec::new());
            column = indent;
        }
        column += long;
        let Some(line) = lines.last_mut() else { continue };
        for (words, look) in piece {
            match line.last_mut() {
                Some((before, of)) if *of == look => before.push_str(&words),
                _ => line.push((words, look)),
            }
        }
    }
    lines.into_iter().map(line).collect::<Vec<_>>().join(&format!("\n{:indent$}", ""))
}

/// A line without blanks at its end.
fn line(mut runs: Vec<(String, &str)>) -> String {
    while let Some((words, _)) = runs.last_mut() {
        words.truncate(words.trim_end_matches(' ').len());
        if !words.is_empty() {
            break;
        }
        runs.pop();
    }
    runs.iter().map(|(words, look)| painted(words, look, true)).collect()
}

/// What the looks mean.
fn legend(used: &[&(Label, &str)], width: usize, colour: bool) -> String {
    if !colour {
        let doubt = format!("? less than {:.0} % sure, ?? less than {:.0} %", SURE * 100.0, GUESSED * 100.0);
        return doubt + "\n";
    }
    let mut names: Vec<Run<'_>> = Vec::new();
    for (label, look) in used {
        names.push(Run { words: label.name().into(), look: (*look).to_owned() });
        names.push(Run { words: " ".into(), look: String::new() });
    }
    names.push(Run { words: "· ".into(), look: String::new() });
    for (words, look) in [("dimmed", "2"), ("underlined", "4")] {
        names.push(Run { words: words.into(), look: look.to_owned() });
        let below = if look == "2" { SURE } else { GUESSED };
        names.push(Run { words: format!(" less\u{a0}than\u{a0}{:.0}\u{a0}%\u{a0}sure ", below * 100.0).into(), look: String::new() });
    }
    wrapped(&names, width, 0) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::tag::Segment;

    fn shown(width: usize, colour: bool) -> String {
        let words = "Orr, P. (2003). Floods and the long history of rivers. Hive.";
        let segment = |label, of: &str, confidence| {
            let start = words.find(of).unwrap_or_default();
            Segment { label, start, end: start + of.len(), confidence }
        };
        let segments = vec![
            segment(Label::Author, "Orr, P.", 0.99),
            segment(Label::Date, "2003", 0.95),
            segment(Label::Title, "Floods and the long history of rivers", 0.8),
            segment(Label::Publisher, "Hive", 0.4),
        ];
        write(&[List { title: "References".to_owned(), references: vec![(words, Tagged { segments, confidence: 0.7 })] }], width, colour)
    }

    #[test]
    fn labels_stand_in_brackets_without_colours() {
        let expected = "References\n\n  70 %  [author: Orr, P.] ([date: 2003]). [title?: Floods and the\n        long history of rivers]. [publisher??: Hive].\n\n? less than 90 % sure, ?? less than 60 %\n";
        assert_eq!(shown(65, false), expected);
    }

    #[test]
    fn colours_end_where_lines_do() {
        let text = shown(40, true);
        assert!(text.contains("\x1b[36mOrr, P.\x1b[0m") && text.contains("\x1b[4;34mHive\x1b[0m") && text.contains("\x1b[2;32mFloods"), "{text:?}");
        for line in text.lines() {
            let plain: String = line
                .split("\x1b[")
                .map(|part| part.split_once('m').filter(|(of, _)| of.bytes().all(|c| c.is_ascii_digit() || c == b';')).map_or(part, |(_, rest)| rest))
                .collect();
            assert!(columns(&plain) <= 40, "{plain:?}");
            assert_eq!(line.matches("\x1b[0m").count() * 2, line.matches("\x1b[").count(), "{line:?}");
        }
    }

    #[test]
    fn every_label_has_a_look_of_its_own() {
        let mut looks: Vec<&str> = COLOURS.iter().map(|(_, look)| *look).collect();
        looks.sort_unstable();
        looks.dedup();
        assert_eq!(looks.len(), COLOURS.len());
    }
}
