//! The command line as users see it: the examples of the README, and the files of `tests/cmd`, with what they print and how they end.
//! `TRYCMD=overwrite cargo test --test cli` writes what the program says today; read it before you commit it.

#[test]
fn commands() {
    trycmd::TestCases::new().case("README.md").case("tests/cmd/*.md");
}
