//! What statements that deny have in common, by meaning: the same denial may be written in one statement or in several, by names or by a
//! wildcard, in one policy or another.
//!
//! The actions of all statements are cut into blocks that each statement holds whole or not at all, and what each statement denies of a block
//! into the guards it applies under. Every such pair is known by the statements that surely deny it: that set of statements is a token.
//! Whatever two statements both deny is then a token of both, as far as it can be proven, and where one is taken away and another stays it
//! can be seen what is missing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::facts::policy_types::SCP;
use crate::guardrails::actions::ActionTable;
use crate::guardrails::effects::{Actions, Effects, GuardId};
use crate::guardrails::policy::Policy;
use crate::guardrails::{CanonicalStatement, Document, Effect, Language, language_of, minify, statements};

use super::allow_lists::AllowLists;
use super::effective_policies::{Meaning, Part, Piece, Token};

/// With more statements than this they are only compared as wholes.
const MOST_STATEMENTS: usize = 3_000;
/// How what no list allows is shown, where no statement denies it too.
const UNLISTED: &str = "what an allow-list does not have";
/// With more guards about one block than this, it is not asked what two of them have in common.
const MOST_PAIRED: usize = 16;

impl Meaning {
    /// Of all these documents, each with its policy type. They are canonical. `allow_lists` says whether what SCPs allow matters, because somewhere it
    /// is all that is allowed.
    #[must_use]
    pub fn new<'a>(documents: impl Iterator<Item = (&'a str, &'a Value)>, lists: bool) -> Self {
        let mut by_type: BTreeMap<&str, (Statements, Statements)> = BTreeMap::new();
        if lists {
            by_type.entry(SCP).or_default();
        }
        for (policy_type, document) in documents.filter(|(kind, _)| language_of(kind) == Language::Statements) {
            let (denies, allows) = by_type.entry(policy_type).or_default();
            for one in statements(document) {
                if one.effect() == Effect::Deny {
                    denies.insert(one);
                } else if lists && policy_type == SCP {
                    allows.insert(one);
                }
            }
        }
        let mut meaning = Self::default();
        for (policy_type, (denies, allows)) in by_type {
            if denies.len() + allows.len() <= MOST_STATEMENTS {
                meaning.read(policy_type, &denies, &allows, lists && policy_type == SCP);
            }
        }
        meaning
    }

    /// What a document does: each statement that denies, and whether any allows. Types that inherit values do neither.
    #[must_use]
    pub fn tokens(&self, policy_type: &str, document: &Value) -> BTreeSet<Token> {
        if language_of(policy_type) != Language::Statements {
            return BTreeSet::new();
        }
        let mut tokens = BTreeSet::new();
        for statement in statements(document) {
            if statement.effect() == Effect::Allow {
                tokens.insert(Token::Allow(policy_type.to_owned()));
                continue;
            }
            let key = (policy_type.to_owned(), statement);
            match self.tokens.get(&key) {
                Some(known) => tokens.extend(known.iter().cloned()),
                None => {
                    tokens.insert(Token::Deny(key.1));
                }
            }
        }
        tokens
    }

    fn read(&mut self, policy_type: &str, denies: &Statements, allows: &Statements, lists: bool) {
        let read = |statements: &Statements| -> Vec<(CanonicalStatement, Policy)> {
            let read = |one: &CanonicalStatement| Some((one.clone(), policy(one)?));
            statements.iter().filter_map(read).collect()
        };
        let (statements, allows) = (read(denies), read(allows));
        let policies = statements.iter().chain(&allows).map(|(_, policy)| policy);
        let mut effects = Effects::new(ActionTable::embedded(), policies, []);
        let mut pieces = Vec::new();
        for (number, (statement, policy)) in statements.iter().enumerate() {
            // What denies nothing has no token: nothing is lost with it.
            self.tokens
                .insert((policy_type.to_owned(), statement.clone()), BTreeSet::new());
            let denies = effects.compile(policy).denies.into_iter();
            pieces.extend(denies.map(|piece| Piece {
                statement: number,
                guard: piece.guard,
                actions: piece.actions,
            }));
        }
        let lists = lists.then(|| AllowLists::new(&mut effects, &allows, statements.len(), &mut pieces));
        let mut covers: BTreeSet<BTreeSet<usize>> = BTreeSet::new();
        for block in blocks(&pieces) {
            covers.extend(covers_of(&block, &mut effects));
        }
        for cover in covers {
            let first = cover.first().and_then(|first| statements.get(*first));
            let token = Token::Part(Part {
                policy_type: policy_type.to_owned(),
                cover: cover.clone(),
                shown: first.map_or_else(|| UNLISTED.to_owned(), |(shown, _)| shown.to_string()),
            });
            for number in &cover {
                if let Some((statement, _)) = statements.get(*number) {
                    let key = (policy_type.to_owned(), statement.clone());
                    self.tokens.entry(key).or_default().insert(token.clone());
                } else if let Some(lists) = &lists {
                    lists.give(self, *number, &token);
                }
            }
        }
        if let Some(lists) = lists {
            lists.outside(self, &mut effects, &pieces, &statements);
        }
    }
}

/// Statements of one policy type.
type Statements = BTreeSet<CanonicalStatement>;

/// The statement as a policy of its own, if it can be read as one.
fn policy(statement: &CanonicalStatement) -> Option<Policy> {
    let text = minify(&json!({ "Version": "2012-10-17", "Statement": [statement.to_value()] }));
    Policy::read(&Document::parse(&text).ok()?).ok()
}

/// Cuts actions so that each piece holds a block whole or not at all: for each block, the pieces that hold it.
fn blocks(pieces: &[Piece]) -> Vec<Vec<&Piece>> {
    let mut blocks: Vec<(Actions, Vec<&Piece>)> = Vec::new();
    for piece in pieces {
        let mut rest = piece.actions.clone();
        let mut cut = Vec::new();
        for (actions, policy_effect) in &mut blocks {
            if actions.is_disjoint(&rest) {
                continue;
            }
            let within = actions.both(&rest);
            rest.subtract(&within);
            let outside = actions.without(&within);
            if !outside.is_empty() {
                cut.push((outside, policy_effect.clone()));
            }
            *actions = within;
            policy_effect.push(piece);
        }
        blocks.extend(cut);
        if !rest.is_empty() {
            blocks.push((rest, vec![piece]));
        }
    }
    // Blocks that the same pieces hold are one.
    let by_holders: BTreeMap<Vec<(usize, GuardId)>, Vec<&Piece>> = blocks
        .into_iter()
        .map(|(_, policy_effect)| {
            (
                policy_effect
                    .iter()
                    .map(|piece| (piece.statement, piece.guard))
                    .collect(),
                policy_effect,
            )
        })
        .collect();
    by_holders.into_values().collect()
}

/// Everything that is denied of one block, each by the statements that surely deny it.
fn covers_of(block: &[&Piece], effects: &mut Effects<'_>) -> BTreeSet<BTreeSet<usize>> {
    let mut guards: BTreeSet<GuardId> = BTreeSet::new();
    for piece in block {
        guards.extend(effects.parts(piece.guard).iter().copied());
    }
    let mut asked = guards.clone();
    if guards.len() <= MOST_PAIRED {
        for one in &guards {
            for other in guards.range(..one) {
                asked.insert(effects.and(*one, *other));
            }
        }
    }
    let mut covers = BTreeSet::new();
    for guard in asked {
        let denies = block.iter().filter(|piece| effects.implies(guard, piece.guard));
        covers.insert(denies.map(|piece| piece.statement).collect());
    }
    covers
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::facts::policy_types::RCP;
    use crate::guardrails::evaluate::{Context, Prepared, Request, Truth};

    fn document(statements: &[&str]) -> Value {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
        Document::parse(&text).unwrap().canonical(Language::Statements)
    }

    fn deny(sid: &str, actions: &str, rest: &str) -> String {
        format!(r#"{{"Sid":"{sid}","Effect":"Deny","Action":[{actions}],"Resource":"*"{rest}}}"#)
    }

    /// The tokens of each of these documents, which stand side by side.
    fn tokens(documents: &[Value]) -> Vec<BTreeSet<Token>> {
        let meaning = Meaning::new(documents.iter().map(|document| (SCP, document)), false);
        documents.iter().map(|document| meaning.tokens(SCP, document)).collect()
    }

    #[test]
    fn the_same_written_otherwise_is_the_same() {
        let all = tokens(&[
            document(&[&deny("A", r#""sts:Assume*","s3:GetObject""#, "")]),
            document(&[
                &deny("B", r#""s3:getobject","sts:AssumeRole""#, ""),
                &deny("C", r#""sts:AssumeRoleWith*","sts:AssumeRoot""#, ""),
            ]),
        ]);
        assert_eq!(all[0], all[1]);
    }

    #[test]
    fn a_list_of_values_is_the_same_in_parts() {
        let when = |values: &str| format!(r#","Condition":{{"StringEquals":{{"aws:RequestedRegion":[{values}]}}}}"#);
        let all = tokens(&[
            document(&[&deny("A", r#""s3:*""#, &when(r#""a","b""#))]),
            document(&[
                &deny("B", r#""s3:*""#, &when(r#""a""#)),
                &deny("C", r#""s3:*""#, &when(r#""b""#)),
            ]),
            document(&[&deny("D", r#""s3:*""#, &when(r#""b""#))]),
        ]);
        assert_eq!(all[0], all[1]);
        assert!(all[2].is_subset(&all[0]) && all[2] != all[0]);
    }

    #[test]
    fn what_is_denied_more_strictly_is_denied_too() {
        let region = r#","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}"#;
        let team = r#","Condition":{"StringNotEquals":{"aws:PrincipalTag/team":"x"}}"#;
        let all = tokens(&[
            document(&[&deny("Some", r#""s3:*""#, region)]),
            document(&[&deny("All", r#""*""#, "")]),
            document(&[&deny("Other", r#""s3:*""#, team)]),
        ]);
        assert!(all[0].is_subset(&all[1]));
        assert!(!all[1].is_subset(&all[0]));
        // Neither holds the other, and there are requests that both deny.
        assert!(!all[0].is_subset(&all[2]) && !all[0].is_disjoint(&all[2]));
    }

    #[test]
    fn types_and_allowances_stay_apart() {
        let both = document(&[
            &deny("A", r#""s3:*""#, ""),
            r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#,
        ]);
        let meaning = Meaning::new([(SCP, &both), (RCP, &both)].into_iter(), false);
        let (scp, rcp) = (meaning.tokens(SCP, &both), meaning.tokens(RCP, &both));
        assert_eq!(scp.len(), 2);
        assert!(scp.is_disjoint(&rcp));
        assert_eq!(meaning.tokens("TAG_POLICY", &both), BTreeSet::new());
    }

    #[test]
    fn what_cannot_be_read_is_known_as_a_whole() {
        let odd = document(&[
            r#"{"Sid":"Odd","Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringSame":{"a:b":"c"}}}"#,
        ]);
        let only = tokens(std::slice::from_ref(&odd));
        assert!(matches!(only[0].first(), Some(Token::Deny(statement)) if statement.to_string() == "Odd"));
    }

    /// Statements about few actions and conditions, so that subsets of them often have something in common.
    const POOL: &[&str] = &[
        r#""Action":"s3:*","Resource":"*""#,
        r#""Action":["s3:GetObject","sqs:*"],"Resource":"*""#,
        r#""NotAction":"sqs:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["a","b"]}}"#,
        r#""Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"a"}}"#,
        r#""Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":["b","c"]}}"#,
        r#""Action":"s3:Get*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"c"}}"#,
        r#""Action":["s3:*","sqs:SendMessage"],"Resource":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalTag/team":"x"}}"#,
        r#""Action":"*","NotResource":"arn:aws:s3:::one/*""#,
        r#""Action":"s3:GetObject","Resource":["arn:aws:s3:::one/*","arn:aws:s3:::two/*"]"#,
        r#""Action":"s3:*","Resource":"arn:aws:s3:::two/*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"x"}}"#,
    ];

    fn requests() -> Vec<Request> {
        let mut requests = Vec::new();
        for (action, resource) in [
            ("s3:GetObject", "arn:aws:s3:::one/a"),
            ("s3:GetObject", "arn:aws:s3:::two/a"),
            ("s3:PutObject", "arn:aws:s3:::two/a"),
            ("s3:ListAllMyBuckets", "*"),
            ("sqs:SendMessage", "arn:aws:sqs:a:1:q"),
        ] {
            for region in ["", "a", "b", "c", "d"] {
                for team in ["", "x", "y"] {
                    let mut context = Context::complete();
                    for (key, value) in [("aws:RequestedRegion", region), ("aws:PrincipalTag/team", team)] {
                        if !value.is_empty() {
                            context.set(key, value);
                        }
                    }
                    let role = "arn:aws:iam::111111111111:role/a";
                    requests.push(Request::new(role, action, resource, context));
                }
            }
        }
        requests
    }

    fn denies(policy: &Prepared, request: &Request) -> bool {
        let mut statements = policy.statements().iter();
        statements.any(|statement| statement.matches(request, &mut Vec::new()) == Truth::True)
    }

    proptest! {
        /// What two documents both deny, a third denies too as soon as it has the tokens that they share.
        #[test]
        fn shared_tokens_hold_all_that_is_denied_by_both(
            one in prop::collection::btree_set(0..POOL.len(), 1..4),
            other in prop::collection::btree_set(0..POOL.len(), 1..4),
            third in prop::collection::btree_set(0..POOL.len(), 1..6),
        ) {
            let texts = [one, other, third].map(|numbers| -> Vec<String> {
                numbers.into_iter().map(|number| format!(r#"{{"Effect":"Deny",{}}}"#, POOL[number])).collect()
            });
            let documents = texts.each_ref().map(|texts| document(&texts.iter().map(String::as_str).collect::<Vec<_>>()));
            let all = tokens(&documents);
            if (&all[0] & &all[1]).is_subset(&all[2]) {
                let prepared = texts.map(|texts| {
                    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, texts.join(","));
                    Prepared::new(&Policy::parse(&text).unwrap())
                });
                for request in requests() {
                    if denies(&prepared[0], &request) && denies(&prepared[1], &request) {
                        prop_assert!(denies(&prepared[2], &request), "{request:?}");
                    }
                }
            }
        }
    }
}
