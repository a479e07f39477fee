//! The layer itself: text and its layout, broken places, bombs.
#![allow(clippy::unwrap_used)]

use super::element::Change;
use super::text::escape;
use super::*;
use crate::model::{Style, Value};
use crate::text::SourceId;
use proptest::prelude::*;

fn records(text: &str) -> (Vec<Element>, Vec<Diagnostic>, Vec<Other>) {
    let source = Source::from_text(SourceId(0), "x.xml", text);
    let mut records = Records::new(&source, &["r"]);
    let list: Vec<Element> = std::iter::from_fn(|| records.next()).collect();
    let (found, others) = records.finish();
    for found in &found {
        assert!(source.text.get(found.span.range()).is_some(), "{found:?}");
    }
    (list, found, others)
}

/// The text of each record, and how many things were said.
fn texts(text: &str) -> (Vec<String>, usize) {
    let (list, found, _) = records(text);
    (list.iter().map(|record| record.text().to_string()).collect(), found.len())
}

#[test]
fn text_is_read_without_its_layout() {
    for (xml, text) in [
        ("<r>a b</r>", "a b"),
        ("<r>\n  a\n  b  c\n</r>", "a b  c"),
        ("<r>&#32;a&#10;&#9;b&#32;&#32;</r>", " a\n\tb  "),
        ("<r>A &amp; B&lt;C&#x41;&apos;</r>", "A & B<CA'"),
        ("<r><![CDATA[ <b> & ]]>x</r>", " <b> & x"),
        ("<p:r xmlns:p='u'>x <p:i>y</p:i> z</p:r>", "x y z"),
        ("<r>H<sub>2</sub>O</r>", "H2O"),
        ("<r>a<!-- no -->b<?no no?>c</r>", "abc"),
        ("<r>a<!-- no -->\n b</r>", "a b"),
        ("<r/>", ""),
    ] {
        assert_eq!(texts(xml), (vec![text.to_owned()], 0), "{xml}");
    }
}

#[test]
fn broken_places_are_told_and_the_rest_is_read() {
    for (xml, expected, said) in [
        ("<r>Rock & Roll</r>", vec!["Rock & Roll"], 1),
        ("<r>a &b; c</r>", vec!["a &b; c"], 1),
        ("<r>a&nbsp;b</r>", vec!["a\u{A0}b"], 1),
        ("<r>a&#0;b&#xFFFF;</r>", vec!["a&#0;b&#xFFFF;"], 2),
        ("<r>x < 5 and y > 3</r><r>z</r>", vec!["x < 5 and y > 3", "z"], 1),
        ("<r>x <5</r>", vec!["x <5"], 1),
        ("<x><r><a>b</r><r>c</r></x>", vec!["b", "c"], 1),
        ("<x><r><a>b</c></a></r></x>", vec!["b"], 1),
        ("<x><r><a>b</x>", vec!["b"], 1),
        ("<x><r>a</r><r><t>b", vec!["a", "b"], 1),
        ("<x><r>a</r>", vec!["a"], 1),
        ("<x><r>a</r></y></x>", vec!["a"], 1),
        ("<r a=b>x</r>", vec!["x"], 1),
        ("<r a='&'>x</r>", vec!["x"], 1),
        ("<x><r>a</r><r>b</r><r c='", vec!["a", "b"], 2),
        ("<r>a<![CDATA[b</r>", vec!["a<![CDATA[b</r>"], 2),
    ] {
        let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(texts(xml), (expected, said), "{xml} {:?}", records(xml).1);
    }
}

#[test]
fn attributes_have_local_names() {
    let (list, found, _) = records("<p:r xmlns:p='u' p:a='1 &lt; 2' b=\"&quot;\" b='again'/>");
    assert!(found.is_empty());
    assert_eq!(list[0].attribute("a").unwrap(), &"1 < 2");
    assert_eq!(list[0].attribute("b").unwrap(), &"\"");
    assert_eq!(list[0].attributes.len(), 3);
}

#[test]
fn what_stands_outside_is_kept() {
    let (list, _, others) = records("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'no'>]><!-- note --><x>stray<r>a</r><y>more</y></x>");
    assert_eq!(list.len(), 1);
    let kept: Vec<(OtherKind, &str)> = others.iter().map(|other| (other.kind, other.text.as_str())).collect();
    assert_eq!(kept, [(OtherKind::Comment, "note"), (OtherKind::Stray, "stray"), (OtherKind::Stray, "more")]);
}

#[test]
fn the_root_is_found() {
    for (xml, expected) in [
        ("<a>", Some("a")),
        ("\u{FEFF}<?xml version='1.0'?>\n<!-- x > y -->\n<!DOCTYPE a SYSTEM 'x'>\n<b:Sources\nx='y'>", Some("Sources")),
        ("<!DOCTYPE a [<!ENTITY x '<'>]><a/>", Some("a")),
        ("text <a>", None),
        ("", None),
        ("<!--", None),
    ] {
        assert_eq!(root(xml), expected, "{xml}");
    }
}

#[test]
fn entities_are_never_expanded() {
    let mut xml = String::from("<!DOCTYPE x [<!ENTITY a0 'ha'>");
    (1..30).for_each(|n| xml += &format!("<!ENTITY a{n} '&a{};&a{};'>", n - 1, n - 1));
    xml += "<!ENTITY f SYSTEM 'file:///etc/passwd'>]><x><r>&a29;&f;</r></x>";
    assert_eq!(texts(&xml), (vec!["&a29;&f;".to_owned()], 2));
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = format!("<r>{}x{}y</r><r>z</r>", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000));
    assert_eq!(texts(&deep), (vec!["xy".to_owned(), "z".to_owned()], 1));
    let outside = "<a>".repeat(300_000);
    assert_eq!(texts(&outside).0.len(), 0);
    let huge = format!("<r>{}</r>", "word ".repeat(400_000));
    assert_eq!(texts(&huge).0[0].len(), 1_999_999);
    for piece in ["&", "&a;", "<", "< ", "<a ", "</a>", "<a b='", "<![CDATA[]]>", "&amp;", "<a/>", "\"<a>'", "<a b='&&&&'/>", "<!--", "]]>"] {
        let many = format!("<r>{}</r>", piece.repeat(200_000 / piece.len()));
        assert!(records(&many).1.len() <= MAX_FOUND + 1, "{piece}");
        records(&format!("{many}>"));
    }
}

fn tagged(element: &Element) -> Option<Change> {
    let italic = element.name == "i";
    Some(Change { style: Style { italic, ..Style::default() }, no_gaps: false })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn what_is_escaped_reads_as_it_was(text in "[ -~\n\r\té\u{a0}\u{2028}]{0,12}") {
        let xml = format!("<r a=\"{}\">\n {}\n</r>", super::text::attribute(&text), escape(&text));
        let (list, found, _) = records(&xml);
        prop_assert!(found.is_empty(), "{xml}");
        prop_assert_eq!(list[0].text().to_string(), text.clone(), "{}", xml);
        prop_assert_eq!(list[0].attribute("a").unwrap().as_str(), text.as_str(), "{}", xml);
    }

    #[test]
    fn markup_reads_as_it_was(texts in prop::collection::vec(("[ a&]{1,3}", any::<bool>()), 1..5)) {
        let run = |(text, italic): &(String, bool)| crate::model::Run { text: text.as_str().into(), style: Style { italic: *italic, ..Style::default() } };
        let value = Value::rich(texts.iter().map(run).collect(), None);
        let xml = super::text::rich(&value, |style| if style.italic { ("<i>".to_owned(), "</i>") } else { (String::new(), "") });
        let xml = format!("<r>{xml}</r>");
        prop_assert_eq!(records(&xml).0[0].rich(&tagged), value, "{}", xml);
    }

    #[test]
    fn any_text_is_read(text in r##"([a-z]{1,2}|[<>&;'"=/! \n]|<r>|</r>|<a>|</a>|<!--|-->|<!\[CDATA\[|\]\]>|<\?|&amp;|&#|é){0,30}"##) {
        records(&text);
    }
}
