//! The labels that the tagger gives, as scripts see them. Which words they hold is told in
//! `parse::tag`; what becomes of them in an entry is the assembler's matter.

/// What a run of words in a reference string is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Label {
    /// Who wrote the work: people or organisations, "et al." included.
    Author,
    /// The title of the work itself.
    Title,
    /// The journal, book, newspaper or proceedings that hold the work.
    Container,
    /// The number of the volume.
    Volume,
    /// The number of the issue.
    Issue,
    /// First and last page, or an article number in their place.
    Pages,
    /// The date of publication.
    Date,
    /// Who published it.
    Publisher,
    /// Where it was published.
    Place,
    /// Who edited it or what contains it.
    Editor,
    /// A DOI, from its "10." on.
    Doi,
    /// A URL that holds no DOI.
    Url,
    /// The name of a series.
    Series,
    /// The edition, with its word: "2nd ed.".
    Edition,
    /// What kind of work it is: "PhD thesis", "Technical report".
    Genre,
    /// What else is said of it: "in press", "in German", "annual".
    Note,
    /// Who translated it.
    Translator,
    /// A number of a report, patent, standard or within a series.
    Number,
    /// The number of a chapter.
    Chapter,
    /// The number or key that the list gives the reference.
    CitationNumber,
    /// An ISBN.
    Isbn,
    /// An arXiv identifier.
    Arxiv,
    /// A PubMed or PubMed Central identifier.
    Pmid,
    /// The day of a visit.
    Accessed,
    /// Words that are none of these.
    Other,
}

/// All labels with their names, in the order of the enum.
const NAMES: [(Label, &str); Label::COUNT] = [
    (Label::Author, "author"),
    (Label::Title, "title"),
    (Label::Container, "container"),
    (Label::Volume, "volume"),
    (Label::Issue, "issue"),
    (Label::Pages, "pages"),
    (Label::Date, "date"),
    (Label::Publisher, "publisher"),
    (Label::Place, "place"),
    (Label::Editor, "editor"),
    (Label::Doi, "doi"),
    (Label::Url, "url"),
    (Label::Series, "series"),
    (Label::Edition, "edition"),
    (Label::Genre, "genre"),
    (Label::Note, "note"),
    (Label::Translator, "translator"),
    (Label::Number, "number"),
    (Label::Chapter, "chapter"),
    (Label::CitationNumber, "citation-number"),
    (Label::Isbn, "isbn"),
    (Label::Arxiv, "arxiv"),
    (Label::Pmid, "pmid"),
    (Label::Accessed, "accessed"),
    (Label::Other, "other"),
];

impl Label {
    /// How many labels there are.
    pub const COUNT: usize = 25;

    /// Its name in the `labels` format.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// The label of that name.
    pub fn from_name(name: &str) -> Option<Label> {
        NAMES.iter().find(|(_, n)| *n == name).map(|(label, _)| *label)
    }

    /// All labels, in the order of the enum.
    pub fn all() -> impl Iterator<Item = Label> {
        NAMES.iter().map(|(label, _)| *label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_order_of_the_enum_and_read_back() {
        for (index, label) in Label::all().enumerate() {
            assert_eq!(label as usize, index);
            assert_eq!(Label::from_name(label.name()), Some(label));
        }
    }
}
