//! For people: each finding with the words it is about, what else explains it, and how it would be mended; a closing line.

use super::excerpt::{Frame, Mark, excerpt};
use super::{Report, Reporter, counted, one_line};
use crate::text::{Diagnostic, FixSafety, Place, Severity, Source, Span};
use std::fmt::{Display, Write};
use std::io;
use std::ops::Range;

pub(super) static FULL: Reporter = Reporter { name: "full", summary: "for people: each finding with the words it is about", write };

/// The colour of all that is drawn around the words: arrows, bars, line numbers.
pub(super) const FRAME: &str = "1;34";

/// What terminals take for colours; none of it where there are to be none.
pub(super) struct Paint(bool);

impl Paint {
    pub(super) fn new(colour: bool) -> Self {
        Self(colour)
    }

    pub(super) fn with(&self, code: &str, text: &str) -> String {
        let mut painted = String::with_capacity(text.len());
        self.push(&mut painted, code, text);
        painted
    }

    /// Writes a text behind others.
    pub(super) fn push(&self, out: &mut String, code: &str, text: impl Display) {
        let start = out.len();
        if self.0 {
            let _ = write!(out, "\x1b[{code}m");
        }
        let inside = out.len();
        let _ = write!(out, "{text}");
        match (self.0, out.len() == inside) {
            (true, false) => out.push_str("\x1b[0m"),
            (true, true) => out.truncate(start),
            (false, _) => {}
        }
    }

    pub(super) fn frame(&self, text: &str) -> String {
        self.with(FRAME, text)
    }

    pub(super) fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }
}

pub(super) fn code(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;36",
    }
}

fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    report.each(out, |diagnostic, text| {
        finding(report, diagnostic, text);
        text.push('\n');
    })?;
    out.write_all(closing(report).as_bytes())
}

fn finding(report: &Report, diagnostic: &Diagnostic, text: &mut String) {
    let paint = Paint(report.colour);
    paint.push(text, code(diagnostic.severity), format_args!("{}[{}]", diagnostic.severity, diagnostic.rule.name));
    let star = if diagnostic.fix.is_some() { " [*]" } else { "" };
    paint.push(text, "1", format_args!(": {}{star}", one_line(&diagnostic.message)));
    text.push('\n');
    let spans = std::iter::once(diagnostic.span).chain(diagnostic.related.iter().map(|related| related.span));
    let last = spans.map(|span| report.place(span, span.range().end).line).max();
    let frame = Frame { gutter: digits(last.unwrap_or(1)), width: report.width, paint: &paint };
    place(report, diagnostic.span, "-->", &Mark { sign: '^', colour: code(diagnostic.severity), label: "" }, &frame, text);
    for related in &diagnostic.related {
        place(report, related.span, ":::", &Mark { sign: '-', colour: FRAME, label: &related.message }, &frame, text);
    }
    if let Some(fix) = &diagnostic.fix {
        let how = if fix.safety == FixSafety::Safe { "" } else { " (unsafe: look at it first)" };
        let _ = writeln!(
            text,
            "{:gutter$} {} {}: {}{how}",
            "",
            paint.frame("="),
            paint.with("1;32", "help"),
            one_line(&fix.title),
            gutter = frame.gutter
        );
    }
}

fn digits(number: u32) -> usize {
    number.max(1).ilog10() as usize + 1
}

/// The file, line and column of a span, and its words.
fn place(report: &Report, span: Span, arrow: &str, mark: &Mark, frame: &Frame, text: &mut String) {
    let start = report.place(span, span.range().start);
    head(report.file(span), start, arrow, frame, text);
    if let Some(source) = report.sources.get(span.source).filter(|source| !source.text.is_empty()) {
        excerpt(text, source, span, start.line, mark, frame);
    }
}

fn head(file: &str, start: Place, arrow: &str, frame: &Frame, text: &mut String) {
    text.extend(std::iter::repeat_n(' ', frame.gutter));
    frame.paint.push(text, FRAME, arrow);
    let _ = writeln!(text, " {file}:{}:{}", start.line, start.column);
}

/// A place of a source, named and with its words, as findings show it; a line end behind it. Without colours.
pub fn place_of(source: &Source, range: Range<usize>) -> String {
    let start = source.place(range.start);
    let frame = Frame { gutter: digits(source.place(range.end).line), width: 100, paint: &Paint(false) };
    let mut text = String::new();
    head(&source.name, start, "-->", &frame, &mut text);
    excerpt(&mut text, source, source.span(range), start.line, &Mark { sign: '^', colour: "", label: "" }, &frame);
    text
}

/// The last line: how much was found, and how much of it can be mended.
pub(super) fn closing(report: &Report) -> String {
    let fixed = if report.fixed > 0 { format!("Fixed {}. ", counted(report.fixed, "finding")) } else { String::new() };
    if report.diagnostics.is_empty() {
        let (entries, files) = (report.library.entries.len(), report.sources.iter().count());
        return format!("{fixed}All checks passed: {} in {}.\n", counted(entries, "entry"), counted(files, "file"));
    }
    let severities = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "hint")];
    let counts = severities.iter().map(|(severity, name)| (report.count(*severity), *name)).filter(|(count, _)| *count > 0);
    let found: Vec<String> = counts.map(|(count, name)| counted(count, name)).collect();
    format!("{fixed}Found {}.{}\n", found.join(", "), fixable(report))
}

fn fixable(report: &Report) -> String {
    match (report.fixable(FixSafety::Safe), report.fixable(FixSafety::Unsafe)) {
        (0, 0) => String::new(),
        (safe, 0) => format!(" [*] {safe} fixable with `--fix`."),
        (0, more) => format!(" [*] {more} fixable with `--fix --unsafe-fixes`."),
        (safe, more) => format!(" [*] {safe} fixable with `--fix`, {more} more with `--unsafe-fixes`."),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::case;
    use super::*;
    use crate::check::rules::pages_reversed::INFO;
    use crate::model::Library;
    use crate::text::Sources;

    /// A finding at the first `[…]` of a text, the brackets being no part of it, and the second one related.
    fn shown(marked: &str, width: usize) -> String {
        let mut text = String::new();
        let mut ends = Vec::new();
        for c in marked.chars() {
            match c {
                '⟦' | '⟧' => ends.push(text.len()),
                c => text.push(c),
            }
        }
        let mut sources = Sources::default();
        let source = sources.add_text("list.txt", &text);
        let spans: Vec<Span> = ends.chunks(2).map(|pair| Span::new(source, pair[0]..pair[1])).collect();
        let mut diagnostic = Diagnostic::new(&INFO, spans[0], "something is odd here");
        diagnostic = spans[1..].iter().fold(diagnostic, |diagnostic, span| diagnostic.related(*span, "and here"));
        let library = Library::default();
        let found = [diagnostic];
        let text = FULL.text(&Report { width, ..Report::new(&sources, &library, &found) });
        for line in text.lines().filter(|line| line.contains(" |")) {
            assert!(super::super::excerpt::columns(line) <= width.max(40), "too wide: {line}");
        }
        text
    }

    #[test]
    fn findings_are_shown_with_their_words() {
        insta::assert_snapshot!(FULL.text(&case().report()));
    }

    #[test]
    fn colours_are_only_added() {
        let case = case();
        let coloured = FULL.text(&Report { colour: true, ..case.report() });
        let mut plain = coloured.clone();
        while let Some(at) = plain.find('\x1b') {
            let end = at + plain[at..].find('m').unwrap();
            plain.replace_range(at..=end, "");
        }
        assert!(coloured.len() > plain.len());
        assert_eq!(plain, FULL.text(&case.report()));
    }

    #[test]
    fn excerpts_of_all_shapes() {
        let cases = [
            ("wide characters", "国⟦際地雷⟧禁止 and e\u{301}⟦tal⟧\n".to_owned(), 80),
            ("tabs", "\ta\t⟦b⟧\tc\n".to_owned(), 80),
            ("several lines", "one ⟦two\nthree\nfour\nfive⟧ six\n".to_owned(), 80),
            ("two lines", "one ⟦two\r\n  three⟧ four\r\n".to_owned(), 80),
            ("a long line", format!("{}⟦here⟧{}", "word ".repeat(5000), " and so on".repeat(5000)), 60),
            ("a long span", format!("start ⟦{}⟧ end", "abcdefghi ".repeat(100)), 60),
            ("end of file", "last line⟦⟧".to_owned(), 80),
            ("behind the last line end", "last line\n⟦⟧".to_owned(), 80),
            ("empty line", "a\n⟦⟧\nb".to_owned(), 80),
            ("control characters", "a\u{1b}[31m ⟦b\u{200b}\u{202e}c⟧ d".to_owned(), 80),
            ("narrow", "a reference of some length with ⟦a fault⟧ in its middle, and more".to_owned(), 40),
            ("far lines", format!("⟦a⟧{}⟦b⟧\n", "\n".repeat(120)), 80),
        ];
        let all: Vec<String> = cases.iter().map(|(name, text, width)| format!("# {name}\n{}", shown(text, *width))).collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    proptest::proptest! {
        /// Whatever the text and wherever the span, even off the characters and behind the end.
        #[test]
        fn excerpts_never_outgrow_the_terminal(
            text in "[a-zé地\u{301}\t\r\n\u{200b} ]{0,300}", start in 0usize..1000, length in 0usize..400, width in 0usize..120) {
            let mut sources = Sources::default();
            let source = sources.add_text("x", &text);
            let span = Span::new(source, start..start + length);
            let found = [Diagnostic::new(&INFO, span, "odd").related(span, "here")];
            let library = Library::default();
            let shown = FULL.text(&Report { width, ..Report::new(&sources, &library, &found) });
            for line in shown.lines().filter(|line| line.contains(" |")) {
                proptest::prop_assert!(super::super::excerpt::columns(line) <= width.max(40) + 1, "{:?}", line);
            }
        }
    }

    #[test]
    fn nothing_found_is_said_so() {
        let case = case();
        assert_eq!(FULL.text(&Report { diagnostics: &[], ..case.report() }), "All checks passed: 1 entry in 1 file.\n");
        assert_eq!(
            closing(&Report { fixed: 2, ..case.report() }),
            "Fixed 2 findings. Found 2 errors, 1 warning. [*] 1 fixable with `--fix`, 1 more with `--unsafe-fixes`.\n"
        );
    }
}
