//! Every operator: with its key, without it, and with values that it cannot read.

use super::build::{decide, request, scp};
use crate::guardrails::evaluate::{Context, Value, Verdict};
use crate::guardrails::policy::{Comparison, Operator, SetOperator};

/// Whether `{operator: {"k:x": values}}` holds where the request has this value of `k:x`, if any.
pub(super) fn holds(operator: &str, values: &str, given: Option<Value>) -> bool {
    let mut context = Context::complete().with("k:user", "ann").with("k:list", vec!["a", "b"]);
    if let Some(value) = given {
        context.set("K:X", value);
    }
    in_context(operator, values, context)
}

pub(super) fn in_context(operator: &str, values: &str, context: Context) -> bool {
    let statement =
        format!(r#"{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"{operator}":{{"k:x":{values}}}}}}}"#);
    let mut asked = request("s3:GetObject", "*");
    asked.context = context;
    decide(&asked, &scp(&statement)).verdict == Verdict::Deny
}

fn one(text: &str) -> Option<Value> {
    Some(Value::from(text))
}

#[test]
fn values_are_compared_as_their_family_reads_them() {
    for (operator, values, given, wanted) in [
        ("StringEquals", r#""a""#, "a", true),
        ("StringEquals", r#""a""#, "A", false),
        ("StringEquals", r#"["b","a"]"#, "a", true),
        ("StringEquals", r#""""#, "", true),
        // A star is a star.
        ("StringEquals", r#""a*""#, "ab", false),
        ("StringEquals", r#""a*""#, "a*", true),
        ("StringEqualsIgnoreCase", r#""Aé""#, "aÉ", true),
        ("StringEqualsIgnoreCase", r#""a*""#, "ab", false),
        ("StringLike", r#""a*c?""#, "abcd", true),
        ("StringLike", r#""a*""#, "A", false),
        ("StringLike", r#""*""#, "", true),
        ("StringLike", r#""a:*:d""#, "a:b:c:d", true),
        ("stringlike", r#""a*""#, "ab", true),
        ("NumericEquals", r#""2.0""#, "2", true),
        ("NumericEquals", "2", "2.00", true),
        ("NumericEquals", r#""9007199254740993""#, "9007199254740992", false),
        ("NumericEquals", r#""2""#, "two", false),
        ("NumericEquals", r#""two""#, "two", false),
        ("NumericLessThan", r#""2.0""#, "1.99", true),
        ("NumericLessThan", r#""2.0""#, "2", false),
        ("NumericLessThan", r#"["1","10"]"#, "5", true),
        ("NumericLessThan", r#""10""#, "9", true),
        ("NumericLessThanEquals", r#""2""#, "2.0", true),
        ("NumericGreaterThan", r#""-1""#, "-0.5", true),
        ("NumericGreaterThan", r#""1""#, "", false),
        ("NumericGreaterThanEquals", r#""30""#, "30", true),
        (
            "DateEquals",
            r#""2026-11-23T10:00:00+01:00""#,
            "2026-11-23T09:00:00Z",
            true,
        ),
        ("DateEquals", r#""1585699200""#, "2020-04-01T00:00:00Z", true),
        ("DateLessThan", r#""2020-04-01""#, "1585699199", true),
        ("DateLessThanEquals", r#""2020-04-01""#, "1585699200", true),
        ("DateGreaterThan", "1585699200", "2020-04-01T00:00:00.001Z", true),
        ("DateGreaterThanEquals", r#""2020-04-01T00:00:00Z""#, "yesterday", false),
        ("Bool", r#""true""#, "TRUE", true),
        ("Bool", "true", "true", true),
        ("Bool", r#""False""#, "false", true),
        ("Bool", r#""false""#, "true", false),
        ("Bool", r#""false""#, "0", false),
        ("Bool", r#""0""#, "0", false),
        ("BinaryEquals", r#""QUI=""#, "QUI", true),
        ("BinaryEquals", r#""QUI=""#, "qui=", false),
        ("BinaryEquals", r#""-""#, "-", false),
        ("IpAddress", r#""10.0.0.0/8""#, "10.1.2.3", true),
        ("IpAddress", r#"["10.0.0.0/8","2001:db8::/32"]"#, "2001:db8::1", true),
        ("IpAddress", r#""10.0.0.0/8""#, "10.0.0.0/8", false),
        ("IpAddress", r#""0.0.0.0/0""#, "::1", false),
        (
            "ArnEquals",
            r#""arn:aws:iam::*:role/*""#,
            "arn:aws:iam::1:role/p/x",
            true,
        ),
        ("ArnLike", r#""arn:aws:iam::*:role/*""#, "arn:aws:iam::1:role/p/x", true),
        ("ArnLike", r#""arn:aws:*:role/x""#, "arn:aws:iam::1:role/x", false),
        ("ArnLike", r#""*""#, "arn:aws:iam::1:role/x", false),
        ("ArnLike", r#""*""#, "x", false),
    ] {
        assert_eq!(
            holds(operator, values, one(given)),
            wanted,
            "{operator} {values} {given}"
        );
    }
}

#[test]
fn a_negated_operator_asks_that_no_value_matches() {
    for (operator, values, given, wanted) in [
        ("StringNotEquals", r#"["a","b"]"#, "b", false),
        ("StringNotEquals", r#"["a","b"]"#, "c", true),
        ("StringNotEqualsIgnoreCase", r#""A""#, "a", false),
        ("StringNotLike", r#"["a*","b*"]"#, "bc", false),
        ("StringNotLike", r#"["a*","b*"]"#, "c", true),
        ("NumericNotEquals", r#""2""#, "2.0", false),
        // A comparison with what cannot be read fails, also a negated one.
        ("NumericNotEquals", r#""2""#, "two", false),
        ("NumericNotEquals", r#""two""#, "2", false),
        ("NumericNotEquals", r#"["two","3"]"#, "2", false),
        ("NumericNotEquals", r#"["4","3"]"#, "2", true),
        ("DateNotEquals", r#""2020-04-01""#, "1585699200", false),
        ("DateNotEquals", r#""2020-04-01""#, "never", false),
        ("NotIpAddress", r#""10.0.0.0/8""#, "somewhere", false),
        ("NotIpAddress", r#""10.0.0.0/8""#, "10.1.1.1", false),
        // An address of the other family is in no such network.
        ("NotIpAddress", r#""10.0.0.0/8""#, "2001:db8::1", true),
        (
            "ArnNotLike",
            r#"["arn:aws:iam::*:role/a","arn:aws:iam::*:role/b"]"#,
            "arn:aws:iam::1:role/b",
            false,
        ),
        (
            "ArnNotLike",
            r#"["arn:aws:iam::*:role/a","arn:aws:iam::*:role/b"]"#,
            "arn:aws:iam::1:role/c",
            true,
        ),
        ("ArnNotEquals", r#""arn:aws:iam::*:role/a""#, "no-arn", true),
    ] {
        assert_eq!(
            holds(operator, values, one(given)),
            wanted,
            "{operator} {values} {given}"
        );
    }
}

/// A value that each family reads.
fn sample(comparison: Comparison) -> &'static str {
    use crate::guardrails::policy::Family;
    match comparison.family() {
        Family::String => "a",
        Family::Numeric => "1",
        Family::Date => "2020-04-01",
        Family::Bool | Family::Null => "true",
        Family::Binary => "QQ==",
        Family::Address => "10.0.0.1",
        Family::Arn => "arn:aws:iam::1:role/a",
    }
}

#[test]
fn a_missing_key_decides_by_the_operator_alone() {
    let operators = Comparison::ALL
        .iter()
        .filter(|comparison| **comparison != Comparison::Null);
    for comparison in operators {
        let values = format!("\"{}\"", sample(*comparison));
        for (set, if_exists, wanted) in [
            (None, false, comparison.is_negated()),
            (None, true, true),
            (Some(SetOperator::ForAnyValue), false, false),
            (Some(SetOperator::ForAnyValue), true, false),
            (Some(SetOperator::ForAllValues), false, true),
            (Some(SetOperator::ForAllValues), true, true),
        ] {
            let operator = Operator {
                set,
                comparison: *comparison,
                if_exists,
            };
            let name = operator.to_string();
            assert_eq!(holds(&name, &values, None), wanted, "{name}");
            let empty = Some(Value::Many(Vec::new()));
            assert_eq!(holds(&name, &values, empty), wanted, "{name} of an empty list");
        }
    }
}

#[test]
fn if_exists_asks_nothing_else_of_a_key_that_is_there() {
    assert!(holds("StringEqualsIfExists", r#""a""#, one("a")));
    assert!(!holds("StringEqualsIfExists", r#""a""#, one("b")));
    assert!(!holds("StringNotEqualsIfExists", r#""a""#, one("a")));
    assert!(holds("BoolIfExists", r#""false""#, one("false")));
    assert!(!holds("BoolIfExists", r#""false""#, one("true")));
}

#[test]
fn null_asks_for_the_key_itself() {
    let list = || Some(Value::from(vec!["a"]));
    for (operator, values, absent, present) in [
        ("Null", r#""true""#, true, false),
        ("Null", "true", true, false),
        ("Null", r#""False""#, false, true),
        ("Null", r#"["true","false"]"#, true, true),
        ("Null", r#""maybe""#, false, false),
        ("Null", "[]", false, false),
        // A set operator changes nothing about whether a key is there.
        ("ForAllValues:Null", r#""true""#, true, false),
        ("ForAllValues:Null", r#""false""#, false, true),
        ("ForAnyValue:Null", r#""true""#, true, false),
        ("ForAnyValue:Null", r#""false""#, false, true),
    ] {
        assert_eq!(holds(operator, values, None), absent, "{operator} {values}");
        assert_eq!(holds(operator, values, one("")), present, "{operator} {values}");
        assert_eq!(holds(operator, values, list()), present, "{operator} {values}");
        assert_eq!(
            holds(operator, values, Some(Value::Many(Vec::new()))),
            absent,
            "{operator} {values}"
        );
    }
}

#[test]
fn set_operators_ask_each_value_of_the_request() {
    for (operator, values, given, wanted) in [
        ("ForAnyValue:StringEquals", r#"["a","b"]"#, vec!["x", "b"], true),
        ("ForAnyValue:StringEquals", r#"["a","b"]"#, vec!["x", "y"], false),
        ("ForAllValues:StringEquals", r#"["a","b"]"#, vec!["a", "b", "a"], true),
        ("ForAllValues:StringEquals", r#"["a","b"]"#, vec!["a", "x"], false),
        // Of a negated operator each value asks that none of the policy's matches it.
        ("ForAnyValue:StringNotEquals", r#"["a","b"]"#, vec!["a", "x"], true),
        ("ForAnyValue:StringNotEquals", r#"["a","b"]"#, vec!["a", "b"], false),
        ("ForAllValues:StringNotEquals", r#"["a","b"]"#, vec!["x", "y"], true),
        ("ForAllValues:StringNotEquals", r#"["a","b"]"#, vec!["x", "a"], false),
        ("ForAnyValue:StringLike", r#""a*""#, vec!["x", "ab"], true),
        (
            "ForAllValues:ArnNotLike",
            r#""arn:aws:iam::1:*""#,
            vec!["arn:aws:iam::2:role/a"],
            true,
        ),
        ("ForAnyValue:NumericLessThan", r#""2""#, vec!["3", "x", "1"], true),
        ("ForAllValues:NumericLessThan", r#""2""#, vec!["1", "x"], false),
        ("ForAllValues:StringEqualsIfExists", r#""a""#, vec!["b"], false),
        ("ForAnyValue:Bool", r#""true""#, vec!["false", "true"], true),
        (
            "ForAnyValue:IpAddress",
            r#""10.0.0.0/8""#,
            vec!["11.0.0.1", "10.0.0.1"],
            true,
        ),
    ] {
        let found = holds(operator, values, Some(Value::from(given.clone())));
        assert_eq!(found, wanted, "{operator} {values} {given:?}");
    }
    // A key of one value is a list of one.
    assert!(holds("ForAllValues:StringEquals", r#""a""#, one("a")));
    assert!(!holds("ForAnyValue:StringEquals", r#""a""#, one("b")));
}

#[test]
fn without_a_set_operator_no_test_of_many_values_holds() {
    let list = || Some(Value::from(vec!["a"]));
    assert!(!holds("StringEquals", r#""a""#, list()));
    assert!(!holds("StringLike", r#""*""#, list()));
    assert!(!holds("StringEqualsIfExists", r#""a""#, list()));
    assert!(!holds("StringNotEquals", r#""b""#, list()));
    assert!(!holds("StringNotEqualsIfExists", r#""b""#, list()));
}

#[test]
fn no_values_match_nothing() {
    assert!(!holds("StringEquals", "[]", one("a")));
    assert!(holds("StringNotEquals", "[]", one("a")));
    assert!(!holds("ForAnyValue:StringEquals", "[]", Some(Value::from(vec!["a"]))));
    assert!(!holds("ForAllValues:StringEquals", "[]", Some(Value::from(vec!["a"]))));
}
