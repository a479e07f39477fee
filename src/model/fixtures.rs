//! Entries of every kind for the properties that formats and styles are tested by.
#![allow(dead_code)]

use super::{Class, Date, DatePart, Entry, Kind, Name, Names, Run, Season, Style, Symbol, Value, Variable};
use proptest::prelude::*;

/// Any entry.
pub(crate) fn entry() -> impl Strategy<Value = Entry> {
    (text(), kind(), prop::option::of(text()), prop::collection::vec((variable(), value()), 0..8)).prop_map(|(key, kind, parent, values)| {
        let mut entry = named(&key, kind);
        entry.parent = parent.map(Into::into);
        values.into_iter().for_each(|(variable, value)| entry.set(variable, value));
        entry
    })
}

/// An entry without values.
pub(crate) fn named(key: &str, kind: Option<Kind>) -> Entry {
    let mut entry = Entry::default();
    (entry.key, entry.kind) = (key.into(), kind);
    entry
}

/// Any entry whose CSL variables hold what their class says.
pub(crate) fn sane_entry() -> impl Strategy<Value = Entry> {
    let values = prop::collection::vec(variable().prop_flat_map(|variable| (Just(variable), value_of(variable))), 0..12);
    ("[a-z][a-z0-9]{0,6}", kind(), values).prop_map(|(key, kind, values)| {
        let mut entry = named(&key, kind);
        values.into_iter().for_each(|(variable, value)| entry.set(variable, value));
        entry
    })
}

fn kind() -> impl Strategy<Value = Option<Kind>> {
    let known = prop::sample::select(Kind::ALL);
    prop_oneof![1 => Just(None), 6 => known.prop_map(Some), 1 => "[a-z]{3,6}x".prop_map(|name| Some(Kind::named(&name)))]
}

fn variable() -> impl Strategy<Value = Variable> {
    let known = prop::sample::select(Variable::ALL);
    let common = prop::sample::select(
        &[
            Variable::Title,
            Variable::ContainerTitle,
            Variable::Author,
            Variable::Editor,
            Variable::Issued,
            Variable::Page,
            Variable::Volume,
            Variable::Url,
            Variable::Accessed,
            Variable::Publisher,
            Variable::PublisherPlace,
            Variable::Doi,
            Variable::Language,
        ][..],
    );
    let reserved = prop::sample::select(
        &["parent", "and-others", "type", "variables", "custom", "id", "x-ibidem", "citation-key", "date", "serial-number", "url"][..],
    );
    let open = |name: &str| Variable::Other(Symbol::new(name));
    prop_oneof![
        6 => known,
        6 => common,
        2 => "[a-z][a-z-]{2,8}-x".prop_map(move |name| open(&name)),
        1 => reserved.prop_map(open),
    ]
}

fn value_of(variable: Variable) -> BoxedStrategy<Value> {
    match variable.class() {
        Class::Names => names().prop_map(Value::from).boxed(),
        Class::Date => date().prop_map(Value::from).boxed(),
        Class::Number => "[0-9]{1,3}|[IVX]{1,3}|[0-9]{1,3}[-–][0-9]{1,3}".prop_map(Value::from).boxed(),
        Class::Text => prop_oneof![text().prop_map(Value::from), rich()].boxed(),
    }
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => text().prop_map(Value::from),
        1 => "[0-9]{1,4}|[0-9]{1,3}[-–][0-9]{1,3}|https?://[a-z]{2,5}\\.org/[a-z]{0,4}|null|true|~|2020-01-01|en-US|1e3|0x1f|\\{\"a\":3\\}".prop_map(Value::from),
        2 => rich(),
        3 => names().prop_map(Value::from),
        3 => date().prop_map(Value::from),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z][a-z]{0,6}( [a-z]{1,5}){0,3}",
        2 => "[ -~\u{e4}\u{df}\u{2013}\u{201c}\u{4e2d}\\\\\n\t]{0,10}",
        1 => "(<i>|</i>|<b>|</b>|\\{|\\}|\\$|\\*|`|#|: |- |'|\"|a|<sc>|</sc>|&amp;|\u{a0}){0,8}",
        1 => any::<String>().prop_map(|text| text.chars().take(8).collect()),
    ]
}

fn rich() -> impl Strategy<Value = Value> {
    let style = any::<[bool; 7]>().prop_map(|[italic, bold, small_caps, sub, sup, nocase, math]| Style {
        italic,
        bold: bold && italic,
        small_caps: small_caps && bold,
        sub: sub && !sup && bold,
        sup: sup && small_caps,
        nocase,
        math: math && sub,
    });
    prop::collection::vec((text(), style).prop_map(|(text, style)| Run { text: text.into(), style }), 1..4).prop_map(|runs| Value::rich(runs, None))
}

fn names() -> impl Strategy<Value = Names> {
    let part = || prop_oneof![2 => Just(String::new()), 1 => text()];
    let person = (text(), part(), part(), part(), part()).prop_map(|(family, given, dropping, staying, suffix)| {
        Name::person(family, given).with_dropping_particle(dropping).with_particle(staying).with_suffix(suffix)
    });
    let plain = ("[A-Z][a-z]{1,6}", "[A-Z]\\.( [A-Z]\\.)?").prop_map(|(family, given)| Name::person(family, given));
    let literal = prop_oneof![text(), Just("others".to_owned()), Just("et al.".to_owned())].prop_map(Name::literal);
    let name = prop_oneof![3 => plain, 2 => person, 1 => literal].prop_filter("a name says something", |name| !name.is_empty());
    (prop::collection::vec(name, 0..4), prop::bool::weighted(0.2)).prop_map(|(list, others)| Names { list, others })
}

fn point() -> impl Strategy<Value = DatePart> {
    let year = prop_oneof![6 => 1000..2100i32, 1 => -3000..20_000i32];
    (year, 0..13u8, 0..29u8, 0..9u8).prop_map(|(year, month, day, season)| match Season::from_number(season) {
        Some(season) => DatePart::season(year, season),
        None => DatePart::new(year, month, if month == 0 { 0 } else { day }).unwrap_or(DatePart::year(year)),
    })
}

fn date() -> impl Strategy<Value = Date> {
    let plain = point().prop_map(Date::at);
    let any = (prop::option::of(point()), prop::option::of(point()), any::<[bool; 3]>(), prop_oneof![3 => Just(String::new()), 1 => text()])
        .prop_map(|(start, end, [open, circa, uncertain], literal)| Date { start, end, open, circa, uncertain, literal: literal.into() });
    prop_oneof![2 => plain, 1 => any]
}
