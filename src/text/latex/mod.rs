//! LaTeX as BibTeX values have it, to and from runs of Unicode text. What is no accent, letter, symbol or font is kept as it stands,
//! and written back so. No macro is expanded.

mod decode;
mod encode;
mod math;
mod tables;

pub use decode::Decoded;
use decode::Decoder;
pub use encode::{encode, encode_name, encode_plain};
use std::borrow::Cow;

/// How a run looks: a set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Look(u8);

impl Look {
    /// Nothing special.
    pub const PLAIN: Self = Self(0);
    /// Italic, or emphasis.
    pub const ITALIC: Self = Self(1);
    /// Bold.
    pub const BOLD: Self = Self(2);
    /// Small capitals.
    pub const SMALL_CAPS: Self = Self(4);
    /// Subscript.
    pub const SUB: Self = Self(8);
    /// Superscript.
    pub const SUP: Self = Self(16);
    /// Protected from changes of case.
    pub const NOCASE: Self = Self(32);
    /// Mathematics: the text is LaTeX without the dollar signs.
    pub const MATH: Self = Self(64);

    /// Whether all of `other` is in it.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Runs of text; neighbours look different. A run that stands in the LaTeX as it is, is a piece of it.
pub type Runs<'t> = Vec<(Cow<'t, str>, Look)>;

/// Whether a text may mean something else than it shows: only then [`decode`] is needed.
pub fn needs_decoding(text: &str) -> bool {
    plain_length(text) < text.len()
}

/// The length of the text at the beginning that means what it shows. It ends before a character, since only ASCII means something else.
fn plain_length(text: &str) -> usize {
    /// What a byte is: 0 means itself, 1 always something else, 2 something else where the same stands behind it, 3 where white space does.
    const MEANS: [u8; 256] = {
        let mut means = [0; 256];
        let (always, twice) = (b"\\{}$~\t\n\r", b"-'`");
        let mut at = 0;
        while at < always.len() {
            means[always[at] as usize] = 1;
            at += 1;
        }
        at = 0;
        while at < twice.len() {
            means[twice[at] as usize] = 2;
            at += 1;
        }
        means[b' ' as usize] = 3;
        means
    };
    let bytes = text.as_bytes();
    let is_special = |at: usize, byte: u8| match MEANS[byte as usize] {
        0 => false,
        1 => true,
        2 => bytes.get(at + 1) == Some(&byte),
        _ => bytes.get(at + 1).is_some_and(u8::is_ascii_whitespace),
    };
    let mut at = 0;
    loop {
        at += doubtless_length(&bytes[at..]);
        // Byte by byte to the end of the block that has something in it.
        let end = bytes.len().min(at + BLOCK);
        let mut block = bytes[at..end].iter().enumerate();
        if let Some((special, _)) = block.find(|(offset, byte)| MEANS[**byte as usize] != 0 && is_special(at + offset, **byte)) {
            return at + special;
        }
        at = end;
        if at == bytes.len() {
            return at;
        }
    }
}

/// As many bytes as are looked at together.
const BLOCK: usize = 16;

/// The length of so many whole blocks at the beginning as [`plain_length`] has nothing to look at in. A block is not in doubt for long: all of
/// its bytes are compared at once with a few ranges that hold all signs of LaTeX, each with the byte behind it for those that count twice.
fn doubtless_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(block) = bytes.get(at..at + BLOCK)
        && let Some(behind) = bytes.get(at + 1..at + 1 + BLOCK)
    {
        let doubts = block.iter().zip(behind).map(|(byte, next)| {
            let control = u8::from(*byte < b' ') | u8::from(*next < b' ');
            let sign = u8::from(*byte == b'$') | u8::from(*byte == b'\\') | u8::from(*byte == b'`') | u8::from(byte.wrapping_sub(b'{') < 4);
            let twice = u8::from(byte == next) & u8::from(*byte < b'0');
            control | sign | twice
        });
        if doubts.fold(0, |any, doubt| any | doubt) != 0 {
            break;
        }
        at += BLOCK;
    }
    at
}

/// Reads LaTeX. White space becomes one space, as TeX has it. Unknown commands stay as they stand, with backslash and arguments.
pub fn decode(latex: &str) -> Runs<'_> {
    let mut decoded = Decoded::default();
    decode_into(latex, &mut decoded);
    decoded.cows(latex)
}

/// [`decode`] for many texts, one after the other: what is said of the text before is forgotten.
pub fn decode_into(latex: &str, decoded: &mut Decoded) {
    Decoder::new(latex, decoded).all();
}

/// [`decode`], without markup.
pub fn decode_plain(latex: &str) -> String {
    if !needs_decoding(latex) {
        return latex.to_owned();
    }
    let mut decoded = Decoded::default();
    decode_into(latex, &mut decoded);
    decoded.runs(latex).map(|(text, _)| text).collect()
}

/// The first `sign` that no backslash stands before, or that is such a sign itself.
fn find_unescaped(text: &str, sign: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(offset) = text[at..].find(['\\', '$']) {
        at += offset;
        if text[at..].starts_with(sign) {
            return Some(at);
        }
        at += match text.as_bytes()[at] {
            b'\\' => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            _ => 1,
        };
    }
    None
}

/// Whether a command is one that we read, by its name without backslash.
pub fn is_known(name: &str) -> bool {
    tables::meaning(name).is_some()
}

/// Whether every brace has its other one.
pub fn is_balanced(text: &str) -> bool {
    let mut depth = 0usize;
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return false,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// Where the brace stands that closes what `text` is the inside of.
pub fn balanced_end(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn latex_means_unicode() {
        for (latex, text) in [
            (r#"{\"u}\"{u}\"u{\"{u}}\" u"#, "üüüü\\\" u"),
            (r"\'\i \'{\i}{\'\i}\'i", "íííí"),
            (r"\c{c}\c c\v{s}\v s\H{o}\k{a}\r{a}\u{g}", "ççššőąåğ"),
            (r"\=a\.z\d{s}\b{b}\t{oo}", "āżṣḇo͡o"),
            (r"Stra\ss e Stra{\ss}e \ae\AE\o{}\O \l \L\aa\AA", "Straße Straße æÆøØłŁåÅ"),
            (r"\oe\OE\th\dh\dj\ng\i\j", "œŒþðđŋıȷ"),
            (r"\&\%\$\#\_\{\}", "&%$#_{}"),
            ("a--b---c ``d'' `e' f~g", "a–b—c “d” `e' f\u{A0}g"),
            (r"a\,b\-c\ d", "a\u{2009}b\u{AD}c d"),
            (r"\textendash{}x\textquoteright s \ldots{} \copyright\ 1", "–x’s … © 1"),
            ("a\n  b\t c", "a b c"),
            (r"\foo{bar} \foo[x]{y {z}} w \*", r"\foo{bar} \foo[x]{y {z}} w \*"),
            (r"\~{}a \^{} \'{}", "~a ^ '"),
            (r"\url{http://a_b/~c}", "http://a_b/~c"),
            (r"\", "\\"),
            ("a } b { c", "a } b  c"),
            (r"$a and 5$ b", "a and 5 b"),
            (r"cost $5", "cost $5"),
            (r"{a $5} $6", "a $5 $6"),
            (r"Mart{\'\i}nez \'{E}cole \`A \^{\i}le", "Martínez École À île"),
            (r"\textcyrillic{x}", "x"),
            (r"\enquote{a \enquote{b}} \mkbibparens{c}", "“a ‘b’” (c)"),
            (r"\texttt{grep} {\tt sed} \href{http://a.b}{c}", "grep sed c"),
            (r"\'{\v{r}}\d{\=a}\ocirc{u}\polhk{a}", "ř́ạ̄ůą"),
            (r"$\alpha$-helix, $\le 5$, a $\rightarrow$ b", "α-helix, ≤5, a → b"),
            (r"25\,$^\circ$C, $1050\,^\circ\mathrm{C}$, Cu$_{2-\delta}$O", "25\u{2009}°C, 1050\u{2009}°C, Cu2-δO"),
            (r"$(000\bar{1})$ $<$ $\overline{1}$", "(0001̄) < 1̅"),
            (r"$O(n \log n)$ $\frac{1}{2}$ $\sqrt 2$", r"O(n \log n) \frac{1}{2} \sqrt 2"),
            (r"a\par b", "a\n\nb"),
            (r"\{\vphantom{\}}a\vphantom{\{}\} \k{} \v{}b", "{a} ˛ ˇb"),
            (r"1 $\cdot$ 2", "1 · 2"),
            (r"\{\{\vphantom{\}\}}a\vphantom\{\}\vphantom\{\}", "{{a}}"),
        ] {
            assert_eq!(decode(latex).into_iter().map(|(text, _)| text).collect::<String>(), text, "{latex}");
        }
    }

    #[test]
    fn fonts_and_braces_are_looks() {
        let both = Look::ITALIC.and(Look::BOLD);
        for (latex, runs) in [
            (r"a \emph{b} c", vec![("a ", Look::PLAIN), ("b", Look::ITALIC), (" c", Look::PLAIN)]),
            (r"{\em b} {\bf c}{\it\bf d}", vec![("b", Look::ITALIC), (" ", Look::PLAIN), ("c", Look::BOLD), ("d", both)]),
            (r"\textit{a\textbf{b}}", vec![("a", Look::ITALIC), ("b", both)]),
            (r#"{DNA} {\"u}"#, vec![("DNA", Look::NOCASE), (" ü", Look::PLAIN)]),
            (r#"{{a} {\"u}}"#, vec![("a ü", Look::NOCASE)]),
            (r"CO\textsubscript{2}$^{3}$", vec![("CO", Look::PLAIN), ("2", Look::SUB), ("3", Look::SUP)]),
            (r"$T_\mathrm{c}$ $n$", vec![("T", Look::MATH), ("c", Look::SUB), (" ", Look::PLAIN), ("n", Look::MATH)]),
            (r"\ensuremath{x^2} $\frac 1 2$", vec![("x^2", Look::MATH), (" ", Look::PLAIN), (r"\frac 1 2", Look::MATH)]),
            (r"\textsc{a}\textsuperscript{b}", vec![("a", Look::SMALL_CAPS), ("b", Look::SUP)]),
            (r"\(x\) \emph", vec![("x", Look::MATH), (r" \emph", Look::PLAIN)]),
        ] {
            let runs: Runs = runs.into_iter().map(|(text, look)| (text.into(), look)).collect();
            assert_eq!(decode(latex), runs, "{latex}");
        }
    }

    #[test]
    fn symbols_are_written_as_mathematics() {
        for (text, latex) in [
            ("β-Amyloid ≤ 5 µm", r"$\beta$-Amyloid $\leq$ 5 µm"),
            ("η ζωή", "η ζωή"),
            (r"\foo{a_b} \bar", r"\foo{a_b} \textbackslash{}bar"),
            ("a\n\nb\nc", r"a\par{}b\newline{}c"),
        ] {
            assert_eq!(encode_plain(text), latex);
            assert_eq!(decode_plain(latex), text);
        }
        assert_eq!(encode([("T", Look::MATH), ("c", Look::SUB)]), r"$T$\textsubscript{c}");
        assert_eq!(encode([("x^2", Look::MATH)]), r"\ensuremath{x^2}");
        assert_eq!(encode_name("α"), "α");
    }

    fn complete_of(latex: &str) -> bool {
        let mut decoded = Decoded::default();
        decode_into(latex, &mut decoded);
        decoded.complete
    }

    #[test]
    fn what_the_runs_leave_out_is_known() {
        for (latex, complete) in [(r"\emph{a} {\'e}", true), (r"\texttt{a}", false), (r"{\tt a}", false), (r"\href{u}{a}", false), (r"\foo{a}", true)]
        {
            assert_eq!(complete_of(latex), complete, "{latex}");
        }
    }

    #[test]
    fn depth_costs_no_more_than_its_bytes() {
        let deep = 30_000;
        for latex in ["{", "\\textit{", "$", "{$", "\\url{", "\\(", "\\({", "\\foo{", "\\vphantom{", "\\'{\\i"] {
            let text = latex.repeat(deep);
            decode(&text);
            encode_plain(&text);
            decode(&(text + "\\)"));
        }
    }

    fn runs() -> impl Strategy<Value = Runs<'static>> {
        let text = r##"([a-zA-Z]{1,3}|[ \\{}$&%#_~^`'"=.\-\n\t]|é|ı|\u{A0}|–|\\[a-z]{1,4}|\\textit|--|''){1,8}"##;
        prop::collection::vec((text, 0u8..64, prop::bool::weighted(0.1)), 0..5).prop_map(|runs| {
            let mut joined = Runs::new();
            for (text, look, math) in runs {
                let (text, look) = if math { ("x^{2}".to_owned(), look | 64) } else { (text, look) };
                match joined.last_mut() {
                    Some((last, of)) if of.0 == look => last.to_mut().push_str(&text),
                    _ => joined.push((text.into(), Look(look))),
                }
            }
            joined
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn what_is_written_reads_the_same(runs in runs()) {
            let latex = encode(runs.iter().map(|(text, look)| (&**text, *look)));
            prop_assert!(is_balanced(&latex));
            prop_assert_eq!(latex.trim(), latex.as_str());
            prop_assert_eq!(decode(&latex), runs, "{}", latex);
        }

        #[test]
        fn blocks_are_looked_at_as_bytes_are(text in r##"([a-zA-Z0-9,.:;()é–]{0,20}|[ \\{}$~|\t\n\r-]|--|''|``|['`"]|  | \n){0,12}"##) {
            let bytes = text.as_bytes();
            let is_special = |at: usize| match (bytes[at], bytes.get(at + 1)) {
                (b'\\' | b'{' | b'}' | b'$' | b'~' | b'\t' | b'\n' | b'\r', _) => true,
                (sign @ (b'-' | b'\'' | b'`'), next) => next == Some(&sign),
                (b' ', Some(next)) => next.is_ascii_whitespace(),
                _ => false,
            };
            prop_assert_eq!(plain_length(&text), (0..bytes.len()).find(|at| is_special(*at)).unwrap_or(bytes.len()));
        }

        #[test]
        fn any_text_decodes(text in r##"([a-z]|[ \\{}$&%#_~^`'"=.\-\n]|é|\\[a-z]{1,3}|\\url\{|\\symbol\{9){0,30}"##) {
            let runs = decode(&text);
            let latex = encode(runs.iter().map(|(text, look)| (&**text, *look)));
            prop_assert!(is_balanced(&latex));
        }
    }
}
