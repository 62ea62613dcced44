use serde_json::json;

use super::repository::{Repository, lines, values};

fn merged(files: &[(&str, &str)]) -> (serde_json::Value, Vec<String>) {
    let loaded = Repository::with(files).load();
    (values(&loaded.document), lines(&loaded.diagnostics, &loaded.sources))
}

#[test]
fn later_files_win_and_the_file_itself_last() {
    let (document, found) = merged(&[
        (
            "baseline.toml",
            "extends = [\"a.toml\", \"b.toml\"]\nlist = [3]\n[t]\nmine = 1\n[[block]]\nn = 3\n[scps]\ngone = false\n",
        ),
        (
            "a.toml",
            "list = [1]\n[t]\nx = \"a\"\ny = \"a\"\nz = { p = 1 }\n[[block]]\nn = 1\n[scps.gone]\nq = 1\n",
        ),
        (
            "b.toml",
            "list = [2]\n[t]\nx = \"b\"\nz = { q = 2 }\n[[block]]\nn = 2\n[scps.kept]\nq = 1\n",
        ),
    ]);
    assert_eq!(found, [""; 0]);
    assert_eq!(
        document,
        json!({
            "list": [3], "t": { "x": "b", "y": "a", "z": { "p": 1, "q": 2 }, "mine": 1 },
            "block": [{ "n": 1 }, { "n": 2 }, { "n": 3 }], "scps": { "kept": { "q": 1 } },
        })
    );
}

#[test]
fn a_file_extended_on_two_ways_counts_once() {
    let (document, found) = merged(&[
        ("baseline.toml", "extends = [\"b.toml\", \"c.toml\"]"),
        ("b.toml", "extends = [\"d.toml\"]\nx = \"b\""),
        ("c.toml", "extends = [\"d.toml\"]"),
        ("d.toml", "x = \"d\"\n[[block]]\nn = 1"),
    ]);
    assert_eq!(found, [""; 0]);
    assert_eq!(document, json!({ "x": "b", "block": [{ "n": 1 }] }));
}

#[test]
fn included_files_are_parts_of_one_document() {
    let (document, found) = merged(&[
        (
            "baseline.toml",
            "include = [\"accounts/*.toml\", \"accounts/a.toml\"]\n[values]\nx = 1\n[[moved]]\nn = 0\n",
        ),
        ("accounts/b.toml", "[accounts.b]\nname = \"B\"\n[[moved]]\nn = 2\n"),
        (
            "accounts/a.toml",
            "include = [\"../more/*.toml\"]\n[accounts.a]\nname = \"A\"\n[[moved]]\nn = 1\n",
        ),
        ("accounts/.hidden.toml", "x = 1"),
        ("more/c.toml", "[values]\ny = 2\n"),
    ]);
    assert_eq!(found, [""; 0]);
    assert_eq!(
        document,
        json!({
            "values": { "x": 1, "y": 2 }, "moved": [{ "n": 0 }, { "n": 1 }, { "n": 2 }],
            "accounts": { "a": { "name": "A" }, "b": { "name": "B" } },
        })
    );
}

#[test]
fn two_includes_cannot_define_one_key() {
    let (_, found) = merged(&[
        ("baseline.toml", "include = [\"a.toml\", \"b.toml\"]"),
        ("a.toml", "[accounts.x]\nname = \"A\"\n"),
        (
            "b.toml",
            "[accounts.x]\nname = \"B\"\nunit = \"u\"\n[accounts]\ny = 1\n",
        ),
    ]);
    assert_eq!(
        found,
        [
            "duplicate-key b.toml <name>: `name` is defined twice + a.toml <name> first defined here | included files are \
          parts of one document: keep one of the two"
        ]
    );
    let (_, found) = merged(&[
        ("baseline.toml", "include = [\"a.toml\"]\nextends = [\"a.toml\"]"),
        ("a.toml", "x = 1"),
    ]);
    assert!(
        found[0].starts_with("extended-and-included baseline.toml <\"a.toml\">"),
        "{found:?}"
    );
    let (_, found) = merged(&[
        ("baseline.toml", "include = [\"a.toml\"]"),
        ("a.toml", "extends = [\"b.toml\"]"),
    ]);
    assert!(found[0].starts_with("extends-in-include a.toml <extends>"), "{found:?}");
}

#[test]
fn a_table_cannot_become_something_else() {
    let (_, found) = merged(&[
        (
            "baseline.toml",
            "extends = [\"a.toml\"]\nt = 1\nu = { x = 1 }\nv = true\n",
        ),
        ("a.toml", "u = [1]\nv = 3\n[t]\nx = 1\n"),
    ]);
    assert_eq!(
        found,
        [
            "type-clash baseline.toml <1>: `t` is an integer here, but a table where it comes from + a.toml <[t]> \
             inherited: a table",
            "type-clash baseline.toml <{ x = 1 }>: `u` is a table here, but a list where it comes from + a.toml <[1]> \
             inherited: a list",
        ]
    );
}

#[test]
fn places_survive_merging() {
    let loaded = Repository::with(&[
        ("baseline.toml", "extends = [\"a.toml\"]\n[t]\ny = 2\n"),
        ("a.toml", "[t]\nx = 'one'\ny = 1\n"),
    ])
    .load();
    let table = loaded.document.get("t").unwrap().value.as_table().unwrap();
    let place = |key: &str| {
        let span = table.get(key).unwrap().value.span;
        (loaded.sources.name(span.file), loaded.sources.snippet(span))
    };
    assert_eq!(place("x"), ("a.toml", "'one'"));
    assert_eq!(place("y"), ("baseline.toml", "2"));
    assert_eq!(loaded.sources.name(table.span.file), "baseline.toml");
}
