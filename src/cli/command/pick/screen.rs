//! The screen of the picker: rows, the line that is typed, the preview. It is drawn on standard error, or on the terminal itself where that is
//! caught, and given back on every way out.

use super::list::{Action, List, Row};
use crate::cli::entries::{fit, wrap};
use crate::cli::error::CliError;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::style::{Attribute, Print, SetAttribute};
use crossterm::terminal::{self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{execute, queue};
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};
use unicode_width::UnicodeWidthStr;

/// Lines of the preview, at most, and how many lines a screen must have for one.
const PREVIEW: usize = 4;
const TALL: usize = 12;
/// So long nothing is typed before a preview is made.
const PAUSE: Duration = Duration::from_millis(40);
/// So long rows are looked through before those that were found are shown.
const FRAME: Duration = Duration::from_millis(20);

/// Where the screen is drawn.
fn terminal() -> Result<Box<dyn Write>, CliError> {
    if io::stderr().is_terminal() {
        return Ok(Box::new(io::BufWriter::new(io::stderr())));
    }
    let tty = std::fs::File::options().read(true).write(true).open(if cfg!(windows) { "CONOUT$" } else { "/dev/tty" });
    let none = |_| CliError::Usage("picking needs a terminal, and there is none: `ibidem search` finds entries without".to_owned());
    tty.map(|tty| Box::new(io::BufWriter::new(tty)) as Box<dyn Write>).map_err(none)
}

/// The terminal while it is ours; given back when this is dropped, a panic's way out included.
struct Ours {
    out: Box<dyn Write>,
}

impl Ours {
    fn take() -> Result<Self, CliError> {
        let mut out = terminal()?;
        let none = |_| CliError::Usage("picking needs a terminal, and there is none: `ibidem search` finds entries without".to_owned());
        terminal::enable_raw_mode().map_err(none)?;
        execute!(out, EnterAlternateScreen, Hide)?;
        Ok(Self { out })
    }
}

impl Drop for Ours {
    fn drop(&mut self) {
        let _ = execute!(self.out, Show, LeaveAlternateScreen);
        let _ = terminal::disable_raw_mode();
    }
}

/// What an event asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Act(Action),
    Page(isize),
    Take,
    Leave,
    Draw,
    Nothing,
}

/// Lets a person pick: the numbers of the entries, none where nothing is picked.
pub(super) fn run(list: &mut List, preview: &dyn Fn(usize) -> String) -> Result<Option<Vec<usize>>, CliError> {
    let mut ours = Ours::take()?;
    let mut top = 0;
    let (mut shown, mut text) = (None, String::new());
    loop {
        let started = Instant::now();
        list.look(&mut || started.elapsed() < FRAME);
        let (columns, lines) = terminal::size().unwrap_or((80, 24));
        let (columns, lines) = (usize::from(columns).max(1), usize::from(lines).max(1));
        Screen::of(list, columns, lines, &mut top, &|_| text.clone()).draw(&mut ours.out)?;
        // What is still to be found comes before the preview, and what is typed before both.
        let pause = if list.is_looking() { Duration::ZERO } else { PAUSE };
        if (list.is_looking() || shown != list.current()) && !event::poll(pause)? {
            if !list.is_looking() {
                text = list.current().map(preview).unwrap_or_default();
                shown = list.current();
            }
            continue;
        }
        // A key that comes before its list was shown is of the whole list.
        let mut seen = true;
        loop {
            match asked(&event::read()?) {
                Asked::Act(action) => {
                    list.act(action);
                    seen = false;
                }
                Asked::Page(pages) => list.act(Action::Move(pages.saturating_mul(isize::try_from(lines / 2).unwrap_or(1).max(1)))),
                Asked::Take => {
                    if !seen {
                        list.look(&mut || true);
                    }
                    return Ok(Some(list.picked()).filter(|picked| !picked.is_empty()));
                }
                Asked::Leave => return Ok(None),
                Asked::Draw => break,
                Asked::Nothing => continue,
            }
            // What was typed meanwhile comes first.
            if !event::poll(Duration::ZERO)? {
                break;
            }
        }
    }
}

fn asked(event: &Event) -> Asked {
    let key = match event {
        Event::Resize(..) => return Asked::Draw,
        Event::Key(key) if key.kind != KeyEventKind::Release => key,
        _ => return Asked::Nothing,
    };
    let KeyEvent { code, modifiers, .. } = key;
    match (code, modifiers.contains(KeyModifiers::CONTROL)) {
        (KeyCode::Esc, _) | (KeyCode::Char('c' | 'g' | 'd'), true) => Asked::Leave,
        (KeyCode::Enter, _) => Asked::Take,
        (KeyCode::Down, _) | (KeyCode::Char('n' | 'j'), true) => Asked::Act(Action::Move(1)),
        (KeyCode::Up, _) | (KeyCode::Char('p' | 'k'), true) => Asked::Act(Action::Move(-1)),
        (KeyCode::PageDown, _) => Asked::Page(1),
        (KeyCode::PageUp, _) => Asked::Page(-1),
        (KeyCode::Home, _) => Asked::Act(Action::First),
        (KeyCode::End, _) => Asked::Act(Action::Last),
        (KeyCode::Tab, _) => Asked::Act(Action::Mark),
        (KeyCode::Char('w'), true) => Asked::Act(Action::DeleteWord),
        (KeyCode::Char('u'), true) => Asked::Act(Action::DeleteAll),
        (KeyCode::Backspace, _) | (KeyCode::Char('h'), true) => Asked::Act(Action::DeleteLetter),
        (KeyCode::Char(c), false) => Asked::Act(Action::Type(*c)),
        _ => Asked::Nothing,
    }
}

/// A line, and how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    text: String,
    look: Look,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Plain,
    Dim,
    AtHand,
}

/// All lines from top to bottom, and where the next letter goes.
#[derive(Debug)]
struct Screen {
    lines: Vec<Line>,
    cursor: usize,
}

impl Screen {
    /// The line that is typed stands at the top, below it the rows, at the bottom the preview.
    fn of(list: &List, columns: usize, height: usize, top: &mut usize, preview: &dyn Fn(usize) -> String) -> Self {
        let mut below = Vec::new();
        if height >= TALL {
            below.push(Line { text: "─".repeat(columns), look: Look::Dim });
            let text = list.current().map(preview).unwrap_or_default();
            let mut lines = wrap(&text, columns);
            let over = lines.len() > PREVIEW;
            lines.truncate(PREVIEW);
            if over && let Some(last) = lines.last_mut() {
                *last = fit(&format!("{last} ……"), columns.saturating_sub(1));
            }
            lines.resize(PREVIEW, String::new());
            below.extend(lines.into_iter().map(|text| Line { text, look: Look::Plain }));
        }
        let marks = if list.marks() > 0 { format!(", {} marked", list.marks()) } else { String::new() };
        let help = if columns >= 70 { "  Tab marks · Enter takes · Esc leaves" } else { "" };
        let typed = fit(&format!("> {}", list.query()), columns.saturating_sub(1));
        let cursor = typed.width();
        let mut lines = vec![Line { text: typed, look: Look::Plain }];
        if height > 2 {
            lines.push(Line {
                text: fit(&format!("  {}{} of {}{marks}{help}", list.count(), if list.is_looking() { "…" } else { "" }, list.all()), columns),
                look: Look::Dim,
            });
        }
        let rows = height.saturating_sub(lines.len() + below.len()).max(1);
        *top = (*top).min(list.at()).max((list.at() + 1).saturating_sub(rows));
        for place in *top..*top + rows {
            lines.push(match list.row(place) {
                Some((_, row, marked)) => row_line(row, marked, place == list.at(), columns),
                None => Line { text: String::new(), look: Look::Plain },
            });
        }
        lines.extend(below);
        lines.truncate(height);
        Self { lines, cursor }
    }

    fn draw(&self, out: &mut impl Write) -> Result<(), CliError> {
        for (at, line) in self.lines.iter().enumerate() {
            queue!(out, MoveTo(0, u16::try_from(at).unwrap_or(u16::MAX)))?;
            match line.look {
                Look::Plain => {}
                Look::Dim => queue!(out, SetAttribute(Attribute::Dim))?,
                Look::AtHand => queue!(out, SetAttribute(Attribute::Reverse))?,
            }
            queue!(out, Print(&line.text), SetAttribute(Attribute::Reset), Clear(ClearType::UntilNewLine))?;
        }
        queue!(out, MoveTo(u16::try_from(self.cursor).unwrap_or(u16::MAX), 0), Show)?;
        Ok(out.flush()?)
    }
}

fn row_line(row: &Row, marked: bool, at_hand: bool, columns: usize) -> Line {
    let sign = match (at_hand, marked) {
        (_, true) => "✓ ",
        (true, false) => "› ",
        (false, false) => "  ",
    };
    let who = if row.who.is_empty() { String::new() } else { format!("{}: ", row.who) };
    let when = if row.when.is_empty() { String::new() } else { format!("{} ", row.when) };
    let text = match columns >= 70 {
        true => format!("{sign}{when}{who}{}  [{}]", row.what, row.key),
        false => format!("{sign}{}  {when}{who}{}", row.key, row.what),
    };
    // The last column stays free: terminals differ in what they do there. And a line that fits has its key.
    let room = columns.saturating_sub(1);
    let text = match text.width() > room && columns >= 70 {
        true => {
            let end = format!("  [{}]", row.key);
            format!("{}{end}", fit(&format!("{sign}{when}{who}{}", row.what), room.saturating_sub(end.width())))
        }
        false => fit(&text, room),
    };
    Line { text: fit(&text, room), look: if at_hand { Look::AtHand } else { Look::Plain } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, Variable};

    #[test]
    fn every_line_fits_every_screen() {
        let mut entry = Entry::default();
        entry.key = "averyveryverylongkeythatgoesonandon".into();
        entry.set(Variable::Title, "蜜蜂的历史 and a very long title that does not fit on most terminals of this world");
        let list = List::new(vec![Row::of(&entry); 30], "");
        for (columns, height) in [(1, 1), (10, 3), (40, 12), (80, 24), (200, 60)] {
            let mut top = 0;
            let screen = Screen::of(&list, columns, height, &mut top, &|_| "A preview that has to be wrapped at the width of the screen ".repeat(9));
            assert!(screen.lines.len() <= height, "{columns} × {height}");
            assert!(screen.lines.iter().all(|line| line.text.width() <= columns), "{columns} × {height}: {screen:?}");
        }
    }

    #[test]
    fn keys_do_what_people_expect() {
        let key = |code, modifiers| asked(&Event::Key(KeyEvent::new(code, modifiers)));
        let (none, control) = (KeyModifiers::NONE, KeyModifiers::CONTROL);
        for (code, modifiers, expected) in [
            (KeyCode::Char('c'), control, Asked::Leave),
            (KeyCode::Char('c'), none, Asked::Act(Action::Type('c'))),
            (KeyCode::Char('C'), KeyModifiers::SHIFT, Asked::Act(Action::Type('C'))),
            (KeyCode::Esc, none, Asked::Leave),
            (KeyCode::Enter, none, Asked::Take),
            (KeyCode::Tab, none, Asked::Act(Action::Mark)),
            (KeyCode::F(1), none, Asked::Nothing),
        ] {
            assert_eq!(key(code, modifiers), expected, "{code:?}");
        }
    }
}
