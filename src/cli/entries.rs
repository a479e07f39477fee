//! Entries as a person reads them: a table that fits the terminal, and a single one with all that it says.

use crate::model::{Entry, Names, Variable};
use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const KEY: Style = AnsiColor::Cyan.on_default();
const NAME: Style = Style::new().dimmed();
/// Narrower terminals get two lines an entry.
const WIDE: usize = 60;
/// Columns of names, at most.
const MOST_NAMES: usize = 20;

/// Who made it, in a few words: "Keck & Sikkink", "Cameron et al."; empty where nobody is named.
pub(super) fn creators(entry: &Entry) -> String {
    let names = [Variable::Author, Variable::Editor, Variable::Translator].iter().find_map(|variable| entry.names(*variable));
    names.map(short).unwrap_or_default()
}

fn short(names: &Names) -> String {
    match names.list.as_slice() {
        [] => String::new(),
        [one] if !names.others => one.short(),
        [one, two] if !names.others => format!("{} & {}", one.short(), two.short()),
        [first, ..] => format!("{} et al.", first.short()),
    }
}

/// The year, or the years.
pub(super) fn years(entry: &Entry) -> String {
    let Some(date) = entry.date(Variable::Issued) else { return String::new() };
    match (date.start, date.end) {
        (Some(start), Some(end)) if start.year != end.year => format!("{}–{}", start.year, end.year),
        (Some(part), _) | (None, Some(part)) => part.year.to_string(),
        (None, None) => String::new(),
    }
}

/// The title, or what else there is to know an entry by.
pub(super) fn title(entry: &Entry) -> String {
    let said = [Variable::Title, Variable::ContainerTitle, Variable::Genre, Variable::Url].iter().find_map(|variable| entry.plain(*variable));
    one_line(&said.unwrap_or_default())
}

/// White space as one space, other control characters as U+FFFD: they would move the cursor.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<String> =
        text.split_whitespace().map(|word| word.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()).collect();
    words.join(" ")
}

/// A text cut to so many columns, with dots where something is left out.
pub(super) fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut room = width.saturating_sub(1);
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if wide > room {
            break;
        }
        room -= wide;
        cut.push(c);
    }
    cut.truncate(cut.trim_end().len());
    cut + "…"
}

/// The same, filled up with blanks.
fn column(text: &str, width: usize) -> String {
    let text = fit(text, width);
    let blanks = width.saturating_sub(text.width());
    text + &" ".repeat(blanks)
}

/// What a table says of an entry.
struct Row<'e> {
    key: &'e str,
    who: String,
    when: String,
    what: String,
}

/// A table of entries: key, who, when, what.
pub(super) fn table<'e>(entries: impl IntoIterator<Item = &'e Entry>, width: usize) -> String {
    let row = |entry: &'e Entry| Row { key: &entry.key, who: creators(entry), when: years(entry), what: title(entry) };
    let rows: Vec<Row> = entries.into_iter().map(row).collect();
    let widest = |of: for<'r> fn(&'r Row<'_>) -> &'r str| rows.iter().map(|row| of(row).width()).max().unwrap_or(0);
    let (keys, names, years) = (widest(|row| row.key).min(width / 3), widest(|row| &row.who).min(MOST_NAMES), widest(|row| &row.when).clamp(4, 9));
    let mut text = String::new();
    for Row { key, who, when, what } in &rows {
        if width < WIDE {
            let _ = writeln!(text, "{KEY}{}{KEY:#} {when}", fit(key, width.saturating_sub(when.width() + 1)));
            let said = if who.is_empty() { what.clone() } else { format!("{who}: {what}") };
            let _ = writeln!(text, "  {}", fit(&said, width.saturating_sub(2)));
            continue;
        }
        // A key is there to be copied: it is never cut, however far it reaches.
        let rest = width.saturating_sub(keys.max(key.width()) + names + years + 6);
        let key = format!("{KEY}{key}{KEY:#}{}", " ".repeat(keys.saturating_sub(key.width())));
        let line = format!("{key}  {}  {}  {}", column(who, names), column(when, years), fit(what, rest));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// A line of a card: what it is, and what it says.
pub(super) type Line = (String, String);

/// What an entry says: kind, names in full, values; each a line.
pub(super) fn said(entry: &Entry, doubt: &dyn Fn(Variable) -> &'static str) -> Vec<Line> {
    let mut lines = vec![("type".to_owned(), entry.kind.map_or("none known".to_owned(), |kind| kind.name().to_owned()))];
    lines.extend(entry.values().map(|(variable, value)| {
        let text = match entry.names(variable) {
            Some(names) => in_full(names),
            None => value.plain().into_owned(),
        };
        (variable.name().to_owned(), one_line(&text) + doubt(variable))
    }));
    lines
}

fn in_full(names: &Names) -> String {
    let mut list: Vec<String> = names.list.iter().map(ToString::to_string).collect();
    list.extend(names.others.then(|| "and others".to_owned()));
    list.join("; ")
}

/// Lines with their names in one column.
pub(super) fn card(lines: &[Line], width: usize) -> String {
    let widest = lines.iter().map(|(name, _)| name.width()).max().unwrap_or(0).min(width / 3);
    let mut text = String::new();
    for (name, said) in lines {
        let name = column(name, widest);
        let wrapped = wrap(said, width.saturating_sub(widest + 4).max(12));
        for (at, line) in wrapped.iter().enumerate() {
            match at {
                0 => writeln!(text, "  {NAME}{name}{NAME:#}  {line}"),
                _ => writeln!(text, "  {:widest$}  {line}", ""),
            }
            .unwrap_or_default();
        }
    }
    text
}

/// Words in lines of that width; longer words are broken.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let wide = word.width();
        if used > 0 && used + 1 + wide > width {
            lines.push(String::new());
            used = 0;
        }
        for (at, c) in word.chars().enumerate() {
            let columns = c.width().unwrap_or(0);
            let space = usize::from(at == 0 && used > 0);
            if used + space + columns > width {
                lines.push(String::new());
                used = 0;
            } else if space == 1 {
                lines.iter_mut().last().into_iter().for_each(|line| line.push(' '));
                used += 1;
            }
            lines.iter_mut().last().into_iter().for_each(|line| line.push(c));
            used += columns;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Date, Name};

    fn entry(key: &str, names: usize, title: &str) -> Entry {
        let mut entry = Entry::default();
        entry.key = key.into();
        entry.set(Variable::Author, Names::new(["Keck", "Sikkink", "Price"].iter().take(names).map(|name| Name::person(*name, "M.")).collect()));
        entry.set(Variable::Issued, Date::year(1998));
        entry.set(Variable::Title, title);
        entry
    }

    #[test]
    fn a_table_fits_its_terminal() {
        let entries = [
            entry("keck1998", 2, "Activists beyond Borders: Advocacy Networks in International Politics"),
            entry("wide", 3, "蜜蜂的历史蜜蜂的历史蜜蜂的历史蜜蜂的历史蜜蜂的历史蜜蜂的历史"),
        ];
        for width in [40, 59, 60, 80, 120] {
            let text = anstream::adapter::strip_str(&table(&entries, width)).to_string();
            assert!(text.lines().all(|line| line.width() <= width), "{width}\n{text}");
            assert!(
                text.contains("keck1998") && text.contains("Keck & Sikkink") && text.contains("Price et al.") || text.contains("Keck et al."),
                "{text}"
            );
        }
        let wide = anstream::adapter::strip_str(&table(&entries[..1], 60)).to_string();
        assert_eq!(wide, "keck1998  Keck & Sikkink  1998  Activists beyond Borders: A…\n");
        let narrow = anstream::adapter::strip_str(&table(&entries[..1], 40)).to_string();
        assert_eq!(narrow, "keck1998 1998\n  Keck & Sikkink: Activists beyond Bord…\n");
    }

    #[test]
    fn words_are_wrapped_and_long_ones_broken() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("蜜蜂的", 4), ["蜜蜂", "的"]);
    }
}
