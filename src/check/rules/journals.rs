//! The words of journals' names as ISO 4 shortens them.

use super::*;

family! {
    UNKNOWN_ABBREV "journal-unknown-abbrev" Info Unsafe Off: "a word of a journal's name that is shortened otherwise than usual",
        "Indexes and styles shorten the words of journals as ISO 4 says: `Journal` is `J.`, never `Jour.`, and only so are journals found by their short names. The fix writes the usual form; it is unsafe, for mathematicians shorten some words in their own way.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, journal = {Jour. Biol. Chem.}, year = 2000}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {J. Biol. Chem.}, year = 2000}",
         bibtex "@article{smith, author = {A. Smith}, title = {One}, journal = {Amer. J. Math.}, year = 2000}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {Am. J. Math.}, year = 2000}"],
        field(Roles::JOURNAL, unknown_abbrev).with(b".");
}

/// Frequent words of English titles, each with as many of its letters as ISO 4's List of Title Word Abbreviations leaves before the bar; words that it shortens
/// otherwise than to their beginning are left out.
const WORDS: &str = "\
    Abstr|acts Acad|emy Adv|ances Aeronaut|ics Agric|ulture Am|erican Anal|ysis Anat|omy Ann|als Annu|al Anthropol|ogy Appl|ied \
    Archaeol|ogy Arch|ives Artif|icial Astron|omy Astrophys|ics Atmos|pheric Aust|ralian Autom|ation Behav|ior Biochem|istry Biol|ogy \
    Biophys|ics Biotechnol|ogy Bot|any Br|itish Bull|etin Bus|iness Can|adian Cardiol|ogy Chem|istry Clin|ical Cogn|itive Comb|inatorial \
    Commun|ications Comput|er Contrib|utions Cosmol|ogy Crystallogr|aphy Curr|ent Dermatol|ogy Dev|elopment Differ|ential Dis|eases \
    Dyn|amics Ecol|ogy Econ|omics Educ|ation Electr|ical Electron|ics Endocrinol|ogy Eng|ineering Entomol|ogy Environ|mental \
    Epidemiol|ogy Eur|opean Evol|ution Exp|erimental Fundam|ental Gen|eral Genet|ics Geogr|aphy Geol|ogy Geophys|ics Ger|man Hist|ory \
    Hum|an Immunol|ogy Ind|ustrial Inf|ormation Inst|itute Intell|igence Int|ernational Ital|ian J|ournal Lab|oratory Lang|uage \
    Learn|ing Lett|ers Linguist|ics Mag|azine Manag|ement Mar|ine Mater|ials Math|ematics Mech|anics Med|icine Microbiol|ogy Mod|ern \
    Mol|ecular Monogr|aphs Nat|ural Netw|orks Neurol|ogy Neurosci|ence Nucl|ear Numer|ical Nutr|ition Oceanogr|aphy Oncol|ogy \
    Oper|ations Opt|ics Optim|ization Org|anic Pathol|ogy Pharmacol|ogy Philos|ophy Phys|ics Physiol|ogy Planet|ary Polit|ical \
    Polym|ers Proc|eedings Process|ing Prog|ress Psychol|ogy Publ|ications Q|uarterly Radiol|ogy Rep|orts Res|earch Rev|iew Russ|ian \
    Sci|ence Ser|ies Soc|iety Sociol|ogy Softw|are Sov|iet Stat|istics Struct|ural Stud|ies Surg|ery Symp|osium Syst|ems Tech|nical \
    Technol|ogy Theor|etical Top|ics Trans|actions Trop|ical Univ|ersity Vet|erinary Virol|ogy Z|eitschrift Zool|ogy";

/// The usual short form of the word that others shorten to these letters; none where they are usual, or may stand for several words.
fn usual(letters: &str) -> Option<&'static str> {
    let begins = |word: &str, with: &str| word.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    let mut usual = None;
    for (short, rest) in WORDS.split_whitespace().filter_map(|word| word.split_once('|')) {
        let is_longer = letters.len() > short.len() && begins(letters, short) && begins(rest, &letters[short.len()..]);
        let is_shorter = letters.len() < short.len() && begins(short, letters);
        if letters.eq_ignore_ascii_case(short) || (is_longer || is_shorter) && usual.is_some() {
            return None;
        }
        usual = usual.or((is_longer || is_shorter).then_some(short));
    }
    usual
}

fn unknown_abbrev(record: &Record, field: &Field, found: &mut Found) {
    for (range, word) in field.words() {
        let Some(letters) = word.strip_suffix('.').filter(|letters| letters.len() > 2 && letters.bytes().all(|byte| byte.is_ascii_alphabetic()))
        else {
            continue;
        };
        if let Some(short) = usual(letters) {
            found.mend(record, field, range, &format!("{short}."), format!("`{word}` is usually written `{short}.`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::usual;

    #[test]
    fn only_what_can_be_one_word_has_a_usual_form() {
        for (letters, expected) in
            [("Jour", Some("J")), ("Amer", Some("Am")), ("Comm", Some("Commun")), ("Math", None), ("Anal", None), ("Co", None), ("Xyz", None)]
        {
            assert_eq!(usual(letters), expected, "{letters}");
        }
    }
}
