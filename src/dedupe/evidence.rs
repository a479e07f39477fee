//! The evidences that two records describe one work, each with its weight.

macro_rules! evidences {
    ($($(#[doc = $doc:literal])* $name:ident = $weight:literal,)+) => {
        /// One thing that two records show when they are compared.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Evidence {
            $($(#[doc = $doc])* $name,)+
        }
        /// How much each changes the log odds that the two are one work.
        pub(crate) const WEIGHTS: &[f32] = &[$($weight,)+];
    };
}

evidences! {
    /// The same title; like all titles in so far as its words are rare.
    TitleSame = 5.0,
    /// A slip or two.
    TitleSlips = 4.0,
    TitleMostly = 2.5,
    TitlePartly = 0.5,
    /// One has a subtitle that the other lacks.
    TitleContained = 3.0,
    /// The shorter of these breaks off.
    TitleCut = 1.5,
    /// One lacks a word or two of the other.
    TitleShortened = 3.0,
    /// Another wording of most of it.
    TitleReworded = 1.5,
    TitleNumbered = -1.0,
    TitleMissing = -1.5,
    /// In another script or a translation.
    TitleForeign = -0.5,
    TitleHalf = -2.0,
    TitleThird = -4.0,
    TitleOther = -7.0,
    TitleRewordedMostly = -1.5,
    TitleRewordedHalf = -3.0,
    /// The first author's family name.
    FamilySame = 1.5,
    InitialSame = 0.5,
    InitialOther = -1.5,
    /// At least half of the words of the shorter list of names.
    NamesShared = 0.5,
    NamesFew = -0.5,
    /// The first author of one is another author of the other.
    NamesTurned = 1.0,
    /// Half of the names are spelt alike.
    NamesAlike = 0.5,
    /// The first author's family name is spelt alike, or romanised otherwise.
    FamilyAlike = 1.2,
    NamesOther = -3.5,
    ContainerSame = 1.0,
    /// They share much of their names.
    ContainerLike = 0.4,
    ContainerOther = -1.0,
    VolumeSame = 1.0,
    VolumeOther = -1.5,
    IssueSame = 0.3,
    IssueOther = -0.5,
    PageSame = 2.5,
    /// The same but for letters, or for a dash that was lost.
    PageAlike = 1.5,
    PageOther = -2.5,
    /// The last page too.
    PagesSame = 0.5,
    /// Only the last page.
    PageLast = -0.5,
    /// The same pages of the same volume, from one to another.
    PlaceWhole = 3.5,
    /// The same ten pages and more: no two works share these.
    PlaceLong = 1.5,
    /// Volume, issue and page stand one field too far.
    PlaceMoved = 1.5,
    /// Another issue, and no pages: a column, as far as anybody can tell.
    IssueAlone = -3.1,
    /// Twice in one volume: an abstract and its paper, or a correction.
    PlaceTwice = -2.0,
    PublisherSame = 1.3,
    PublisherOther = -0.5,
    YearSame = 1.0,
    YearNext = -0.5,
    /// A book of another year is another edition, where nothing says that it is not.
    YearNextBook = -3.0,
    YearOtherBook = -4.0,
    YearOther = -2.5,
    /// Another year or issue of what stands in one container again and again under one title: a column, a report, an announcement.
    ColumnOther = -4.5,
    DoiSame = 3.0,
    DoiOther = -3.0,
    PmidSame = 6.0,
    PmidOther = -5.0,
    IsbnSame = 2.0,
    IsbnOther = -0.5,
}
