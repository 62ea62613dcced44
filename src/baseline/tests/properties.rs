use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::repository::{Repository, values};
use crate::baseline::{Spanned, check_shape, decode_table, references};

#[derive(Deserialize)]
#[expect(dead_code, reason = "only whether it can be made is of interest")]
struct Document {
    a: Option<Spanned<String>>,
    #[serde(default)]
    t: BTreeMap<Spanned<String>, Spanned<Vec<u8>>>,
}

fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "a": { "type": ["string", "null"], "pattern": "^[a-z]$", "x-references": true },
            "b": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "const": "x" }, "uniqueItems": true }] },
            "t": { "type": "object", "additionalProperties": { "type": "array", "items": { "type": "integer",
                "minimum": 0 } } },
        },
        "required": ["a"],
        "additionalProperties": false,
    })
}

/// Everything that is done to a document; only that it comes to an end is asked.
fn run(text: &[u8]) {
    let repository = Repository::with(&[("p.toml", "")]);
    repository.write("baseline.toml", text);
    let mut loaded = repository.load();
    check_shape(&loaded.document, &schema(), &mut loaded.diagnostics);
    references::expand(
        &mut loaded.document,
        &schema(),
        &|_, _| Ok(String::new()),
        &mut loaded.diagnostics,
    );
    let _ = decode_table::<Document>(&loaded.document);
}

/// TOML-like noise, which gets further than arbitrary text does.
fn noise() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "a",
        "b",
        "t",
        "=",
        " ",
        "\n",
        "\r\n",
        "\r",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ".",
        ",",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "#",
        "1",
        "-1",
        "1e400",
        "99999999999999999999",
        "true",
        "false",
        "2026-01-02",
        "inf",
        "\\u",
        "é",
        "\0",
        "\u{feff}",
        "extends",
        "include",
        "\"p.toml\"",
        "\"*.toml\"",
        "\"${a.b}\"",
        "\"${\"",
        "a = \"x\"\n",
        "[t]\n",
        "t.a = [1]\n",
    ]);
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        run(&bytes);
    }

    #[test]
    fn arbitrary_text_does_no_harm(text in any::<String>()) {
        run(text.as_bytes());
    }

    #[test]
    fn noise_does_no_harm(text in noise()) {
        run(text.as_bytes());
    }

    /// Tables in any order, keys in any order: the same document.
    #[test]
    fn order_does_not_matter(
        own in tables(), parent in tables(), seed in prop::collection::vec(any::<u16>(), 64),
    ) {
        let load = |own: &str, parent: &str| {
            let main = format!("extends = [\"p.toml\"]\n{own}");
            let loaded = Repository::with(&[("baseline.toml", &main), ("p.toml", parent)]).load();
            (values(&loaded.document), loaded.diagnostics.sorted().len())
        };
        let plain = load(&write(&own, &[0; 64]), &write(&parent, &[0; 64]));
        let shuffled = load(&write(&own, &seed), &write(&parent, &seed));
        prop_assert_eq!(plain, shuffled);
    }
}

type Tables = BTreeMap<String, BTreeMap<String, String>>;

fn tables() -> impl Strategy<Value = Tables> {
    let value = prop::sample::select(vec![
        "1",
        "\"x\"",
        "false",
        "[1, 2]",
        "{ z = 1 }",
        "{ y = 2, z = false }",
    ]);
    let table = prop::collection::btree_map("[a-d]", value.prop_map(str::to_owned), 0..4);
    prop::collection::btree_map("[t-w]", table, 0..4)
}

/// The tables as TOML, ordered by the numbers of `seed`.
fn write(tables: &Tables, seed: &[u16]) -> String {
    let mut tables: Vec<_> = tables.iter().zip(seed.iter().cycle()).collect();
    tables.sort_by_key(|(_, order)| **order);
    let mut text = String::new();
    for ((name, entries), offset) in tables {
        text += &format!("[{name}]\n");
        let mut entries: Vec<_> = entries
            .iter()
            .zip(seed.iter().cycle().skip(usize::from(*offset) % 64))
            .collect();
        entries.sort_by_key(|(_, order)| **order);
        for ((key, value), _) in entries {
            text += &format!("{key} = {value}\n");
        }
    }
    text
}
