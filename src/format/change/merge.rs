//! A YAML value as it stands in a text, made to say something else: only what differs is written anew, in its place. What is not understood
//! (flow style over several lines, anchors, tags where a value changes) is given up.
//!
//! Three trees are held against each other: `old`, as it stands; `was`, as our writer writes what `old` says; `is`, as it writes what it
//! shall say. Where `was` and `is` are alike, `old` stays, in whatever words it says so.

use crate::format::yaml::{self, Node, Yaml};
use std::ops::Range;

/// An edit of the text.
pub(super) type Piece = (Range<usize>, String);

/// How values are merged.
#[derive(Clone, Copy)]
pub(super) struct Merge<'t> {
    pub(super) text: &'t str,
    /// How many spaces each level is indented by.
    pub(super) unit: usize,
    /// Whether fields go that our writer would not have written: they may say in other words what changes.
    pub(super) drops_others: bool,
}

impl Merge<'_> {
    /// The edits that make the fields of a map say what they shall; none where that cannot be done.
    pub(super) fn map(self, old: &Node, was: &Node, is: &Node) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        self.pairs(old, was, is, &mut pieces)?;
        // Insertions at one place become one.
        let mut joined: Vec<Piece> = Vec::new();
        for (range, text) in pieces {
            match joined.iter_mut().find(|(of, _)| *of == range && range.is_empty()) {
                Some((_, all)) => *all += &text,
                None => joined.push((range, text)),
            }
        }
        Some(joined)
    }

    fn pairs(self, old: &Node, was: &Node, is: &Node, pieces: &mut Vec<Piece>) -> Option<()> {
        let first = old.pairs().first()?.0.range.start;
        let column = first - self.line(first).start;
        if self.text[old.range.start..].starts_with(['{', '[']) || old.pairs().iter().any(|(key, _)| key.scalar().is_none()) {
            return None;
        }
        for (key, value) in old.pairs() {
            let name = key.scalar()?;
            match (was.get(name), is.get(name)) {
                (Some(was), Some(is)) if was == is => {}
                (was, Some(is)) => self.value(key, value, was, is, column, pieces)?,
                (None, None) if !self.drops_others => {}
                (_, None) => pieces.push(self.without(key.range.start, self.end(key, value))?),
            }
        }
        let mut behind = None;
        for (key, value) in is.pairs() {
            let name = key.scalar()?;
            if let Some((key, value)) = old.pairs().iter().find(|(of, _)| of.scalar() == Some(name)) {
                behind = Some(self.line(self.end(key, value)).end);
            } else if self.drops_others || was.get(name) != Some(value) {
                let at = behind.unwrap_or_else(|| old.pairs().first().map_or(0, |(key, value)| self.line(self.end(key, value)).end));
                let field = yaml::write(&Yaml::Map(vec![(key.clone(), value.clone())]).into());
                pieces.push((at..at, self.lines(&field, column)));
            }
        }
        Some(())
    }

    /// The value of a field.
    fn value(self, key: &Node, old: &Node, was: Option<&Node>, is: &Node, column: usize, pieces: &mut Vec<Piece>) -> Option<()> {
        if let Some(was) = was {
            let mark = pieces.len();
            let done = match (&old.value, &was.value, &is.value) {
                (Yaml::Map(_), Yaml::Map(_), Yaml::Map(_)) => self.pairs(old, was, is, pieces),
                (Yaml::List(_), Yaml::List(_), Yaml::List(_)) => self.list(old, was, is, pieces),
                _ => None,
            };
            if done.is_some() {
                return done;
            }
            pieces.truncate(mark);
        }
        let from = key.range.end + self.text.get(key.range.end..)?.find(':')? + 1;
        let new = yaml::write(&Yaml::Map(vec![(Node::text("k"), is.clone())]).into());
        self.replace(from, old, key.range.start, column, &self.behind(new.strip_prefix("k:")?, column), pieces)
    }

    /// Puts new words in the place of a value that stands behind `from`. Comments within it go above the line of `start`.
    fn replace(self, from: usize, old: &Node, start: usize, column: usize, new: &str, pieces: &mut Vec<Piece>) -> Option<()> {
        let end = self.content_end(from, old);
        let before = self.text.get(from..old.range.start.clamp(from, end))?;
        if before.split_whitespace().next().is_some_and(|word| !word.starts_with('#')) {
            return None;
        }
        let mut comments = comments(self.text, old, from..end);
        let mut until = end;
        // Behind text of several lines, a comment would be text.
        if new.contains('\n') {
            let line_end = self.line(end).end;
            comments.extend(self::comments(self.text, old, end..line_end));
            until = self.text[..line_end].trim_end().len().max(end);
        }
        let above: String = comments.iter().map(|comment| format!("{}{}\n", " ".repeat(column), &self.text[comment.clone()])).collect();
        if !above.is_empty() {
            let line = self.line(start).start;
            pieces.push((line..line, above));
        }
        pieces.push((from..until, new.to_owned()));
        Some(())
    }

    fn list(self, old: &Node, was: &Node, is: &Node, pieces: &mut Vec<Piece>) -> Option<()> {
        let [Yaml::List(olds), Yaml::List(wases), Yaml::List(ises)] = [&old.value, &was.value, &is.value] else { return None };
        if olds.len() != wases.len() || olds.is_empty() || ises.is_empty() {
            return None;
        }
        let head = wases.iter().zip(ises).take_while(|(was, is)| was == is).count();
        let most = olds.len().min(ises.len()) - head;
        let tail = wases.iter().rev().zip(ises.iter().rev()).take(most).take_while(|(was, is)| was == is).count();
        let (gone, come) = (head..olds.len() - tail, head..ises.len() - tail);
        let dashes: Vec<usize> = olds.iter().map(|node| self.dash(node)).collect::<Option<_>>()?;
        let column = dashes[0] - self.line(dashes[0]).start;
        let changed = gone.len().min(come.len());
        for at in head..head + changed {
            let mark = pieces.len();
            let both_maps = !olds[at].pairs().is_empty() && !wases[at].pairs().is_empty() && !ises[at].pairs().is_empty();
            if both_maps && self.pairs(&olds[at], &wases[at], &ises[at], pieces).is_some() {
                continue;
            }
            pieces.truncate(mark);
            let new = yaml::write(&Yaml::List(vec![ises[at].clone()]).into());
            self.replace(dashes[at] + 1, &olds[at], dashes[at], column, &self.behind(new.strip_prefix('-')?, column), pieces)?;
        }
        for at in gone.start + changed..gone.end {
            pieces.push(self.without(dashes[at], self.content_end(dashes[at] + 1, &olds[at]))?);
        }
        // What comes stands behind what was there before it; in front of all there is no such place.
        let before = (head + changed).checked_sub(1);
        for new in &ises[come.start + changed..come.end] {
            let at = before.map(|before| self.line(self.content_end(dashes[before] + 1, &olds[before])).end)?;
            pieces.push((at..at, self.lines(&yaml::write(&Yaml::List(vec![new.clone()]).into()), column)));
        }
        Some(())
    }

    /// The dash of an element, which begins its line.
    fn dash(self, node: &Node) -> Option<usize> {
        let before = self.text.get(..node.range.start)?.trim_end();
        let dash = before.strip_suffix('-')?;
        dash[self.line(dash.len()).start..].trim().is_empty().then_some(dash.len())
    }

    /// Takes the lines of a value out, but for their comments.
    fn without(self, start: usize, end: usize) -> Option<Piece> {
        let (first, last) = (self.line(start), self.line(end));
        let indent = self.text.get(first.start..start).filter(|indent| indent.trim().is_empty())?;
        let nothing = Node { value: Yaml::Map(Vec::new()), range: end..end };
        let (root, _) = yaml::parse(&self.text[start..last.end].into());
        let inside = root.map_or_else(Vec::new, |root| comments(&self.text[start..last.end], &root, 0..last.end - start));
        let inside = inside.into_iter().map(|comment| comment.start + start..comment.end + start);
        let beside = comments(self.text, &nothing, end..last.end);
        let mut kept: Vec<Range<usize>> = inside.chain(beside).collect();
        kept.sort_by_key(|comment| comment.start);
        kept.dedup();
        let kept: String = kept.into_iter().map(|comment| format!("{indent}{}\n", &self.text[comment])).collect();
        let until = (last.end + 1).min(self.text.len());
        Some((first.start..until, kept))
    }

    /// Where the last word of a field stands.
    fn end(self, key: &Node, value: &Node) -> usize {
        let colon = self.text[key.range.end..].find(':').map_or(key.range.end, |at| key.range.end + at + 1);
        self.content_end(colon, value)
    }

    fn content_end(self, from: usize, value: &Node) -> usize {
        let end = match &value.value {
            Yaml::Scalar(..) => words(self.text, value.range.clone()).end,
            _ => value.range.end,
        };
        from + self.text[from..end.clamp(from, self.text.len())].trim_end().len()
    }

    /// The line of a place, without its end.
    fn line(self, at: usize) -> Range<usize> {
        let start = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |end| at + end);
        start..end - usize::from(self.text[at..end].ends_with('\r'))
    }

    /// What stands behind a key or a dash.
    fn behind(self, text: &str, column: usize) -> String {
        match text.trim_end_matches('\n').split_once('\n') {
            Some((first, rest)) => first.to_owned() + &self.lines(rest, column),
            None => text.trim_end_matches('\n').to_owned(),
        }
    }

    /// Lines as the writer has them, behind others at a column, with the indent of the file.
    fn lines(self, text: &str, column: usize) -> String {
        let line = |line: &str| {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            match line.is_empty() {
                true => "\n".to_owned(),
                false => format!("\n{}{}", " ".repeat(column + spaces * self.unit / 2), &line[spaces..]),
            }
        };
        text.trim_end_matches('\n').split('\n').map(line).collect()
    }
}

/// The comments of a stretch of text, from their signs to the ends of their lines. The scalars of the node may hold the sign too.
pub(super) fn comments(text: &str, node: &Node, within: Range<usize>) -> Vec<Range<usize>> {
    let mut scalars = Vec::new();
    gather(text, node, &mut scalars);
    let mut found = Vec::new();
    let mut at = within.start;
    while let Some(sign) = text.get(at..within.end).and_then(|rest| rest.find('#')).map(|offset| at + offset) {
        let scalar = scalars.iter().find(|scalar| scalar.contains(&sign));
        let stands_alone = text[..sign].chars().next_back().is_none_or(char::is_whitespace);
        at = match scalar {
            Some(scalar) => scalar.end.max(sign + 1),
            None if stands_alone => {
                let end = text[sign..].find('\n').map_or(text.len(), |end| sign + end);
                found.push(sign..sign + text[sign..end].trim_end().len());
                end
            }
            None => sign + 1,
        };
    }
    found
}

fn gather(text: &str, node: &Node, scalars: &mut Vec<Range<usize>>) {
    match &node.value {
        Yaml::Scalar(..) => scalars.push(words(text, node.range.clone())),
        Yaml::List(list) => list.iter().for_each(|node| gather(text, node, scalars)),
        Yaml::Map(pairs) => pairs.iter().for_each(|(key, value)| {
            gather(text, key, scalars);
            gather(text, value, scalars);
        }),
    }
}

/// A scalar without what the parser has looked at behind it: it ends at its closing quote, or before a comment.
fn words(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(raw) = text.get(range.clone()) else { return range };
    let length = match raw.bytes().next() {
        Some(b'\'') => quoted(raw, |rest| rest.starts_with("''").then_some(2)),
        Some(b'"') => quoted(raw, |rest| rest.starts_with('\\').then_some(2)),
        Some(b'|' | b'>') => raw.len(),
        _ => [" #", "\t#", "\n#"].iter().filter_map(|sign| raw.find(sign)).min().unwrap_or(raw.len()),
    };
    range.start..range.start + length.min(raw.len())
}

/// The length of a text to its closing quote, where `skipped` tells what is no such quote.
fn quoted(raw: &str, skipped: fn(&str) -> Option<usize>) -> usize {
    let quote = raw.as_bytes()[0];
    let mut at = 1;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        match skipped(rest) {
            Some(length) => at += length,
            None if rest.as_bytes()[0] == quote => return at + 1,
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    raw.len()
}
