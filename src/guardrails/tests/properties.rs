//! What holds of every document: random policies, each written in two random ways.

use proptest::prelude::*;
use serde_json::Value;

use crate::guardrails::{Document, Language, statements, union};

/// A statement as it is meant.
#[derive(Debug, Clone)]
struct Meaning {
    sid: Option<String>,
    allow: bool,
    not_action: bool,
    actions: Vec<String>,
    resources: Vec<String>,
    conditions: Vec<(String, Vec<String>)>,
}

fn meaning() -> impl Strategy<Value = Meaning> {
    let actions = prop::collection::vec("(s3|ec2|iam):(Get|Put|Run)[A-Z][a-z]{0,3}[*]?", 1..4);
    let resources = prop::collection::vec(
        prop_oneof![Just("*".to_owned()), "arn:aws:s3:::[a-zA-Z]{1,4}/[*]"],
        1..3,
    );
    let values = prop::collection::vec(prop_oneof!["[a-zA-Z\"\\\\ é\u{202e}]{0,5}", "true|false|7"], 1..3);
    let conditions = prop::collection::vec(("[a-z]{1,4}", values), 0..3);
    (
        prop::option::of("[A-C]"),
        any::<bool>(),
        any::<bool>(),
        actions,
        resources,
        conditions,
    )
        .prop_map(|(sid, allow, not_action, actions, resources, mut conditions)| {
            conditions.sort();
            conditions.dedup_by(|one, other| one.0 == other.0);
            Meaning {
                sid,
                allow,
                not_action,
                actions,
                resources,
                conditions,
            }
        })
}

fn policy() -> impl Strategy<Value = Vec<Meaning>> {
    prop::collection::vec(meaning(), 0..4)
}

/// Choices of a writer: order, space, case, single or list. No dice left means the plain choice.
struct Writer {
    dice: Vec<u8>,
}

impl Writer {
    fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.dice.pop().unwrap_or(0)) % sides
    }

    fn space(&mut self) -> &'static str {
        ["", " ", "\n", "\t ", "\r\n"][self.roll(5)]
    }

    fn shuffled(&mut self, mut items: Vec<String>) -> Vec<String> {
        for last in (1..items.len()).rev() {
            let other = self.roll(last + 1);
            items.swap(last, other);
        }
        items
    }

    fn joined(&mut self, open: char, items: Vec<String>, close: char) -> String {
        let items = self.shuffled(items);
        let spaced: Vec<String> = items
            .iter()
            .map(|item| format!("{}{item}{}", self.space(), self.space()))
            .collect();
        format!("{open}{}{close}", spaced.join(","))
    }

    fn object(&mut self, members: Vec<(String, String)>) -> String {
        let members = members
            .into_iter()
            .map(|(key, value)| format!("{}:{}{value}", text(&key), self.space()))
            .collect();
        self.joined('{', members, '}')
    }

    fn texts(&mut self, values: &[String]) -> String {
        let mut values: Vec<String> = values.iter().map(|value| self.scalar(value)).collect();
        match values.as_slice() {
            [only] if self.roll(2) == 0 => only.clone(),
            _ => {
                let again = values.get(self.roll(values.len() * 2)).cloned();
                values.extend(again);
                self.joined('[', values, ']')
            }
        }
    }

    fn scalar(&mut self, value: &str) -> String {
        let bare = matches!(value, "true" | "false" | "7") && self.roll(2) == 1;
        if bare { value.to_owned() } else { text(value) }
    }

    fn cased(&mut self, name: &str) -> String {
        match self.roll(3) {
            0 => name.to_owned(),
            1 => name.to_ascii_uppercase(),
            _ => name.to_ascii_lowercase(),
        }
    }

    fn statement(&mut self, meaning: &Meaning) -> String {
        let actions: Vec<String> = meaning.actions.iter().map(|action| self.cased(action)).collect();
        let mut members = vec![
            ("Effect".to_owned(), text(if meaning.allow { "Allow" } else { "Deny" })),
            (
                if meaning.not_action { "NotAction" } else { "Action" }.to_owned(),
                self.texts(&actions),
            ),
            ("Resource".to_owned(), self.texts(&meaning.resources)),
        ];
        members.extend(meaning.sid.as_ref().map(|sid| ("Sid".to_owned(), text(sid))));
        if !meaning.conditions.is_empty() {
            let keys = meaning
                .conditions
                .iter()
                .map(|(key, values)| (self.cased(&format!("aws:{key}")), self.texts(values)));
            let keys = keys.collect::<Vec<_>>();
            let keys = self.object(keys);
            let operator = self.cased("StringNotLikeIfExists");
            members.push(("Condition".to_owned(), self.object(vec![(operator, keys)])));
        }
        self.object(members)
    }

    fn policy(&mut self, policy: &[Meaning]) -> String {
        let statements: Vec<String> = policy.iter().map(|meaning| self.statement(meaning)).collect();
        let statements = match statements.as_slice() {
            [only] if self.roll(2) == 1 => only.clone(),
            _ => self.joined('[', statements, ']'),
        };
        self.object(vec![
            ("Version".to_owned(), text("2012-10-17")),
            ("Statement".to_owned(), statements),
        ])
    }
}

fn text(value: &str) -> String {
    Value::from(value).to_string()
}

fn written(policy: &[Meaning], dice: Vec<u8>) -> String {
    Writer { dice }.policy(policy)
}

fn canonical(text: &str) -> Value {
    Document::parse(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .canonical(Language::Statements)
}

fn dice() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..200)
}

/// Any JSON, with the operators of inheriting policies among its keys.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,4}".prop_map(Value::from)
    ];
    let tree = leaf.prop_recursive(4, 40, 4, |inner| {
        let key = prop_oneof![
            "@@append|@@remove|@@assign|@@operators_allowed_for_child_policies",
            "Statement|Action|Condition|Principal|[aA]"
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    prop::collection::btree_map("Statement|Version|[ab]", tree, 0..4)
        .prop_map(|map| Value::Object(map.into_iter().collect()))
}

proptest! {
    #[test]
    fn however_it_is_written_it_is_one(policy in policy(), one in dice(), other in dice()) {
        prop_assert_eq!(canonical(&written(&policy, one)), canonical(&written(&policy, other)));
    }

    #[test]
    fn policies_that_differ_in_an_action_differ(policy in policy(), at in any::<prop::sample::Index>(), dice in dice()) {
        prop_assume!(!policy.is_empty());
        let mut changed = policy.clone();
        let at = at.index(changed.len());
        changed[at].actions = vec!["sqs:SendMessage".to_owned()];
        prop_assert_ne!(canonical(&written(&policy, dice.clone())), canonical(&written(&changed, dice)));
    }

    #[test]
    fn canonical_is_canonical(json in json()) {
        for language in [Language::Statements, Language::Inheriting] {
            let once = Document::parse(&json.to_string()).unwrap().canonical(language);
            let twice = Document::parse(&once.to_string()).unwrap().canonical(language);
            prop_assert_eq!(&once, &twice);
        }
    }

    #[test]
    fn a_union_holds_both_and_nothing_else(old in policy(), new in policy(), dice in dice()) {
        let (old, new) = (canonical(&written(&old, dice.clone())), canonical(&written(&new, dice)));
        let union = union(&old, &new);
        let mut both = [statements(&old), statements(&new)].concat();
        both.sort();
        both.dedup();
        prop_assert_eq!(statements(&union), both);
        prop_assert_eq!(canonical(&union.to_string()), union);
    }

    #[test]
    fn minified_is_the_same_document_and_no_longer(policy in policy(), dice in dice()) {
        let text = written(&policy, dice);
        let minified = Document::parse(&text).unwrap().minified();
        prop_assert!(minified.len() <= text.len());
        prop_assert_eq!(canonical(&minified), canonical(&text));
        prop_assert_eq!(Document::parse(&minified).unwrap().minified(), minified);
    }

    #[test]
    fn reading_never_panics(text in "\\PC*") {
        let _ = Document::parse(&text);
    }

    #[test]
    fn reading_what_is_nearly_json_agrees_with_serde(text in "[{}\\[\\]\",:\\\\ntrue0-9.\\-e \u{1}é]{0,12}") {
        let text = format!("{{\"a\":{text}}}");
        match Document::parse(&text) {
            Ok(document) => prop_assert!(serde_json::from_str::<Value>(document.minified().as_str()).is_ok()),
            Err(error) => {
                prop_assert!(text.get(error.offset..error.offset + error.length).is_some(), "{:?}", error);
                let twice = error.message.contains("twice");
                prop_assert!(twice || serde_json::from_str::<Value>(&text).is_err(), "{:?}", error);
            }
        }
    }
}
