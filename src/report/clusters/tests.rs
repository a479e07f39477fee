//! The report as a person sees it, in terminals of several widths.

use super::*;
use crate::dedupe::{self, Options};
use crate::report::excerpt::columns;
use crate::workspace::{ReadAs, Workspace};

/// Three descriptions of one paper, and two works that are much alike; names and titles in two scripts.
const TEXT: &str = "\
@article{one,
  author = {Price, Richard},
  title = {Reversing the Gun Sights: Transnational Civil Society Targets Land Mines},
  journal = {International Organization},
  volume = 52,
  number = 3,
  pages = {613--644},
  year = 1998,
}
@article{two,
  author = {Price, R.},
  title = {Reversing the gun sights: transnational civil society targets landmines},
  journal = {International Organization},
  volume = 52,
  pages = {613--644},
  year = 1998,
}
@article{three,
  author = {Price, Richard},
  title = {Reversing the Gun Sights: Transnational Civil Society Targets Land Mines},
  journal = {Int. Org.},
  year = 1998,
  doi = {10.1162/002081898550671},
}
@book{地雷,
  author = {王, 小明},
  title = {地雷問題與國際人道法之發展及其在亞洲各國之實踐},
  publisher = {大學出版社},
  year = 2001,
}
";

fn shown(text: &str, width: usize, colour: bool) -> String {
    let mut workspace = Workspace::default();
    workspace.add_text("refs.bib", text, ReadAs::Guess);
    let report = dedupe::find_with(&workspace.library.entries, &Options::default());
    full(&Found { width, colour, ..Found::new(&workspace.sources, &workspace.library, &report) })
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [40, 60, 80, 100, 200] {
        let text = shown(TEXT, width, false);
        for line in text.lines().filter(|line| !line.contains("entries")) {
            assert!(columns(line) <= width, "{width}: {line}");
        }
        assert!(["one", "two", "three"].iter().all(|key| text.contains(key)), "{text}");
    }
}

#[test]
fn wide_characters_keep_the_columns_upright() {
    let text = TEXT.replace("@book{地雷,", "@book{again,\n  author = {王, 小明},\n  title = {地雷問題與國際人道法之發展及其在亞洲各國之實踐},\n  publisher = {大学出版社},\n  year = 2001,\n}\n@book{地雷,");
    let text = shown(&text, 80, false);
    let at = |word: &str| text.lines().find(|line| line.contains(word)).and_then(|line| line.split_once(word)).map(|(before, _)| columns(before));
    assert!(at("大學出版社").is_some(), "{text}");
    let head = text.lines().find(|line| line.contains("again")).unwrap_or_default();
    let second = columns(head.rsplit_once("  ").map_or("", |(before, _)| before)) + 2;
    let row = text.lines().find(|line| line.contains("大學出版社") && line.contains("大学出版社")).unwrap_or_default();
    assert_eq!(columns(row.rsplit_once("  ").map_or("", |(before, _)| before)) + 2, second, "{text}");
}

#[test]
fn colours_are_all_that_a_terminal_adds() {
    let coloured = shown(TEXT, 100, true);
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, behind)) = rest.split_once("\x1b[") {
        plain += before;
        rest = behind.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain += rest;
    assert_eq!(plain, shown(TEXT, 100, false));
    assert!(coloured.contains("\x1b[1;33m≠\x1b[0m"));
}

#[test]
fn three_entries_stand_side_by_side_or_in_two_groups() {
    let (wide, narrow) = (shown(TEXT, 200, false), shown(TEXT, 80, false));
    let heads = |text: &str| text.lines().filter(|line| line.contains("refs.bib:")).count();
    assert_eq!((heads(&wide), heads(&narrow)), (1, 2), "{wide}\n{narrow}");
    assert_eq!(narrow.matches("  year").count() + narrow.matches("issued").count(), 1, "what all say is told once: {narrow}");
}
