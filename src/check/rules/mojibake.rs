//! Letters that were read in the wrong encoding once and saved so: `MÃ¼ller`.

use crate::check::Subject;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "mojibake",
    summary: "letters that were read in the wrong encoding",
    why: "UTF-8 was taken for Windows-1252 and saved so. The fix reads the word back; it is unsafe, for a foreign word might be meant \
          to look so.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Unsafe,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {On MÃ¼ller}}", good: "@misc{smith, title = {On Müller}}" }],
};

pub(super) fn check(subject: &Subject, found: &mut Vec<Diagnostic>) {
    for entry in &subject.library.entries {
        for (variable, value) in subject.values(entry) {
            let plain = value.plain();
            for word in plain.split_whitespace() {
                let Some(meant) = read_back(word) else { continue };
                let diagnostic = subject.at(&INFO, entry, variable, format!("`{word}` looks like a misread `{meant}`"));
                found.push(match subject.replace(entry, variable, word, &meant) {
                    Some(edits) => diagnostic.fix(format!("write `{meant}`"), edits),
                    None => diagnostic,
                });
            }
        }
    }
}

/// The word that gives this one when its UTF-8 is read as Windows-1252.
fn read_back(word: &str) -> Option<String> {
    if word.is_ascii() || !word.contains(['Ã', 'Â', 'â', 'Å', 'Ä']) {
        return None;
    }
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(word);
    let meant = (!unmappable).then(|| std::str::from_utf8(&bytes).ok()).flatten()?;
    (meant != word).then(|| meant.to_owned())
}
