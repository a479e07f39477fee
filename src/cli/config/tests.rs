//! What a configuration may say, what is told of one that says something else, and the schema for editors held against both.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::cli::command::init::TEMPLATE;
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;
use std::collections::BTreeSet;

fn parse(text: &str) -> Result<Config, Slip> {
    Config::parse(text, PathBuf::from("/"))
}

/// What is said, the words that it points at, and what was meant perhaps.
fn slip(text: &str) -> (String, String, Option<String>) {
    let slip = parse(text).unwrap_err();
    (slip.message, text[slip.range].to_owned(), slip.near)
}

#[test]
fn slips_are_told_at_their_place() {
    for (text, words, near) in [
        ("[check]\nselct = []\n", "selct", Some("select")),
        ("[chek]\n", "chek", Some("check")),
        ("[check]\nignore = [\"trailing-dott\"]\n", "\"trailing-dott\"", Some("trailing-dot")),
        ("[check.severity]\nno-such-thing = \"error\"\n", "no-such-thing", None),
        ("[check.severity]\ntrailing-dot = \"eror\"\n", "\"eror\"", Some("error")),
        ("[check]\ndialect = \"bibtx\"\n", "\"bibtx\"", Some("bibtex")),
        ("[check]\nstrict = \"yes\"\n", "\"yes\"", None),
        ("[check]\nselect = \"all\"\n", "\"all\"", None),
        ("exclude = [\"a{\"]\n", "\"a{\"", None),
        ("[check.per-file-ignores]\n\"[\" = []\n", "\"[\"", None),
        ("[check.per-file-ignores]\n\"*\" = [\"al\"]\n", "\"al\"", None),
        ("[keys]\npattern = \"auth.lowr\"\n", "\"auth.lowr\"", None),
        ("[fmt]\nindent = \"tb\"\n", "\"tb\"", None),
        ("[check\n", "", None),
    ] {
        let (message, at, meant) = slip(text);
        assert_eq!((at.as_str(), meant.as_deref()), (words, near), "{text}: {message}");
    }
}

#[test]
fn what_is_missing_is_usual() {
    let config = parse("").unwrap();
    assert!(config.bibliography().is_empty() && config.settings() == Settings::default());
}

#[test]
fn files_are_known_by_path_or_by_name() {
    let config = parse("[check.per-file-ignores]\n\"*.bib\" = [\"trailing-dot\"]\n\"drafts/**\" = [\"all\"]\n").unwrap();
    assert_eq!(config.ignored_in("/a/b.bib"), ["trailing-dot"]);
    assert_eq!(config.ignored_in("/drafts/x/b.txt"), ["all"]);
    assert!(config.ignored_in("/a.txt").is_empty());
}

/// The template with what it comments out.
fn everything() -> String {
    TEMPLATE.lines().map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n").collect()
}

#[test]
fn the_template_says_what_holds_without_it() {
    assert!(parse(TEMPLATE).is_ok());
    let all = parse(&everything()).unwrap();
    assert_eq!(all.keys, KeyPattern::default());
    // Layout: what is commented out is what is done without it, but for what has no such value.
    let (mut told, usual) = (all.layout(), Config::default().layout());
    (told.entries.wrap, told.entries.fields, told.sort) = (None, Vec::new(), Vec::new());
    assert_eq!(told, usual);
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/ibidem.schema.json")
}

fn schema() -> Value {
    serde_json::from_str(&std::fs::read_to_string(path()).unwrap()).unwrap()
}

/// The rules in the schema are those that there are. `IBIDEM_WRITE=1` writes them.
#[test]
fn the_schema_knows_every_rule() {
    let mut schema = schema();
    let rules: Vec<Value> = std::iter::once("all").chain(check::all().into_iter().map(|rule| rule.name)).map(Value::from).collect();
    if std::env::var_os("IBIDEM_WRITE").is_some() {
        schema["definitions"]["rule"]["enum"] = rules.into();
        std::fs::write(path(), serde_json::to_string_pretty(&schema).unwrap() + "\n").unwrap();
        return;
    }
    assert_eq!(schema["definitions"]["rule"]["enum"], Value::from(rules), "IBIDEM_WRITE=1 cargo test the_schema_knows_every_rule");
}

/// The names that the reader knows in a table are those of the schema.
#[test]
fn the_schema_has_the_keys_that_are_read() {
    let schema = schema();
    for table in ["", "library", "check", "keys", "fmt"] {
        let text = if table.is_empty() { "no-such-key = 1\n".to_owned() } else { format!("[{table}]\nno-such-key = 1\n") };
        let (message, ..) = slip(&text);
        let read: BTreeSet<&str> = message.split('`').skip(3).step_by(2).collect();
        let of_table = if table.is_empty() { &schema } else { &schema["properties"][table] };
        let written: BTreeSet<&str> = of_table["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(read, written, "[{table}]");
        assert_eq!(of_table["additionalProperties"], Value::Bool(false), "[{table}]");
    }
}

fn compiled(schemas: &mut Schemas) -> SchemaIndex {
    let mut compiler = Compiler::new();
    compiler.add_resource("ibidem.schema.json", schema()).unwrap();
    compiler.compile("ibidem.schema.json", schemas).unwrap()
}

/// What is read the schema takes, and what is refused it refuses, but for patterns that only the program knows.
#[test]
fn the_schema_takes_what_is_read() {
    let mut schemas = Schemas::new();
    let index = compiled(&mut schemas);
    for text in [
        "",
        TEMPLATE,
        &everything(),
        "bibliography = \"refs.bib\"",
        "bibliography = [\"a.bib\", \"b.bib\"]",
        "bibliography = 3",
        "unknown = 1",
        "[check]\nselect = [\"all\"]",
        "[check]\nselect = [\"nothing\"]",
        "[check]\nselect = \"all\"",
        "[check]\nbaseline = 1",
        "[check]\ndialect = \"biblatex\"",
        "[check]\ndialect = \"latex\"",
        "[check.severity]\ntrailing-dot = \"info\"",
        "[check.severity]\ntrailing-dot = \"fatal\"",
        "[check.severity]\nno-such = \"info\"",
        "[check.per-file-ignores]\n\"*\" = [\"trailing-dot\"]",
        "[check.per-file-ignores]\n\"*\" = [\"no-such\"]",
        "[check.required-fields]\narticle = [\"doi\"]",
        "[check.required-fields]\narticle = \"doi\"",
        "[fmt]\nindent = 300",
        "[fmt]\nindent = -1",
        "[fmt]\nindent = \"tab\"",
        "[fmt]\ndelimiters = \"keep\"",
        "[fmt]\ncase = \"upper\"",
        "[fmt]\nwrap = 70000",
        "[fmt]\nblank-lines = 256",
    ] {
        let value: Value = toml::from_str(text).unwrap();
        let valid = schemas.validate(&value, index);
        assert_eq!(valid.is_ok(), parse(text).is_ok(), "{text}: {valid:?} {:?}", parse(text).err());
    }
}
