use serde_json::json;

use super::repository::{Repository, lines, values};
use crate::baseline::references::{Piece, expand, parse};

fn text(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

fn reference(words: &[&str]) -> Piece {
    Piece::Reference(words.iter().map(|&word| word.to_owned()).collect())
}

#[test]
fn pieces() {
    assert_eq!(parse("").unwrap(), []);
    assert_eq!(parse("é$}{").unwrap(), [text("é$}{")]);
    assert_eq!(
        parse("a${values.x}${account.log-archive.id}b").unwrap(),
        [
            text("a"),
            reference(&["values", "x"]),
            reference(&["account", "log-archive", "id"]),
            text("b")
        ]
    );
    assert_eq!(parse("$${values.x} $$ $").unwrap(), [text("${values.x} $$ $")]);
    assert_eq!(parse("é ${values.x").unwrap_err().at, 3..13);
    for wrong in ["${}", "${a}", "${a..b}", "${a. b}", "${aws:username}", "${a.${b.c}}"] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn references_are_read_where_the_schema_says() {
    let schema = json!({
        "$defs": { "T": { "type": "object", "properties": { "to": { "anyOf": [
            { "type": "string", "x-references": true }, { "type": "null" }] } } } },
        "properties": {
            "list": { "type": "array", "x-references": true, "items": { "type": "string" } },
            "t": { "additionalProperties": { "$ref": "#/$defs/T" } },
            "closed": { "type": "string" },
            "later": { "type": "object", "x-references": true, "x-late-references": true },
        },
    });
    let mut loaded = Repository::with(&[(
        "baseline.toml",
        "closed = \"${values.a} ${aws:username} ${x\"\nlater = { deep = [\"${values.b}\"] }\nlist = [\"${values.a}\", \"$${values.a}\"]\n\
         [t.one]\nto = \"<${values.a}-${values.b}>\"\n[t.two]\nto = \"x${nope\"\nother = '${values.a}'\n\
         [t.three]\nto = \"\\u0041${values.b}\"\n",
    )])
    .load();
    let resolve = |words: &[String], late: bool| match words.join(".").as_str() {
        "values.a" => Ok("A".to_owned()),
        "values.b" if late => Ok("B".to_owned()),
        name => Err(format!("`{name}` is not defined")),
    };
    expand(&mut loaded.document, &schema, &resolve, &mut loaded.diagnostics);
    assert_eq!(
        lines(&loaded.diagnostics, &loaded.sources),
        [
            "reference-not-read baseline.toml <${values.a}>: `${values.a}`: references are not read in `closed` | write \
             the value itself",
            "unknown-reference baseline.toml <${values.b}>: `values.b` is not defined",
            "invalid-reference baseline.toml <${nope>: `${` is not closed by `}` | write `$${` for a plain `${`",
            "reference-not-read baseline.toml <${values.a}>: `${values.a}`: references are not read in `t.two.other` | \
             write the value itself",
            "unknown-reference baseline.toml <\"\\u0041${values.b}\">: `values.b` is not defined",
        ]
    );
    let document = values(&loaded.document);
    assert_eq!(document["list"], json!(["A", "${values.a}"]));
    assert_eq!(document["t"]["one"]["to"], "<A->");
    assert_eq!(document["later"]["deep"], json!(["B"]));
    assert_eq!(document["closed"], "${values.a} ${aws:username} ${x");
}
