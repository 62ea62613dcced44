use std::collections::BTreeMap;

use serde::Deserialize;

use super::repository::{Repository, line};
use crate::baseline::{Loaded, Spanned, decode, decode_table};

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
struct Key(String);

impl TryFrom<String> for Key {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.len() < 4 {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` is too long a key"))
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    Report,
    Every { days: u8 },
    Only(Spanned<String>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Document {
    name: Option<Spanned<String>>,
    #[serde(default)]
    list: Vec<Spanned<u32>>,
    #[serde(default)]
    keys: BTreeMap<Spanned<Key>, Spanned<Inner>>,
    modes: Option<Vec<Mode>>,
    rate: Option<f64>,
    key: Option<Key>,
    when: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Inner {
    flag: Spanned<bool>,
}

fn load(text: &str) -> Loaded {
    let loaded = Repository::with(&[("baseline.toml", text)]).load();
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    loaded
}

fn error(text: &str) -> String {
    let loaded = load(text);
    line(
        &decode_table::<Document>(&loaded.document).unwrap_err(),
        &loaded.sources,
    )
}

#[test]
fn values_know_their_places() {
    let loaded = load(
        "name = \"n\"\nlist = [1, 0x10]\nrate = 3\nwhen = 2026-01-02\n\
         modes = [\"report\", { every = { days = 3 } }, { only = 'x' }]\n[keys.abc]\nflag = true\n",
    );
    let document: Document = decode_table(&loaded.document).unwrap();
    let shown = |span: Option<crate::diagnostics::Span>| loaded.sources.snippet(span.unwrap());
    assert_eq!(shown(document.name.as_ref().unwrap().span), "\"n\"");
    assert_eq!(document.list[1].value, 16);
    assert_eq!(shown(document.list[1].span), "0x10");
    let (key, inner) = document.keys.iter().next().unwrap();
    assert_eq!(shown(key.span), "abc");
    assert_eq!(shown(inner.span), "[keys.abc]");
    assert_eq!(shown(inner.flag.span), "true");
    assert_eq!(document.rate, Some(3.0));
    assert_eq!(document.key, None);
    assert_eq!(document.when.as_deref(), Some("2026-01-02"));
    let modes = document.modes.unwrap();
    assert!(matches!(modes[0], Mode::Report));
    assert!(matches!(modes[1], Mode::Every { days: 3 }));
    assert!(matches!(&modes[2], Mode::Only(text) if shown(text.span) == "'x'"));
    let node = &loaded.document.get("name").unwrap().value;
    assert_eq!(decode::<Spanned<String>>(node).unwrap(), Spanned::bare("n".to_owned()));
}

#[test]
fn errors_stand_at_the_innermost_value() {
    assert_eq!(
        error("list = [1, \"x\"]"),
        "invalid-value baseline.toml <\"x\">: expected u32, found a string"
    );
    assert_eq!(
        error("list = [-1]"),
        "invalid-value baseline.toml <-1>: `-1` is not allowed here, expected a whole number that is not negative and \
         not too large"
    );
    assert_eq!(
        error("key = \"abcde\""),
        "invalid-value baseline.toml <\"abcde\">: `abcde` is too long a key"
    );
    assert_eq!(
        error("[keys.abcde]\nflag = true"),
        "invalid-value baseline.toml <abcde>: `abcde` is too long a key"
    );
    assert_eq!(
        error("[keys.a]\n"),
        "invalid-value baseline.toml <[keys.a]>: missing key `flag`"
    );
    assert_eq!(
        error("nam = 1"),
        "invalid-value baseline.toml <nam>: unknown key `nam` | did you mean `name`?"
    );
    assert_eq!(
        error("modes = [\"reprot\"]"),
        "invalid-value baseline.toml <\"reprot\">: unknown value `reprot` | did you mean `report`?"
    );
    assert_eq!(
        error("keys = 3"),
        "invalid-value baseline.toml <3>: expected a table, found an integer"
    );
    assert_eq!(
        error("modes = 3"),
        "invalid-value baseline.toml <3>: expected a list, found an integer"
    );
    assert_eq!(
        error("keys = { a = 1 }"),
        "invalid-value baseline.toml <1>: expected a table, found an integer"
    );
}

#[derive(Debug, Deserialize)]
struct Admins {
    #[serde(deserialize_with = "Spanned::<Key>::one_or_many")]
    who: Vec<Spanned<Key>>,
}

#[test]
fn one_or_many() {
    for (text, places) in [
        ("who = \"a\"", vec!["\"a\""]),
        ("who = ['a', 'b']", vec!["'a'", "'b'"]),
        ("who = []", vec![]),
    ] {
        let loaded = load(text);
        let admins: Admins = decode_table(&loaded.document).unwrap();
        let found: Vec<&str> = admins
            .who
            .iter()
            .map(|who| loaded.sources.snippet(who.span.unwrap()))
            .collect();
        assert_eq!(found, places);
    }
    for (text, message) in [
        (
            "who = 3",
            "invalid-value baseline.toml <3>: expected a string or a list of strings, found an integer",
        ),
        (
            "who = ['a', 'abcde']",
            "invalid-value baseline.toml <'abcde'>: `abcde` is too long a key",
        ),
        (
            "who = 'abcde'",
            "invalid-value baseline.toml <'abcde'>: `abcde` is too long a key",
        ),
    ] {
        let loaded = load(text);
        assert_eq!(
            line(&decode_table::<Admins>(&loaded.document).unwrap_err(), &loaded.sources),
            message
        );
    }
}
