//! For a person: works that stand there more than once, side by side; works with their parts; pairs to look at, with what speaks for
//! and against; how much of each.

use super::Found;
use super::table::{Column, TELLING, table};
use crate::dedupe::{Cluster, Parent, Review, Variant, differences, fullness};
use crate::model::{Entry, Value, Variable};
use crate::report::excerpt::columns;
use crate::report::full::Paint;
use crate::report::{counted, one_line};
use crate::text::unicode::fold;
use std::collections::HashSet;
use std::fmt::Write;

/// The whole report; the summary is its last line.
pub fn full(found: &Found) -> String {
    let mut out = String::new();
    for cluster in &found.report.clusters {
        out += &work(found, cluster);
        out.push('\n');
    }
    // Of entries that are one work the kept one speaks.
    let merged = found.report.clusters.iter().flat_map(|of| of.members.iter().copied().filter(|at| *at != of.keep)).collect();
    for of in &found.report.parents {
        out += &parent(found, of, &merged);
        out.push('\n');
    }
    for review in &found.report.review {
        out += &to_see(found, review);
        out.push('\n');
    }
    out + &summary(found)
}

/// How many entries, duplicates, parents and pairs to look at there are.
fn summary(found: &Found) -> String {
    let duplicates: usize = found.report.clusters.iter().map(|cluster| cluster.members.len() - 1).sum();
    let counts = [
        match duplicates {
            0 => "no duplicates".to_owned(),
            count => format!("{} of {}", counted(count, "duplicate"), counted(found.report.clusters.len(), "work")),
        },
        match found.report.parents.len() {
            1 => "1 work that contains others".to_owned(),
            count => format!("{count} works that contain others"),
        },
        counted(found.report.review.len(), "pair to look at").replace("pair to look ats", "pairs to look at"),
    ];
    format!("{}: {}.\n", counted(found.library.entries.len(), "entry"), counts.join(", "))
}

/// One work, its entries side by side: the kept one first.
fn work(found: &Found, cluster: &Cluster) -> String {
    let paint = Paint::new(found.colour);
    let entry = |at: usize| &found.library.entries[at];
    let mut out = format!("{} {}\n", paint.bold(&format!("one work in {} entries", cluster.members.len())), paint.with("2", &sure(cluster.score)));
    let others: Vec<usize> = cluster.members.iter().copied().filter(|at| *at != cluster.keep).collect();
    let others: Vec<&Entry> = others.into_iter().map(entry).collect();
    out += &table(&columns_of(found, std::iter::once(entry(cluster.keep)).chain(others.iter().copied())), found.width, &paint);
    let _ = writeln!(out, "  {} {}: {}", paint.with("32", "kept"), name(entry(cluster.keep)), why_kept(entry(cluster.keep), &others));
    let differences = differences(&found.library.entries, cluster);
    for at in cluster.members.iter().copied().filter(|at| *at != cluster.keep) {
        let taken = taken(found, cluster, &differences, at);
        if !taken.is_empty() {
            out += &wrapped(&format!("{} {}: {}", paint.with("32", "from"), name(entry(at)), taken.join(", ")), found.width);
        }
    }
    out
}

/// The values that the merged entry has of this one: those that the kept one lacks, or says less well.
fn taken(found: &Found, cluster: &Cluster, differences: &[Variant], at: usize) -> Vec<&'static str> {
    let says_otherwise = |of: usize, variable| differences.iter().any(|variant| variant.child == of && variant.variable == variable);
    let kept = &found.library.entries[cluster.keep];
    let is_taken = |variable: &Variable| (!kept.has(*variable) || says_otherwise(cluster.keep, *variable)) && !says_otherwise(at, *variable);
    let told = |variable: &Variable| {
        // Of several that say the same, the first.
        let earlier = cluster.members.iter().copied().take_while(|of| *of != at).filter(|of| *of != cluster.keep);
        !earlier.into_iter().any(|of| found.library.entries[of].has(*variable) && !says_otherwise(of, *variable))
    };
    let variables = found.library.entries[at].values().map(|(variable, _)| variable);
    variables.filter(|variable| is_taken(variable) && told(variable)).map(Variable::name).collect()
}

/// Two entries side by side, and what a person is to decide of them.
pub fn pair(found: &Found, [a, b]: [usize; 2]) -> String {
    let entries = [a, b].into_iter().filter_map(|at| found.library.entries.get(at));
    table(&columns_of(found, entries), found.width, &Paint::new(found.colour))
}

fn to_see(found: &Found, review: &Review) -> String {
    let paint = Paint::new(found.colour);
    let [a, b] = review.members.map(|at| &found.library.entries[at]);
    let mut out = format!("{} {}\n", paint.bold("one work or two?"), paint.with("2", &sure(review.score)));
    out += &pair(found, review.members);
    out += &wrapped(&format!("{}: {}", paint.with("33", "why"), one_line(&review.why)), found.width);
    out += &wrapped(&evidence(a, b), found.width);
    out
}

/// What speaks for and against, in words.
fn evidence(a: &Entry, b: &Entry) -> String {
    let said = |sames: bool| -> Vec<&str> {
        let both = a.values().filter_map(|(variable, value)| Some((variable, value, b.get(variable)?)));
        let asked = both.filter(|(variable, ..)| TELLING.contains(variable));
        asked.filter(|(_, one, two)| is_alike(one, two) == sames).map(|(variable, ..)| variable.name()).collect()
    };
    let list = |names: Vec<&str>| if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
    format!("the same: {}; different: {}", list(said(true)), list(said(false)))
}

fn is_alike(a: &Value, b: &Value) -> bool {
    a == b || fold(&a.plain()) == fold(&b.plain())
}

/// Why this one: deduplication keeps the entry that says most.
fn why_kept(kept: &Entry, others: &[&Entry]) -> String {
    let (own, length) = fullness(kept);
    let (most, longest) = others.iter().map(|entry| fullness(entry)).max().unwrap_or_default();
    match () {
        () if own > most => format!("it says most, {own} values to {most}"),
        () if length > longest => "it has as many values as the others, and says more in them".to_owned(),
        () => "the entries say as much as each other".to_owned(),
    }
}

/// A probability in words that do not claim more than is known.
fn sure(score: f64) -> String {
    match score * 100.0 {
        percent if percent > 99.9 => "(more than 99.9 % sure)".to_owned(),
        percent => format!("({percent:.1} % sure)"),
    }
}

fn columns_of<'e>(found: &Found, entries: impl Iterator<Item = &'e Entry>) -> Vec<Column<'e>> {
    entries.map(|entry| Column { head: [name(entry), place(found, entry)], entry }).collect()
}

fn name(entry: &Entry) -> String {
    if entry.key.is_empty() { "(no key)".to_owned() } else { one_line(&entry.key).into_owned() }
}

/// Where an entry stands: file and line.
fn place(found: &Found, entry: &Entry) -> String {
    let span = found.library.origins.span(entry.id);
    found.sources.get(span.source).map(|source| format!("{}:{}", source.name, source.place(span.range().start).line)).unwrap_or_default()
}

/// A work with its parts, and what they say otherwise of it.
fn parent(found: &Found, parent: &Parent, merged: &HashSet<usize>) -> String {
    let paint = Paint::new(found.colour);
    let entry = |at: usize| &found.library.entries[at];
    let children: Vec<usize> = parent.children.iter().copied().filter(|at| !merged.contains(at)).collect();
    let parts = counted(children.len(), "part");
    let (title, note) = match parent.entry {
        Some(at) => (entry_line(found, entry(at)), ""),
        None => (described(&parent.variables), "; no list has it, this is what its parts say"),
    };
    let mut out = format!("{} {}\n", paint.bold("a work that contains others"), paint.with("2", &format!("({parts}{note})")));
    out += &hanging("  ", "    ", &title, found.width, &paint, "");
    for (number, &child) in children.iter().enumerate() {
        let last = number + 1 == children.len();
        let (branch, below) = if last { ("  └ ", "      ") } else { ("  ├ ", "  │   ") };
        out += &hanging(branch, below, &entry_line(found, entry(child)), found.width, &paint, "");
        for variant in parent.variants.iter().filter(|variant| variant.child == child) {
            let says = format!("≠ {}: {}", variant.variable.name(), one_line(&variant.value.plain()));
            out += &hanging(below, &format!("{below}  "), &says, found.width, &paint, "33");
        }
    }
    out
}

/// An entry in one line: key, who, when, what, where it stands.
pub fn entry_line(found: &Found, entry: &Entry) -> String {
    use Variable as V;
    let who = [V::Author, V::Editor].iter().find_map(|variable| entry.names(*variable)).map(|names| {
        let first = names.list.first().map(|name| name.short()).unwrap_or_default();
        if names.list.len() > 1 || names.others { format!("{first} et al.") } else { first }
    });
    let title = entry.plain(V::Title).map(|title| title.into_owned()).or_else(|| entry.plain(V::ContainerTitle).map(|title| format!("in: {title}")));
    let chapter = entry.plain(V::ChapterNumber).map(|number| format!("chapter {number}"));
    let year = entry.year().map(|year| year.to_string());
    let parts: Vec<String> = [who, year, title, chapter].into_iter().flatten().collect();
    let place = place(found, entry);
    let place = if place.is_empty() { place } else { format!(" ({place})") };
    format!("{}  {}{place}", name(entry), one_line(&parts.join(", ")))
}

/// What a work that has no entry is.
fn described(variables: &[(Variable, Value)]) -> String {
    let find = |wanted| variables.iter().find(|(variable, _)| *variable == wanted).map(|(_, value)| one_line(&value.plain()).into_owned());
    [Variable::Title, Variable::Editor, Variable::Author, Variable::Issued, Variable::Publisher]
        .into_iter()
        .filter_map(find)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A text with what stands before its first line and before the others.
fn hanging(first: &str, others: &str, text: &str, width: usize, paint: &Paint, code: &str) -> String {
    let room = width.saturating_sub(columns(first).max(columns(others))).max(20);
    let mut out = String::new();
    let mut line = String::new();
    let mut before = first;
    let painted = |text: &str| if code.is_empty() { text.to_owned() } else { paint.with(code, text) };
    for word in text.split_inclusive(' ') {
        if !line.is_empty() && columns(&line) + columns(word.trim_end()) > room {
            let _ = writeln!(out, "{}{}", paint.with("2", before), painted(line.trim_end()));
            line.clear();
            before = others;
        }
        line += word;
    }
    let _ = writeln!(out, "{}{}", paint.with("2", before), painted(line.trim_end()));
    out
}

fn wrapped(text: &str, width: usize) -> String {
    hanging("  ", "    ", text, width, &Paint::new(false), "")
}
