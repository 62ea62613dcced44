use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::{Value, json};

use super::repository::checked;
use crate::baseline::Spanned;

#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct Document {
    /// Who this is. Not more.
    management_account: Spanned<String>,
    name: Option<Spanned<String>>,
    #[serde(default)]
    depth: u8,
    mode: Option<Mode>,
    documented: Option<Documented>,
    #[serde(default)]
    units: BTreeMap<Spanned<String>, Unit>,
    #[serde(default)]
    moved: Vec<Unit>,
    one_or_many: Option<OneOrMany>,
}

#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum Mode {
    Report,
    Ignore,
}

#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum Documented {
    /// Says so.
    Report,
    /// Says nothing.
    Ignore,
}

#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct Unit {
    name: Spanned<String>,
    parent: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn complaints(text: &str) -> Vec<String> {
    let schema = schemars::schema_for!(Document).to_value();
    checked(text, &schema).1
}

fn complaints_about(text: &str, schema: &Value) -> Vec<String> {
    checked(text, schema).1
}

#[test]
fn what_fits() {
    let text = "management-account = \"1\"\nname = \"n\"\ndepth = 3\nmode = \"report\"\ndocumented = \"ignore\"\n\
        one-or-many = [\"a\"]\n[units.a]\nname = \"A\"\n[[moved]]\nname = \"x\"\n";
    assert_eq!(complaints(text), [""; 0]);
}

#[test]
fn all_at_once() {
    let text = "managment-account = \"1\"\nname = 3\ndepth = -1\nmode = \"reprot\"\ndocumented = \"x\"\n\
        one-or-many = { a = 1 }\n[units.a]\nnam = \"A\"\ncolour = \"red\"\n[units.b]\nparent = [1]\n\
        [[moved]]\nname = \"x\"\n[[moved]]\nparent = \"y\"\n";
    assert_eq!(
        complaints(text),
        [
            "unknown-key baseline.toml <managment-account>: unknown key `managment-account` | did you mean \
             `management-account`?",
            "wrong-type baseline.toml <3>: expected a string, found an integer | put it in quotes",
            "out-of-range baseline.toml <-1>: expected a number not below 0, found -1",
            "unknown-value baseline.toml <\"reprot\">: unknown value `reprot` | did you mean `report`?",
            "unknown-value baseline.toml <\"x\">: unknown value `x` | allowed here: `report` and `ignore`",
            "wrong-type baseline.toml <{ a = 1 }>: expected a string or a list, found a table",
            "unknown-key baseline.toml <nam>: unknown key `nam` in `units.a` | did you mean `name`?",
            "unknown-key baseline.toml <colour>: unknown key `colour` in `units.a` | allowed here: `name` and `parent`",
            "missing-key baseline.toml <[units.b]>: missing key `name` in `units.b`",
            "wrong-type baseline.toml <[1]>: expected a string, found a list",
            "missing-key baseline.toml <[[moved]]>: missing key `name` in `moved[1]`",
        ]
    );
}

#[test]
fn a_missing_key_of_the_file_is_marked_at_its_first_line() {
    assert_eq!(
        complaints("\n# a comment\nname = \"x\"\n"),
        [
            "missing-key baseline.toml <# a comment>: missing key `management-account` | `management-account`: Who this is"
        ]
    );
    assert_eq!(complaints("").len(), 1);
}

#[test]
fn a_false_that_drops_nothing_says_so() {
    assert_eq!(
        complaints("management-account = \"1\"\n[units]\na = false\n"),
        [
            "wrong-type baseline.toml <false>: expected a table, found a boolean | `false` drops an inherited entry, and \
          nothing is inherited here: remove the line"
        ]
    );
    let either = json!({ "properties": { "a": { "anyOf": [{ "type": "object" }, { "type": "boolean" }] } } });
    assert_eq!(complaints_about("a = false", &either), [""; 0]);
}

#[test]
fn keys_and_patterns() {
    let schema = json!({
        "type": "object",
        "properties": {
            "units": {
                "type": "object",
                "propertyNames": { "pattern": "^[a-z0-9][a-z0-9-]{0,63}$", "x-expected": "lower case letters" },
            },
            "ids": { "type": "object", "patternProperties": { "^[0-9]+$": { "type": "string" } },
                "additionalProperties": false },
            "id": { "type": "string", "pattern": "^o-[a-z0-9]+$" },
            "n": { "type": "array", "items": { "type": "number", "exclusiveMaximum": 5 }, "minItems": 2,
                "uniqueItems": true },
        },
    });
    assert_eq!(
        complaints_about(
            "id = \"x\"\nn = [9.5]\n[units]\nA = 1\nb = 2\n[ids]\n1 = \"x\"\n2 = 3\nz = 1\n",
            &schema
        ),
        [
            "invalid-value baseline.toml <\"x\">: `x` is not allowed here | it must match `^o-[a-z0-9]+$`",
            "wrong-length baseline.toml <[9.5]>: expected at least 2 items, found 1",
            "out-of-range baseline.toml <9.5>: expected a number below 5, found 9.5",
            "invalid-key baseline.toml <A>: `A` cannot be a key here | expected lower case letters",
            "wrong-type baseline.toml <3>: expected a string, found an integer | put it in quotes",
            "invalid-key baseline.toml <z>: `z` cannot be a key here | a key here matches `^[0-9]+$`",
        ]
    );
    assert_eq!(
        complaints_about("n = [1, 2, 1]", &schema),
        ["duplicate-item baseline.toml <1>: this is listed twice + baseline.toml <1> first listed here"]
    );
}

#[test]
fn schemas_that_refer_in_a_circle_end() {
    let schema = json!({ "$ref": "#/$defs/a", "$defs": { "a": { "$ref": "#/$defs/a" } } });
    assert_eq!(complaints_about("x = { y = [1, { z = 2 }] }", &schema), [""; 0]);
    let tree = json!({ "$ref": "#/$defs/t", "$defs": { "t": { "type": "object", "additionalProperties": { "$ref":
        "#/$defs/t" } } } });
    assert_eq!(
        complaints_about("a.b.c = 1", &tree),
        ["wrong-type baseline.toml <1>: expected a table, found an integer"]
    );
}
