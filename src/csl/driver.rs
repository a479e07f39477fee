//! hayagriva's processor, kept from doing harm: it panics on some input, so what it is asked is asked again entry by entry then.

use super::item::{self, Item};
use super::output::{self, Piece};
use super::{CslError, Formatted, Output};
use crate::model::{Entry, Variable};
use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use hayagriva::citationberg::{IndependentStyle, LayoutRenderingElement, Locale, LocaleCode, Name, NamesChild, TermForm};
use hayagriva::{BibliographyDriver, BibliographyItem, BibliographyRequest, CitationItem, CitationRequest};
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{LazyLock, Once};

static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(hayagriva::archive::locales);

pub(super) fn render(entries: &[Entry], style: &IndependentStyle, locale: Option<&str>, output: Output) -> Result<Vec<Formatted>, CslError> {
    let locale = locale.map(find_locale).transpose()?;
    let items = item::items(entries);
    let words = Words::of(style, locale.as_ref());
    let mut found = rendered(&items, style, locale.as_ref()).unwrap_or_else(|| one_by_one(&items, style, locale.as_ref()));
    // What the processor left out follows at the end, so that nothing is silent.
    let mut missing = vec![true; entries.len()];
    found.iter().for_each(|(index, _)| missing[*index] = false);
    found.extend(missing.iter().enumerate().filter(|(_, missing)| **missing).map(|(index, _)| (index, None)));
    Ok(found.into_iter().map(|(index, item)| formatted(index, &entries[index], &items[index], item, &words, output)).collect())
}

/// The words of the locale that stand-ins are replaced by.
pub(super) struct Words {
    pub(super) and: String,
    pub(super) et_al: String,
}

impl Words {
    fn of(style: &IndependentStyle, locale: Option<&LocaleCode>) -> Self {
        let code = locale.or(style.default_locale.as_ref()).map_or("en-US", |code| code.0.as_str());
        let locale = LOCALES.iter().find(|locale| locale.lang.as_ref().is_some_and(|lang| lang.0 == code));
        let term = |term: OtherTerm, default: &str| {
            let found = locale.and_then(|locale| locale.term(Term::Other(term), TermForm::Long)).and_then(|term| term.single());
            found.unwrap_or(default).to_owned()
        };
        Self { and: term(OtherTerm::And, "and"), et_al: term(OtherTerm::EtAl, "et al.") }
    }
}

fn find_locale(name: &str) -> Result<LocaleCode, CslError> {
    let codes = || LOCALES.iter().filter_map(|locale| locale.lang.as_ref());
    let same = codes().find(|code| code.0.eq_ignore_ascii_case(name));
    // `de` is German as in Germany, `en` English as in the United States.
    let region = match name.to_ascii_lowercase().as_str() {
        "en" => "US".to_owned(),
        language => language.to_ascii_uppercase(),
    };
    let usual = || codes().find(|code| code.0.eq_ignore_ascii_case(&format!("{name}-{region}")));
    let any = || codes().find(|code| code.0.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case(name)));
    same.or_else(usual).or_else(any).cloned().ok_or_else(|| CslError::UnknownLocale(name.to_owned()))
}

type Found = Vec<(usize, Option<BibliographyItem>)>;

fn rendered(items: &[Item], style: &IndependentStyle, locale: Option<&LocaleCode>) -> Option<Found> {
    let found = quietly(|| {
        let mut driver = BibliographyDriver::new();
        for item in items {
            let request = CitationRequest::new(vec![CitationItem::with_entry(&item.item)], style, locale.cloned(), &LOCALES, None);
            driver.citation(request);
        }
        driver.finish(BibliographyRequest::new(style, locale.cloned(), &LOCALES)).bibliography
    })?;
    let items = found.map(|bibliography| bibliography.items).unwrap_or_default();
    Some(items.into_iter().filter_map(|item| Some((item.key.parse().ok()?, Some(item)))).collect())
}

/// Each entry alone, in the order given: those that panic alone are left out.
fn one_by_one(items: &[Item], style: &IndependentStyle, locale: Option<&LocaleCode>) -> Found {
    items.iter().filter_map(|item| rendered(std::slice::from_ref(item), style, locale)).flatten().collect()
}

fn formatted(index: usize, entry: &Entry, item: &Item, found: Option<BibliographyItem>, words: &Words, output: Output) -> Formatted {
    let pieces = found.map(|found| output::pieces(&found, item, words)).unwrap_or_default();
    let problem = pieces.iter().all(|piece| piece.text.trim().is_empty()).then(|| match entry.values().len() {
        0 => "the entry is empty: there is nothing to show".to_owned(),
        _ => "the style shows nothing of this entry; it is written plainly".to_owned(),
    });
    let pieces = if problem.is_some() { vec![Piece::plain(plainly(entry))] } else { pieces };
    Formatted { index, key: entry.key.clone(), text: output.write(&pieces), problem }
}

/// What can be said of an entry without a style.
fn plainly(entry: &Entry) -> String {
    let parts = [Variable::Author, Variable::Editor, Variable::Issued, Variable::Title, Variable::ContainerTitle, Variable::Publisher, Variable::Url];
    let said: Vec<String> =
        parts.iter().filter_map(|part| entry.plain(*part)).map(|part| part.into_owned()).filter(|part| !part.is_empty()).collect();
    match (said.is_empty(), entry.key.is_empty()) {
        (false, _) => said.join(". ") + ".",
        (true, false) => format!("[{}]", entry.key),
        (true, true) => "[empty entry]".to_owned(),
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}
static HOOK: Once = Once::new();

/// Runs what may panic: none if it does, and nothing is printed. Panics of other threads, and elsewhere in this one, go to the
/// hook that was set before.
fn quietly<T>(run: impl FnOnce() -> T) -> Option<T> {
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    QUIET.set(before);
    result.ok()
}

/// Puts `cs:name` where a style leaves it out, which says the same: without, the processor writes the label before the names
/// and loses lists of one name. Names to substitute others keep out, as they take over all of what they stand for.
pub(super) fn name_all(style: &mut IndependentStyle) {
    style.macros.iter_mut().for_each(|of| name_each(&mut of.children));
    name_each(&mut style.citation.layout.elements);
    if let Some(bibliography) = &mut style.bibliography {
        name_each(&mut bibliography.layout.elements);
    }
}

fn name_each(elements: &mut [LayoutRenderingElement]) {
    for element in elements {
        match element {
            LayoutRenderingElement::Names(names) if names.name().is_none() => names.children.insert(0, NamesChild::Name(Name::default())),
            LayoutRenderingElement::Group(group) => name_each(&mut group.children),
            LayoutRenderingElement::Choose(choose) => {
                name_each(&mut choose.if_.children);
                choose.else_if.iter_mut().for_each(|branch| name_each(&mut branch.children));
                choose.otherwise.iter_mut().for_each(|branch| name_each(&mut branch.children));
            }
            _ => {}
        }
    }
}

/// How deep the elements of an XML text are nested; comments count as nothing.
pub(super) fn depth(xml: &str) -> usize {
    let (mut deepest, mut depth, mut at) = (0usize, 0usize, 0);
    while let Some(found) = memchr::memchr(b'<', &xml.as_bytes()[at..]) {
        at += found;
        let rest = &xml[at..];
        let end = if rest.starts_with("<!--") { rest.find("-->") } else { rest.find('>') };
        let length = end.map_or(rest.len(), |end| end + 1);
        let tag = &rest[..length];
        match tag.as_bytes().get(1) {
            Some(b'!' | b'?') => {}
            Some(b'/') => depth = depth.saturating_sub(1),
            _ if tag.ends_with("/>") => deepest = deepest.max(depth + 1),
            _ => depth += 1,
        }
        deepest = deepest.max(depth);
        at += length;
    }
    deepest
}
