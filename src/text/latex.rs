//! LaTeX as BibTeX values have it, to and from runs of Unicode text. What is no accent, letter, symbol or font is kept as it stands,
//! and written back so. No macro is expanded.

use super::unicode;
use unicode_normalization::UnicodeNormalization;

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

/// Runs of text; neighbours look different.
pub type Runs = Vec<(String, Look)>;

/// Font commands with an argument; the first of a look is the one that is written.
const FONTS: &[(&str, Look)] = &[
    ("textit", Look::ITALIC),
    ("emph", Look::ITALIC),
    ("textsl", Look::ITALIC),
    ("mkbibemph", Look::ITALIC),
    ("mkbibitalic", Look::ITALIC),
    ("textbf", Look::BOLD),
    ("mkbibbold", Look::BOLD),
    ("textsc", Look::SMALL_CAPS),
    ("textsubscript", Look::SUB),
    ("mkbibsubscript", Look::SUB),
    ("textsuperscript", Look::SUP),
    ("mkbibsuperscript", Look::SUP),
    // Fonts and markup without counterpart: the words stay.
    ("textrm", Look::PLAIN),
    ("textup", Look::PLAIN),
    ("textmd", Look::PLAIN),
    ("textnormal", Look::PLAIN),
    ("mbox", Look::PLAIN),
    ("textcyrillic", Look::PLAIN),
    ("textgreek", Look::PLAIN),
];

/// Font switches, to the end of their group.
const SWITCHES: &[(&str, Look)] = &[
    ("em", Look::ITALIC),
    ("it", Look::ITALIC),
    ("sl", Look::ITALIC),
    ("itshape", Look::ITALIC),
    ("slshape", Look::ITALIC),
    ("bf", Look::BOLD),
    ("bfseries", Look::BOLD),
    ("sc", Look::SMALL_CAPS),
    ("scshape", Look::SMALL_CAPS),
    ("rm", Look::PLAIN),
    ("upshape", Look::PLAIN),
    ("normalfont", Look::PLAIN),
];

/// Accents, with the combining character that means the same.
const ACCENTS: &[(&str, char)] = &[
    ("`", '\u{300}'),
    ("'", '\u{301}'),
    ("^", '\u{302}'),
    ("~", '\u{303}'),
    ("=", '\u{304}'),
    ("u", '\u{306}'),
    (".", '\u{307}'),
    ("\"", '\u{308}'),
    ("r", '\u{30A}'),
    ("H", '\u{30B}'),
    ("v", '\u{30C}'),
    ("d", '\u{323}'),
    ("c", '\u{327}'),
    ("k", '\u{328}'),
    ("b", '\u{331}'),
    ("t", '\u{361}'),
];

/// Letters and symbols.
const SYMBOLS: &[(&str, &str)] = &[
    ("ss", "ß"),
    ("SS", "ẞ"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("aa", "å"),
    ("AA", "Å"),
    ("i", "ı"),
    ("j", "ȷ"),
    ("th", "þ"),
    ("TH", "Þ"),
    ("dh", "ð"),
    ("DH", "Ð"),
    ("dj", "đ"),
    ("DJ", "Đ"),
    ("ng", "ŋ"),
    ("NG", "Ŋ"),
    ("&", "&"),
    ("%", "%"),
    ("$", "$"),
    ("#", "#"),
    ("_", "_"),
    ("{", "{"),
    ("}", "}"),
    (" ", " "),
    ("\n", " "),
    (",", "\u{2009}"),
    ("-", "\u{AD}"),
    ("\\", "\n"),
    ("newline", "\n"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textquotesingle", "'"),
    ("textquotedbl", "\""),
    ("quotedblbase", "„"),
    ("quotesinglbase", "‚"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("glqq", "„"),
    ("grqq", "“"),
    ("flqq", "«"),
    ("frqq", "»"),
    ("ldots", "…"),
    ("dots", "…"),
    ("textellipsis", "…"),
    ("textbullet", "•"),
    ("textperiodcentered", "·"),
    ("textbackslash", "\\"),
    ("textbraceleft", "{"),
    ("textbraceright", "}"),
    ("textasciitilde", "~"),
    ("textasciicircum", "^"),
    ("textasciigrave", "`"),
    ("textbar", "|"),
    ("textless", "<"),
    ("textgreater", ">"),
    ("textunderscore", "_"),
    ("textdollar", "$"),
    ("textexclamdown", "¡"),
    ("textquestiondown", "¿"),
    ("copyright", "©"),
    ("textcopyright", "©"),
    ("textregistered", "®"),
    ("texttrademark", "™"),
    ("pounds", "£"),
    ("textsterling", "£"),
    ("texteuro", "€"),
    ("euro", "€"),
    ("S", "§"),
    ("P", "¶"),
    ("textsection", "§"),
    ("textparagraph", "¶"),
    ("textdegree", "°"),
    ("textpm", "±"),
    ("texttimes", "×"),
    ("textmu", "µ"),
    ("textordfeminine", "ª"),
    ("textordmasculine", "º"),
    ("textnumero", "№"),
    ("dag", "†"),
    ("ddag", "‡"),
    ("nobreakspace", "\u{A0}"),
    ("slash", "/"),
    ("relax", ""),
    ("LaTeX", "LaTeX"),
    ("TeX", "TeX"),
    ("BibTeX", "BibTeX"),
];

fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(of, _)| *of == name).map(|(_, value)| *value)
}

/// Commands that [`decode`] does not keep as they stand.
fn is_known(name: &str) -> bool {
    find(FONTS, name).is_some()
        || find(SWITCHES, name).is_some()
        || find(ACCENTS, name).is_some()
        || find(SYMBOLS, name).is_some()
        || matches!(name, "url" | "symbol" | "(" | "")
}

/// Whether a text may mean something else than it shows: only then [`decode`] is needed.
pub fn needs_decoding(text: &str) -> bool {
    let mut before = b'x';
    for byte in text.bytes() {
        match byte {
            b'\\' | b'{' | b'}' | b'$' | b'~' | b'\t' | b'\n' | b'\r' => return true,
            b'-' | b' ' | b'\'' | b'`' if byte == before => return true,
            _ => before = byte,
        }
    }
    false
}

/// Reads LaTeX. White space becomes one space, as TeX has it. Unknown commands stay as they stand, with the backslash.
pub fn decode(latex: &str) -> Runs {
    let mut decoder = Decoder { text: latex, at: 0, look: Look::PLAIN, groups: Vec::new(), runs: Vec::new() };
    decoder.all();
    decoder.runs
}

/// [`decode`], without markup.
pub fn decode_plain(latex: &str) -> String {
    match needs_decoding(latex) {
        true => decode(latex).into_iter().map(|(text, _)| text).collect(),
        false => latex.to_owned(),
    }
}

struct Decoder<'t> {
    text: &'t str,
    at: usize,
    look: Look,
    /// The looks outside of the groups that are open.
    groups: Vec<Look>,
    runs: Runs,
}

impl<'t> Decoder<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn push(&mut self, text: &str) {
        self.push_as(text, self.look);
    }

    fn push_as(&mut self, text: &str, look: Look) {
        match self.runs.last_mut() {
            _ if text.is_empty() => {}
            Some((last, of)) if *of == look => last.push_str(text),
            _ => self.runs.push((text.to_owned(), look)),
        }
    }

    fn all(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            let plain = self.rest().find(SPECIAL).unwrap_or(self.rest().len());
            if plain > 0 {
                self.push(&self.rest()[..plain]);
                self.at += plain;
                continue;
            }
            self.at += 1;
            match c {
                '\\' => self.command(),
                '{' => self.open(),
                '}' => match self.groups.pop() {
                    Some(look) => self.look = look,
                    None => self.push("}"),
                },
                '$' => self.math("$", "$"),
                '~' => self.push("\u{A0}"),
                '-' | '`' | '\'' => self.ligature(c),
                _ => {
                    self.skip_space();
                    self.push(" ");
                }
            }
        }
    }

    fn skip_space(&mut self) {
        self.at += self.rest().bytes().take_while(u8::is_ascii_whitespace).count();
    }

    /// A group protects its text from changes of case, unless it begins with a command: then it is one of BibTeX's "special characters".
    fn open(&mut self) {
        self.groups.push(self.look);
        if !self.rest().starts_with('\\') {
            self.look = self.look.and(Look::NOCASE);
        }
    }

    fn ligature(&mut self, c: char) {
        const LIGATURES: &[(&str, &str)] = &[("---", "—"), ("--", "–"), ("``", "“"), ("''", "”")];
        let from = &self.text[self.at - 1..];
        match LIGATURES.iter().find(|(latex, _)| from.starts_with(latex)) {
            Some((latex, text)) => {
                self.push(text);
                self.at += latex.len() - 1;
            }
            None => self.push(c.encode_utf8(&mut [0; 4])),
        }
    }

    /// Mathematics up to `close`; where braces in it do not balance, or nothing is in it, the opening sign is text.
    fn math(&mut self, open: &str, close: &str) {
        let inside = self.rest();
        let end = find_unescaped(inside, close).filter(|end| *end > 0 && is_balanced(&inside[..*end]));
        match end {
            Some(end) => {
                self.push_as(&inside[..end], self.look.and(Look::MATH));
                self.at += end + close.len();
            }
            None => self.push(open),
        }
    }

    fn command(&mut self) {
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let Some(first) = rest.chars().next() else { return self.push("\\") };
        let name = &rest[..if letters > 0 { letters } else { first.len_utf8() }];
        let start = self.at;
        self.at += name.len();
        if let Some(mark) = find(ACCENTS, name) {
            return self.accent(name, mark);
        }
        if let Some(symbol) = find(SYMBOLS, name) {
            if letters > 0 {
                self.end_command();
            }
            return self.push(symbol);
        }
        if let Some(look) = find(FONTS, name) {
            return self.font(start, look);
        }
        if let Some(look) = find(SWITCHES, name) {
            self.skip_space();
            self.look = self.look.and(look);
            return;
        }
        match name {
            "(" => self.math("\\(", "\\)"),
            "url" if rest[letters..].starts_with('{') => self.verbatim(),
            "symbol" if rest[letters..].starts_with('{') => self.symbol(start),
            name => {
                self.push("\\");
                self.push(name);
            }
        }
    }

    /// White space behind a command, or the `{}` that keeps it.
    fn end_command(&mut self) {
        match self.rest().strip_prefix("{}") {
            Some(_) => self.at += 2,
            None => self.skip_space(),
        }
    }

    /// A font command: its argument is a group in that look.
    fn font(&mut self, start: usize, look: Look) {
        let name_end = self.at;
        self.skip_space();
        if !self.rest().starts_with('{') {
            self.at = name_end;
            return self.push(&self.text[start - 1..name_end]);
        }
        self.at += 1;
        self.groups.push(self.look);
        self.look = self.look.and(look);
    }

    fn verbatim(&mut self) {
        let inside = &self.rest()[1..];
        // A bound, so that a thousand of them that never end are not each read to the end.
        match balanced_end(&inside[..unicode::boundary_before(inside, 4096)]) {
            Some(end) => {
                self.push(&inside[..end]);
                self.at += end + 2;
            }
            None => self.push("\\url"),
        }
    }

    fn symbol(&mut self, start: usize) {
        let inside = &self.rest()[1..];
        let end = inside.bytes().take_while(u8::is_ascii_digit).count();
        let symbol = inside[..end].parse().ok().and_then(char::from_u32).filter(|_| inside[end..].starts_with('}'));
        match symbol {
            Some(symbol) => {
                self.push(symbol.encode_utf8(&mut [0; 4]));
                self.at += end + 2;
            }
            None => self.push(&self.text[start - 1..self.at]),
        }
    }

    /// An accent on the letter behind it; without such a letter it stays as it stands.
    fn accent(&mut self, name: &str, mark: char) {
        let Some((base, length)) = base_of(self.rest(), name) else {
            if matches!(name, "~" | "^" | "`" | "'" | "\"") && self.rest().starts_with("{}") {
                self.at += 2;
                return self.push(name);
            }
            self.push("\\");
            return self.push(name);
        };
        self.at += length;
        let base = match base.as_str() {
            // Accents take the place of the dot.
            "ı" if mark > '\u{2FF}' && !matches!(mark, '\u{323}' | '\u{327}' | '\u{328}' | '\u{331}') => "i".to_owned(),
            "ȷ" => "j".to_owned(),
            _ => base,
        };
        let mut letters = base.chars();
        let marked: String = letters.next().into_iter().chain([mark]).chain(letters).nfc().collect();
        self.push(&marked);
    }
}

const SPECIAL: [char; 11] = ['\\', '{', '}', '$', '~', '-', '`', '\'', ' ', '\n', '\t'];

/// What an accent command stands on, and how long that is: `u`, `{u}`, `\i`, `{\i}`, `{\i }`, `{uv}`. Behind a command of letters a space may stand.
fn base_of(rest: &str, name: &str) -> Option<(String, usize)> {
    let spaced = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '\n']).len();
    let (rest, skipped) = match rest.starts_with('{') || rest.starts_with('\\') || spaced {
        true => (&rest[skipped..], skipped),
        false => (rest, 0),
    };
    // A letter command right behind the accent's own letters would be another command.
    let Some(inside) = rest.strip_prefix('{') else {
        let (base, length) = one_letter(rest)?;
        return Some((base, skipped + length));
    };
    let (mut base, mut length) = one_letter(inside)?;
    if !inside[length..].starts_with('}') {
        let more = inside[length..].chars().take(2).take_while(|c| c.is_alphabetic()).collect::<String>();
        length += more.len();
        base.push_str(&more);
    }
    inside[length..].starts_with('}').then_some((base, skipped + length + 2))
}

/// A letter, or a command for one.
fn one_letter(text: &str) -> Option<(String, usize)> {
    let first = text.chars().next()?;
    if first.is_alphanumeric() {
        return Some((first.to_string(), first.len_utf8()));
    }
    let command = text.strip_prefix('\\')?;
    let length = command.bytes().take_while(u8::is_ascii_alphabetic).count();
    let letter = find(SYMBOLS, &command[..length]).filter(|letter| letter.chars().all(char::is_alphabetic))?;
    let behind = &command[length..];
    let space = if behind.starts_with("{}") { 2 } else { behind.len() - behind.trim_start_matches(' ').len() };
    Some((letter.to_owned(), 1 + length + space))
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

/// Writes LaTeX that [`decode`] reads as the same runs: specials escaped, fonts as commands, braces around what keeps its case,
/// all other characters as they are. Braces balance in what it writes. Mathematics whose braces do not balance becomes text.
pub fn encode<'r>(runs: impl IntoIterator<Item = (&'r str, Look)>) -> String {
    let mut latex = String::new();
    for (text, look) in runs {
        encode_run(text, look, &mut latex);
    }
    protect_ends(latex)
}

/// [`encode`] for text without markup.
pub fn encode_plain(text: &str) -> String {
    encode([(text, Look::PLAIN)])
}

fn encode_run(text: &str, look: Look, latex: &mut String) {
    let fonts = [Look::ITALIC, Look::BOLD, Look::SMALL_CAPS, Look::SUB, Look::SUP];
    let mut closing = 0;
    for font in fonts.into_iter().filter(|font| look.has(*font)) {
        let name = FONTS.iter().find(|(_, of)| *of == font).map_or("", |(name, _)| name);
        latex.push('\\');
        latex.push_str(name);
        latex.push('{');
        closing += 1;
    }
    if look.has(Look::NOCASE) {
        latex.push('{');
        closing += 1;
    }
    let start = latex.len();
    match look.has(Look::MATH) && find_unescaped(text, "$").is_none() && is_balanced(text) && !ends_escaping(text) && !text.is_empty() {
        true => {
            latex.push('$');
            latex.push_str(text);
            latex.push('$');
        }
        false => escape(text, latex),
    }
    if look.has(Look::NOCASE) && latex[start..].starts_with('\\') {
        latex.insert_str(start, "{}");
    }
    latex.extend(std::iter::repeat_n('}', closing));
}

/// Whether a backslash at the end would escape what follows.
fn ends_escaping(text: &str) -> bool {
    (text.len() - text.trim_end_matches('\\').len()) % 2 == 1
}

fn escape(text: &str, latex: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        match c {
            '&' | '%' | '$' | '#' | '_' => latex.extend(['\\', c]),
            '{' => latex.push_str("\\textbraceleft{}"),
            '}' => latex.push_str("\\textbraceright{}"),
            '~' => latex.push_str("\\textasciitilde{}"),
            '^' => latex.push_str("\\textasciicircum{}"),
            '\u{A0}' => latex.push('~'),
            '\\' if keeps_backslash(behind) => latex.push('\\'),
            '\\' => latex.push_str("\\textbackslash{}"),
            '\n' => latex.push_str("\\newline{}"),
            ' ' | '-' | '`' | '\'' if latex.ends_with(c) => latex.extend(['{', '}', c]),
            c if c.is_ascii_control() => latex.push_str(&format!("\\symbol{{{}}}", c as u32)),
            c => latex.push(c),
        }
        rest = behind;
    }
}

/// Whether a backslash before `text` begins a command that [`decode`] keeps as it stands.
fn keeps_backslash(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    match text.chars().next() {
        None => false,
        Some(_) if letters > 0 => !is_known(&text[..letters]),
        Some(c) => !c.is_ascii_control() && !matches!(c, '\\' | '~' | '^' | '\u{A0}') && !is_known(&text[..c.len_utf8()]),
    }
}

/// White space at the ends is no part of a value for BibTeX: a group keeps it.
fn protect_ends(mut latex: String) -> String {
    if latex.ends_with(' ') {
        latex.push_str("{}");
    }
    if latex.starts_with(' ') {
        latex.insert_str(0, "{}");
    }
    latex
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
            (r"\foo{bar} \foo[x] y \/", r"\foobar \foo[x] y \/"),
            (r"\~{}a \^{} \'{}", "~a ^ '"),
            (r"\url{http://a_b/~c}", "http://a_b/~c"),
            (r"\", "\\"),
            ("a } b { c", "a } b  c"),
            (r"$a and 5$ b", "a and 5 b"),
            (r"cost $5", "cost $5"),
            (r"{a $5} $6", "a $5 $6"),
            (r"Mart{\'\i}nez \'{E}cole \`A \^{\i}le", "Martínez École À île"),
            (r"\textcyrillic{x}", "x"),
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
            (r"CO\textsubscript{2}$^{3}$", vec![("CO", Look::PLAIN), ("2", Look::SUB), ("^{3}", Look::MATH)]),
            (r"\textsc{a}\textsuperscript{b}", vec![("a", Look::SMALL_CAPS), ("b", Look::SUP)]),
            (r"\(x\) \emph", vec![("x", Look::MATH), (r" \emph", Look::PLAIN)]),
        ] {
            let runs: Runs = runs.into_iter().map(|(text, look)| (text.to_owned(), look)).collect();
            assert_eq!(decode(latex), runs, "{latex}");
        }
    }

    #[test]
    fn depth_costs_no_more_than_its_bytes() {
        let deep = 300_000;
        for latex in
            ["{".repeat(deep), "\\textit{".repeat(deep), "$".repeat(deep), "{$".repeat(deep), "\\url{".repeat(deep / 10), "\\'{\\i".repeat(deep)]
        {
            let started = std::time::Instant::now();
            decode(&latex);
            assert!(started.elapsed().as_secs() < 10, "{}", &latex[..8]);
        }
    }

    fn runs() -> impl Strategy<Value = Runs> {
        let text = r##"([a-zA-Z]{1,3}|[ \\{}$&%#_~^`'"=.\-\n\t]|é|ı|\u{A0}|–|\\[a-z]{1,4}|\\textit|--|''){1,8}"##;
        prop::collection::vec((text, 0u8..64, prop::bool::weighted(0.1)), 0..5).prop_map(|runs| {
            let mut joined = Runs::new();
            for (text, look, math) in runs {
                let (text, look) = if math { ("x^{2}".to_owned(), look | 64) } else { (text, look) };
                match joined.last_mut() {
                    Some((last, of)) if of.0 == look => last.push_str(&text),
                    _ => joined.push((text, Look(look))),
                }
            }
            joined
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn what_is_written_reads_the_same(runs in runs()) {
            let latex = encode(runs.iter().map(|(text, look)| (text.as_str(), *look)));
            prop_assert!(is_balanced(&latex));
            prop_assert_eq!(latex.trim(), latex.as_str());
            prop_assert_eq!(decode(&latex), runs, "{}", latex);
        }

        #[test]
        fn any_text_decodes(text in r##"([a-z]|[ \\{}$&%#_~^`'"=.\-\n]|é|\\[a-z]{1,3}|\\url\{|\\symbol\{9){0,30}"##) {
            let runs = decode(&text);
            let latex = encode(runs.iter().map(|(text, look)| (text.as_str(), *look)));
            prop_assert!(is_balanced(&latex));
        }
    }
}
