//! Identifiers and addresses as links (CSL 1.0.2, appendix "Links"): where a rendered DOI, URL, PMID or PMCID leads. Titles are not linked.

use super::flat::{Flat, Run};
use crate::model::Variable;

/// The variables that lead somewhere, with what stands before their values in an address.
const IDENTIFIERS: &[(Variable, &str)] = &[
    (Variable::Doi, "https://doi.org/"),
    (Variable::Pmid, "https://www.ncbi.nlm.nih.gov/pubmed/"),
    (Variable::Pmcid, "https://www.ncbi.nlm.nih.gov/pmc/articles/"),
    (Variable::Url, ""),
];

/// Beginnings of addresses that styles write before an identifier: they are part of its link.
const BEGINNINGS: &[&str] = &[
    "https://doi.org/",
    "http://doi.org/",
    "https://dx.doi.org/",
    "http://dx.doi.org/",
    "https://www.ncbi.nlm.nih.gov/pubmed/",
    "https://pubmed.ncbi.nlm.nih.gov/",
    "https://www.ncbi.nlm.nih.gov/pmc/articles/",
    "https://pmc.ncbi.nlm.nih.gov/articles/",
];

/// The runs with those that are links, and where each leads.
pub(super) fn linked(flat: &Flat) -> (Vec<Run>, Vec<Option<String>>) {
    let mut runs: Vec<Run> = Vec::with_capacity(flat.runs.len());
    let mut links: Vec<Option<String>> = Vec::with_capacity(flat.runs.len());
    for run in &flat.runs {
        let link = run.of.and_then(|variable| address(variable, &run.text));
        if link.is_some()
            && let Some(before) = runs.last_mut()
            && let Some(beginning) = BEGINNINGS.iter().find(|beginning| before.text.to_ascii_lowercase().ends_with(*beginning))
        {
            let at = before.text.len() - beginning.len();
            let part = Run { text: before.text.split_off(at), layer: run.layer, of: run.of, ..before.clone() };
            if before.text.is_empty() {
                runs.pop();
                links.pop();
            }
            runs.push(part);
            links.push(link.clone());
        }
        runs.push(run.clone());
        links.push(link);
    }
    (runs, links)
}

/// Where a value leads; none where it is no address of the web.
fn address(variable: Variable, text: &str) -> Option<String> {
    let (_, before) = IDENTIFIERS.iter().find(|(of, _)| *of == variable)?;
    let text = text.trim().replace('’', "'");
    let lower = text.to_ascii_lowercase();
    let rest = match variable {
        Variable::Doi => {
            let at = lower.find("10.")?;
            // Before a DOI may stand what its readers write there.
            let known = ["", "doi:", "https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/"];
            known.contains(&lower[..at].trim_end()).then(|| encoded(&text[at..], "#?%"))?
        }
        Variable::Pmid => text.bytes().all(|c| c.is_ascii_digit()).then(|| text.clone())?,
        Variable::Pmcid => lower.strip_prefix("pmc").is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_digit())).then(|| text.clone())?,
        _ => ["http://", "https://", "ftp://"].iter().any(|scheme| lower.starts_with(scheme)).then(|| encoded(&text, ""))?,
    };
    (!rest.is_empty()).then(|| format!("{before}{rest}"))
}

/// The name of an entry's place in the bibliography.
pub(super) fn anchor(key: &str) -> String {
    format!("ref-{}", key.replace(|c: char| c.is_whitespace() || c.is_control(), "-"))
}

/// The address of that place within the same document.
pub(super) fn to_anchor(key: &str) -> String {
    format!("#{}", encoded(&anchor(key), "#?%"))
}

/// What may stand in an address as it is; all else by the bytes of its UTF-8. No language that is written has a use for what stays.
fn encoded(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        let plain = c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
        if plain && !also.contains(c) {
            out.push(c);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for (variable, text, expected) in [
            (Variable::Doi, "10.1002/(SICI)1<A::b>2.0;2-X", Some("https://doi.org/10.1002/(SICI)1%3CA::b%3E2.0;2-X")),
            (Variable::Doi, "https://doi.org/10.1/a#b", Some("https://doi.org/10.1/a%23b")),
            (Variable::Doi, "javascript:alert(10.1)", None),
            (Variable::Url, "https://a.b/c?d=e&f=“g”", Some("https://a.b/c?d=e&f=%E2%80%9Cg%E2%80%9D")),
            (Variable::Url, "HTTP://a.b/\"><script>", Some("HTTP://a.b/%22%3E%3Cscript%3E")),
            (Variable::Url, "javascript:alert(1)", None),
            (Variable::Url, "data:text/html,x", None),
            (Variable::Pmid, "123", Some("https://www.ncbi.nlm.nih.gov/pubmed/123")),
            (Variable::Pmid, "12\"3", None),
            (Variable::Pmcid, "PMC12", Some("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12")),
            (Variable::Title, "https://a.b", None),
        ] {
            assert_eq!(address(variable, text).as_deref(), expected, "{text}");
        }
    }
}
