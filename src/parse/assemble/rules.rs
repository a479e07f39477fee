//! The rules that assembling a reference raises: where it departs from what stands there, and where the words contradict each other.

use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

/// All of them.
pub static RULES: &[&RuleInfo] =
    &[&EDITORS_AMONG_AUTHORS, &CHAPTER_WITHOUT_TITLE, &CONFLICTING_YEARS, &REPEATED_DATE, &ET_AL_IN_LIST, &REPEATED_NAME];

/// One list of names before "(Eds.)" was parted.
pub static EDITORS_AMONG_AUTHORS: RuleInfo = RuleInfo {
    name: "editors-among-authors",
    summary: "one list of names before \"(Eds.)\" mixes the chapter's authors with the book's editors",
    why: "Read as it stands, all of them are editors, and one of them twice. The person who is named twice is author and editor, so the list is \
          parted before the second naming, where the editors' list is in alphabetical order. Write \"Authors (Year). Chapter. In Editors (Eds.), Book\".",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\nOrr, P., Lind, K., Abel, M., Orr, P., Stone, B. (Eds.). (1998). Rivers without banks (Chap. 4). Toronto: Oxford University Press.\n",
        good: "References\n\nOrr, P., & Lind, K. (1998). Floods. In M. Abel, P. Orr, & B. Stone (Eds.), Rivers without banks (Chap. 4). Toronto: Oxford University Press.\n",
    }],
};

/// The book's title stands where the chapter's should.
pub static CHAPTER_WITHOUT_TITLE: RuleInfo = RuleInfo {
    name: "chapter-without-title",
    summary: "a chapter is cited by its number, and only the book's title is given",
    why: "The title that stands there is the book's: it is read as that, and the chapter has none. Add the chapter's title before \"In\".",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\nAbel, M., & Stone, B. (Eds.). (1998). Rivers without banks (Chap. 4). Toronto: Oxford University Press.\n",
        good: "References\n\nOrr, P. (1998). Floods. In M. Abel & B. Stone (Eds.), Rivers without banks (Chap. 4). Toronto: Oxford University Press.\n",
    }],
};

/// Two years, one work.
pub static CONFLICTING_YEARS: RuleInfo = RuleInfo {
    name: "conflicting-years",
    summary: "a reference gives two different years",
    why: "A work is cited by one year. The first is taken, the other kept beside it as `year-other`. Look the work up and take one out.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\nHale, D. (2000). The bridge. Cambridge: Polity Press, 2004.\n",
        good: "References\n\nHale, D. (2000). The bridge. Cambridge: Polity Press.\n",
    }],
};

/// The same date twice.
pub static REPEATED_DATE: RuleInfo = RuleInfo {
    name: "repeated-date",
    summary: "a reference gives its date twice",
    why: "The fuller one is taken. Styles that put the year behind the authors put the day there too: \"(2003, September 25)\".",
    severity: Severity::Info,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\nHale, D. (2003). A bridge reopens. The Morning Herald, September 25, 2003.\n",
        good: "References\n\nHale, D. (2003, September 25). A bridge reopens. The Morning Herald.\n",
    }],
};

/// Persons who are not named.
pub static ET_AL_IN_LIST: RuleInfo = RuleInfo {
    name: "et-al-in-list",
    summary: "a reference list leaves names out with \"et al.\"",
    why: "Who is meant is lost for whoever reuses the reference; styles shorten long lists themselves. Name all, where the style does not ask for this.",
    severity: Severity::Info,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\nHale, D., et al. (2008). The bridge. Cambridge: Polity Press.\n",
        good: "References\n\nHale, D., & Orr, P. (2008). The bridge. Cambridge: Polity Press.\n",
    }],
};

/// A person twice in one list.
pub static REPEATED_NAME: RuleInfo = RuleInfo {
    name: "repeated-name",
    summary: "a person stands twice in one list of names",
    why: "One of the two is too many, or it should be another person. The fix takes the second out; it is unsafe, because father and daughter may share initials.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Unsafe,
    examples: &[Example {
        input: "text",
        bad: "References\n\nHale, D., Orr, P., Hale, D., & Stone, B. (2008). The bridge. Cambridge: Polity Press.\n",
        good: "References\n\nHale, D., Orr, P., & Stone, B. (2008). The bridge. Cambridge: Polity Press.\n",
    }],
};
