//! What is known of single items that are written otherwise than Better BibTeX writes them: none of them counts as the same.

/// Items whose files were written with other preferences than the exporter's own, where the difference is what the preference asks for:
/// the file without its ending, the key, the preference. They are left out of the count.
pub const PREFERENCES: &[(&str, &str, &str)] = &[
    ("Cite archive documents with BetterBibLaTeX #1799", "MillionDemiDinfirmes1968", "a script that makes letters in archives @unpublished"),
    ("Customise name-separator and list-separator #1927", "kripke1707", "`|` between names"),
    ("Extensions to citation format syntax #1933", "Ladyman;ea", "`|` between names"),
    ("Exporting item type film merges scriptwriter with other contributors #2802", "Loach:DanielBlake2017", "for biblatex-chicago"),
    ("Match against @string value for export #1597", "bjornsonScalable2020", "strings of the user for the names of journals"),
    ("preserve @strings between import-export #1162", "Mitchell96", "strings of the user for the names of publishers"),
    (
        "Question BBT is changing lastname, firstname de to de lastname, firstname #3367-noop",
        "condorcetEssaiLapplicationLanalyse1785",
        "`\\noopsort` before particles",
    ),
    ("Use nonacademic entrysubtype in place of newspapermagazine for biblatex-apa #2987", "mattioli2019amazon", "for biblatex-apa"),
    ("Wrong performance for exports Bibtex a becomes textbackslash a #3184", "a_", "text of items is LaTeX"),
    ("csquotes #302", "tusseau_critique_2009", "quotation marks as commands of csquotes"),
    ("pre not working in Extra field #559", "Brons:pretest", "fields that are left out"),
];

/// Items that we write otherwise on purpose, or not as well, all of them: the file without its ending, the key, the reason.
pub const DIFFERENT: &[(&str, &str, &str)] = &[
    ("BBT export of square brackets in date #245 -- xref should not be escaped #246", "pollard_bicycle_2007", BRACKETS),
    ("BBT export of square brackets in date #245 -- xref should not be escaped #246", "bentley_academic_2011", BRACKETS),
    ("BibLaTeX Patent author handling, type #1060", "laufenbergElektrischeEinrichtungUnd2005", PATENT),
    ("Export Patent Applications as such #1413", "wernerThisPatentApplication", PATENT),
    ("Export Patent Applications as such #1413", "wernerThisPatentIt", PATENT),
    ("BraceBalancer", "sep-aesthetic-judgment", "a brace too many is balanced by one that is not seen; it is read as `\\` where TeX reads `}`"),
    ("BibTeX Warning for Inbook Entries with Author and Editor Fields #1541", "wilkinson2013", BOOK_AUTHOR),
    ("Exporting Book Sections as Inbook #1474", "yzelman2015", BOOK_AUTHOR),
    ("Export Newspaper Article misses section field #132", "Boas2014StikordTil", "the section of a newspaper is no subtitle of it"),
    ("Exporting month = {season} for BibTeX #1810", "hinton88rht", REVIEWED),
    ("Setting the item type via the cheater syntax #587", "ratliff_mystery_1999", REVIEWED),
    ("Setting the item type via the cheater syntax #587", "kamp_deconstructing_2006", REVIEWED),
    (
        "JSTOR eprint data export depends on whether jstor link starts with https vs http #1543",
        "newey_efficient_1990",
        "the archive is taken from the URL as an eprint; we leave both as they are",
    ),
    ("type dataset exported as @data instead of @dataset for BibLaTeX #1720", "Foo2021", "an archive is no server of eprints"),
    ("Make DOMParser available in background export #2094", "huang_IndepthStudyLTE_2013", LINKS),
    ("Make DOMParser available in background export #2094", "huang_IndepthStudyLTE_2013a", LINKS),
    ("Make DOMParser available in background export #2094", "huang_IndepthStudyLTE_2013b", LINKS),
    ("Make DOMParser available in background export #2094", "huang_IndepthStudyLTE_2013c", LINKS),
    ("Export web page to misc type with notes and howpublished custom fields #329", "ntp.org_clock_2015", "the date of access is said in a note too"),
    ("Better BibLaTeX.003", "author:06", "the parent is named by a field for TeX alone, from which our entry takes nothing"),
    ("Export fails with Translation using Better BibTeX failed Error normalize EDTF failed to normalize Century #3322", "Test20xx", CENTURY),
    (
        "Export fails with Translation using Better BibTeX failed Error normalize EDTF failed to normalize Century #3322",
        "gravelleMicroeconomics20xx",
        CENTURY,
    ),
    ("Juris-M missing multi-lingual fields #482", "leishuku", "`n.d.` becomes a command of biblatex; we keep the words"),
    (
        "Mismatched conversion of braces in title on export means field never gets closed #1218",
        "Walinda2018",
        "a URL for a DOI is kept as it is; the rule `doi-syntax` mends it",
    ),
    ("Non-breakable spaces in author fields should be exported as tilde #1430", "c99", "the type of a report gets a capital"),
    ("BBT yields error with quality report #1387", "HopfieldTank85", LATEX),
    ("Handle HDL not included as eprint for biblatex #3250", "Naaijkens2012", LATEX),
    ("Math parts in title #113", "stackexchange_integers_14", LATEX),
    ("Unbalanced vphantom escapes #1043-mathmode", "mies1973", "LaTeX in the title of the item, with a brace too many"),
    ("citation key format nopunctordash filter list #1880", "林素娟_以詩詮禮先秦_2015", "lines of boxes (U+2500) become a dash"),
    (
        "CSL title, volume-title, container-title=BL title, booktitle, maintitle #381",
        "Plato1902",
        "biblatex calls the title of a volume `title` and that of the whole `maintitle`; we write `volume-title`",
    ),
    ("CSL title, volume-title, container-title=BL title, booktitle, maintitle #381", "Plato1901", "the same"),
    (
        "Zotero's Manuscript 'Type' is mapped to both biblatex's 'type' and 'howpublished' #2114",
        "kang2022contracting",
        "the kind of a manuscript in `howpublished`; biblatex prints `type` too",
    ),
];

const CENTURY: &str = "the date `20` becomes \"Twentieth century\" in BibTeX";
const LATEX: &str = "LaTeX in the title of the item is kept as LaTeX; for us it is text";
const LINKS: &str = "what the notes link to is said in words that are not in the notes";
const BRACKETS: &str = "a date in brackets becomes that of the original alone, though it is the only date";
const PATENT: &str = "the country is taken out of the number, or from elsewhere in the item, into the type; we keep the number as it is";
const BOOK_AUTHOR: &str = "who wrote the book of a chapter becomes a collaborator";
const REVIEWED: &str = "who is reviewed becomes a collaborator";

/// Whether a list has an item.
pub fn has(list: &[(&str, &str, &str)], file: &str, key: &str) -> bool {
    list.iter().any(|(of, item, _)| *of == file && *item == key)
}
