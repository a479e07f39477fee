//! Variables: the fields of an entry, named as CSL 1.0.2 names them, with open names for all else.

use super::Symbol;

/// What the values of a variable are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Text, with markup or without.
    Text,
    /// A number, or text that stands for one ("IV", "12A", "3-4").
    Number,
    /// A date.
    Date,
    /// A list of names.
    Names,
}

macro_rules! variables {
    ($($class:ident { $($(#[doc = $doc:literal])* $variant:ident = $name:literal,)+ })+) => {
        /// A variable of an entry.
        ///
        /// The names and their meanings are those of CSL 1.0.2, appendix IV; `citation-key` and `id` are the entry's key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Variable {
            $($($(#[doc = $doc])* #[doc = concat!("CSL: `", $name, "`.")] $variant,)+)+
            /// A variable that CSL cannot name: an extension of ours (`preface-by`, `year-other`) or a format's own field.
            Other(Symbol),
        }

        impl Variable {
            /// All variables that CSL names, in the order of its specification.
            pub const ALL: &[Variable] = &[$($(Variable::$variant,)+)+];

            /// The CSL name, or the open one.
            pub fn name(self) -> &'static str {
                match self {
                    $($(Variable::$variant => $name,)+)+
                    Variable::Other(symbol) => symbol.as_str(),
                }
            }

            /// The variable that CSL names so.
            pub fn from_csl(name: &str) -> Option<Self> {
                match name {
                    $($($name => Some(Variable::$variant),)+)+
                    _ => None,
                }
            }

            /// A bit for each variable, which few have in common.
            #[inline]
            pub(super) fn mark(self) -> u64 {
                #[derive(Clone, Copy)]
                enum Order {
                    $($($variant,)+)+
                }
                let number = match self {
                    $($(Variable::$variant => Order::$variant as u32,)+)+
                    Variable::Other(symbol) => symbol.number(),
                };
                1 << (number % 64)
            }

            /// What its values are. An open variable may hold anything; text is what is assumed.
            pub fn class(self) -> Class {
                match self {
                    $($(Variable::$variant)|+ => Class::$class,)+
                    Variable::Other(_) => Class::Text,
                }
            }
        }
    };
}

variables! {
    Names {
        Author = "author",
        Chair = "chair",
        CollectionEditor = "collection-editor",
        Compiler = "compiler",
        Composer = "composer",
        ContainerAuthor = "container-author",
        Contributor = "contributor",
        Curator = "curator",
        Director = "director",
        Editor = "editor",
        EditorialDirector = "editorial-director",
        ExecutiveProducer = "executive-producer",
        Guest = "guest",
        Host = "host",
        Illustrator = "illustrator",
        Interviewer = "interviewer",
        Narrator = "narrator",
        Organizer = "organizer",
        OriginalAuthor = "original-author",
        Performer = "performer",
        Producer = "producer",
        Recipient = "recipient",
        ReviewedAuthor = "reviewed-author",
        ScriptWriter = "script-writer",
        SeriesCreator = "series-creator",
        Translator = "translator",
    }
    Date {
        Accessed = "accessed",
        AvailableDate = "available-date",
        EventDate = "event-date",
        Issued = "issued",
        OriginalDate = "original-date",
        Submitted = "submitted",
    }
    Text {
        Abstract = "abstract",
        Annote = "annote",
        Archive = "archive",
        ArchiveCollection = "archive_collection",
        ArchiveLocation = "archive_location",
        ArchivePlace = "archive-place",
        Authority = "authority",
        CallNumber = "call-number",
        CitationLabel = "citation-label",
        CollectionTitle = "collection-title",
        ContainerTitle = "container-title",
        ContainerTitleShort = "container-title-short",
        Dimensions = "dimensions",
        Division = "division",
        Doi = "DOI",
        /// The older name of `event-title`.
        Event = "event",
        EventPlace = "event-place",
        EventTitle = "event-title",
        Genre = "genre",
        Isbn = "ISBN",
        Issn = "ISSN",
        JournalAbbreviation = "journalAbbreviation",
        Jurisdiction = "jurisdiction",
        Keyword = "keyword",
        Language = "language",
        Medium = "medium",
        Note = "note",
        OriginalPublisher = "original-publisher",
        OriginalPublisherPlace = "original-publisher-place",
        OriginalTitle = "original-title",
        PartTitle = "part-title",
        Pmcid = "PMCID",
        Pmid = "PMID",
        Publisher = "publisher",
        PublisherPlace = "publisher-place",
        References = "references",
        ReviewedGenre = "reviewed-genre",
        ReviewedTitle = "reviewed-title",
        Scale = "scale",
        ShortTitle = "shortTitle",
        Source = "source",
        Status = "status",
        Title = "title",
        TitleShort = "title-short",
        Url = "URL",
        VolumeTitle = "volume-title",
        VolumeTitleShort = "volume-title-short",
        YearSuffix = "year-suffix",
    }
    Number {
        ChapterNumber = "chapter-number",
        CitationNumber = "citation-number",
        CollectionNumber = "collection-number",
        Edition = "edition",
        FirstReferenceNoteNumber = "first-reference-note-number",
        Issue = "issue",
        Locator = "locator",
        Number = "number",
        NumberOfPages = "number-of-pages",
        NumberOfVolumes = "number-of-volumes",
        Page = "page",
        PageFirst = "page-first",
        Part = "part",
        Printing = "printing",
        Section = "section",
        Supplement = "supplement",
        Version = "version",
        Volume = "volume",
    }
}

impl Variable {
    /// The variable of that name; an open one where CSL does not know it.
    pub fn named(name: &str) -> Self {
        Self::from_csl(name).unwrap_or_else(|| Self::Other(Symbol::new(name)))
    }

    /// The variables of a child that describe its container, with what each is called in the container's own entry.
    pub const OF_CONTAINER: &[(Variable, Variable)] = &[
        (Variable::ContainerTitle, Variable::Title),
        (Variable::ContainerTitleShort, Variable::TitleShort),
        (Variable::ContainerAuthor, Variable::Author),
        (Variable::Editor, Variable::Editor),
        (Variable::Issued, Variable::Issued),
        (Variable::Publisher, Variable::Publisher),
        (Variable::PublisherPlace, Variable::PublisherPlace),
        (Variable::CollectionTitle, Variable::CollectionTitle),
        (Variable::CollectionNumber, Variable::CollectionNumber),
        (Variable::Edition, Variable::Edition),
        (Variable::Isbn, Variable::Isbn),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_small_and_finds_its_name() {
        assert_eq!(size_of::<Variable>(), 8);
        for variable in Variable::ALL {
            assert_eq!(Variable::named(variable.name()), *variable);
        }
        assert_eq!(Variable::named("preface-by").name(), "preface-by");
    }
}
