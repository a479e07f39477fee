//! Kinds: the entry types, named as CSL 1.0.2 names them.

use super::Symbol;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// What kind of thing an entry describes.
        ///
        /// The names and their meanings are those of CSL 1.0.2, appendix III. An entry without kind is what CSL calls
        /// `document` and BibTeX `@misc`: both say "nothing is known", so there is no variant for them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[doc = $doc])+ $variant,)+
            /// A type that CSL does not know, kept as it was named.
            Other(Symbol),
        }

        impl Kind {
            /// All kinds that have a CSL name.
            pub const ALL: &[Kind] = &[$(Kind::$variant,)+];

            /// The CSL name, or the open one.
            pub fn name(self) -> &'static str {
                match self {
                    $(Kind::$variant => $name,)+
                    Kind::Other(symbol) => symbol.as_str(),
                }
            }

            /// The kind that CSL names so.
            pub fn from_csl(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Kind::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A preprint, working paper or article not in a periodical.
    Article = "article",
    /// An article in a scholarly journal.
    ArticleJournal = "article-journal",
    /// An article in a magazine.
    ArticleMagazine = "article-magazine",
    /// An article in a newspaper.
    ArticleNewspaper = "article-newspaper",
    /// A proposed piece of legislation.
    Bill = "bill",
    /// A book, or an edited one.
    Book = "book",
    /// A recorded work broadcast over an electronic medium.
    Broadcast = "broadcast",
    /// A part of a book cited on its own.
    Chapter = "chapter",
    /// A classical or ancient work, sometimes cited by its common abbreviation.
    Classic = "classic",
    /// An archival collection.
    Collection = "collection",
    /// A data set.
    Dataset = "dataset",
    /// An entry in a database, dictionary, encyclopedia or catalogue.
    Entry = "entry",
    /// An entry in a dictionary.
    EntryDictionary = "entry-dictionary",
    /// An entry in an encyclopedia.
    EntryEncyclopedia = "entry-encyclopedia",
    /// An organised event, cited itself.
    Event = "event",
    /// An illustration within a larger work.
    Figure = "figure",
    /// A still visual work.
    Graphic = "graphic",
    /// A hearing by a government body, or its transcript.
    Hearing = "hearing",
    /// An interview of a person.
    Interview = "interview",
    /// A legal case.
    LegalCase = "legal_case",
    /// A law or resolution enacted by a governing body.
    Legislation = "legislation",
    /// An unpublished manuscript.
    Manuscript = "manuscript",
    /// A geographic map.
    Map = "map",
    /// A video or visual recording.
    MotionPicture = "motion_picture",
    /// The printed score of a piece of music.
    MusicalScore = "musical_score",
    /// A fragment, historical document or other unusually published work.
    Pamphlet = "pamphlet",
    /// A paper at a conference, published or not.
    PaperConference = "paper-conference",
    /// A patent.
    Patent = "patent",
    /// A live performance of an artistic work.
    Performance = "performance",
    /// A full issue or run of a periodical.
    Periodical = "periodical",
    /// A personal communication between individuals.
    PersonalCommunication = "personal_communication",
    /// A post on an online forum or social medium.
    Post = "post",
    /// A post on a weblog.
    PostWeblog = "post-weblog",
    /// An administrative order from any level of government.
    Regulation = "regulation",
    /// A technical report, government report, white paper or working paper.
    Report = "report",
    /// A review of something that is not a creative work.
    Review = "review",
    /// A review of a book or another creative work.
    ReviewBook = "review-book",
    /// A computer program, app or other piece of software.
    Software = "software",
    /// An audio recording.
    Song = "song",
    /// A speech or other presentation.
    Speech = "speech",
    /// A technical standard or specification.
    Standard = "standard",
    /// A thesis written to satisfy requirements for a degree.
    Thesis = "thesis",
    /// A treaty agreement among political authorities.
    Treaty = "treaty",
    /// A website or a page on one.
    Webpage = "webpage",
}

impl Kind {
    /// The kind of that name; an open one where CSL does not know it.
    pub fn named(name: &str) -> Self {
        Self::from_csl(name).unwrap_or_else(|| Self::Other(Symbol::new(name)))
    }

    /// Whether such an entry is a part of a work that has a title of its own: its container.
    pub fn is_part(self) -> bool {
        matches!(
            self,
            Self::ArticleJournal
                | Self::ArticleMagazine
                | Self::ArticleNewspaper
                | Self::Chapter
                | Self::PaperConference
                | Self::Entry
                | Self::EntryDictionary
                | Self::EntryEncyclopedia
                | Self::Figure
                | Self::PostWeblog
                | Self::Post
        )
    }
}
