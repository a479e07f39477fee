//! Languages: biblatex's `langid` names them as the packages babel and polyglossia do, all others with tags (BCP 47).

/// Names of babel and the tags that mean the same. The first name of a tag is the one that is written, the first tag of a name the one
/// that is read.
const NAMES: &[(&str, &str)] = &[
    ("afrikaans", "af"),
    ("arabic", "ar"),
    ("basque", "eu"),
    ("belarusian", "be"),
    ("bulgarian", "bg"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("chinese-simplified", "zh-Hans"),
    ("chinese-traditional", "zh-Hant"),
    ("croatian", "hr"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("american", "en-US"),
    ("usenglish", "en-US"),
    ("USenglish", "en-US"),
    ("british", "en-GB"),
    ("ukenglish", "en-GB"),
    ("UKenglish", "en-GB"),
    ("australian", "en-AU"),
    ("canadian", "en-CA"),
    ("newzealand", "en-NZ"),
    ("esperanto", "eo"),
    ("estonian", "et"),
    ("finnish", "fi"),
    ("french", "fr"),
    ("acadian", "fr-CA"),
    ("galician", "gl"),
    ("georgian", "ka"),
    // The old spelling has a tag of its own, but most who write `german` mean the language.
    ("ngerman", "de"),
    ("german", "de"),
    ("naustrian", "de-AT"),
    ("austrian", "de-AT"),
    ("nswissgerman", "de-CH"),
    ("swissgerman", "de-CH"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("magyar", "hu"),
    ("icelandic", "is"),
    ("indonesian", "id"),
    ("irish", "ga"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("latin", "la"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("macedonian", "mk"),
    ("malay", "ms"),
    ("marathi", "mr"),
    ("mongolian", "mn"),
    ("norsk", "nb"),
    ("norwegian", "no"),
    ("nynorsk", "nn"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("brazilian", "pt-BR"),
    ("brazil", "pt-BR"),
    ("portuges", "pt-PT"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("sanskrit", "sa"),
    ("serbian", "sr"),
    ("slovak", "sk"),
    ("slovene", "sl"),
    ("slovenian", "sl"),
    ("spanish", "es"),
    ("mexican", "es-MX"),
    ("swedish", "sv"),
    ("tamil", "ta"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("vietnamese", "vi"),
    ("welsh", "cy"),
];

/// The tag of a language that babel names so.
pub(super) fn tag(name: &str) -> Option<&'static str> {
    let exact = NAMES.iter().find(|(of, _)| *of == name);
    exact.or_else(|| NAMES.iter().find(|(of, _)| of.eq_ignore_ascii_case(name))).map(|(_, tag)| *tag)
}

/// What babel calls the language of a tag.
pub(super) fn name(tag: &str) -> Option<&'static str> {
    NAMES.iter().find(|(_, of)| *of == tag).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_is_read_from_its_name() {
        for (_, of) in NAMES {
            assert_eq!(name(of).and_then(tag), Some(*of));
        }
        assert_eq!((tag("German"), name("de"), name("xx"), tag("klingon")), (Some("de"), Some("ngerman"), None, None));
    }
}
