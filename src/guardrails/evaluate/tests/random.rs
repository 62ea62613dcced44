//! Random policies and requests, mostly well-formed, in a small world where things often match.

/// A source of choices that gives the same for the same seed (SplitMix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % sides
    }

    pub(super) fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    pub(super) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }

    fn list(&mut self, longest: usize, mut item: impl FnMut(&mut Self) -> String) -> String {
        let length = self.roll(longest) + usize::from(!self.one_in(20));
        let items: Vec<String> = (0..length).map(|_| item(self)).collect();
        match items.as_slice() {
            [only] if self.one_in(2) => only.clone(),
            items => format!("[{}]", items.join(",")),
        }
    }
}

pub(super) const KEYS: &[&str] = &[
    "aws:PrincipalArn",
    "aws:PrincipalTag/team",
    "aws:username",
    "aws:RequestedRegion",
    "aws:TagKeys",
    "aws:SourceIp",
    "aws:CurrentTime",
    "aws:SecureTransport",
    "s3:max-keys",
    "é:ключ",
    "",
];
pub(super) const VALUES: &[&str] = &[
    "",
    "a",
    "A",
    "ab",
    "*",
    "?",
    "a*",
    "*b",
    "${aws:username}",
    "${aws:PrincipalTag/team, 'x'}",
    "${*}",
    "${",
    "}",
    "${}",
    "$",
    "${aws:TagKeys}",
    "true",
    "False",
    "0",
    "1",
    "-1.5e3",
    "1e999999999999",
    "10",
    ".",
    "2020-04-01",
    "2020-04-01T00:00:00+05:30",
    "1585699200",
    "2020-02-30",
    "10.0.0.1",
    "10.0.0.0/8",
    "10.0.0.0/33",
    "::1",
    "2001:db8::/32",
    "QQ==",
    "====",
    "arn:aws:iam::111111111111:role/x",
    "arn:*:iam::*:role/*",
    "arn:aws:iam::*:role/${aws:username}",
    "arn:aws:s3:::b/k",
    ":::::",
    "::::::::",
    "é",
    "\u{202e}",
    "😀*?",
    "eu-west-1",
    "${aws:*}",
];
pub(super) const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::${aws:username}/*",
    "arn:*:s3:::b*",
    "arn:aws:s3:*",
    "arn:aws:ec2:*:*:instance/*",
    "arn:aws:ec2:eu-*-1:1?:instance/i",
    "arn:aws:logs:r:1:log-group:*:é",
    "arn:aws:s*3:::b",
    "",
    "?",
    "**",
    "arn",
    "${aws:username}",
    "é:*:*?:😀*:x:*",
];
pub(super) const ACTIONS: &[&str] = &[
    "*",
    "s3:GetObject",
    "s3:Get*",
    "S3:*",
    "s*:Get*",
    "ec2:RunInstances",
    "iam:?reateUser",
    "s3:*Object",
    "",
    ":",
    "*:*",
    "é:ü",
    "kms:RetireGrant",
    "s3",
];
const SETS: &[&str] = &["", "", "", "ForAnyValue:", "ForAllValues:", "forallvalues:"];
const BASES: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
    "bool",
    "StringSame",
];

fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

fn scalar(dice: &mut Dice) -> String {
    match dice.roll(12) {
        0 => "true".to_owned(),
        1 => "-12.50e1".to_owned(),
        2 => "null".to_owned(),
        _ => text(dice.pick(VALUES)),
    }
}

fn condition(dice: &mut Dice) -> String {
    let operators: Vec<String> = (0..dice.roll(3))
        .map(|_| {
            let suffix = if dice.one_in(4) { "IfExists" } else { "" };
            let name = format!("{}{}{suffix}", dice.pick(SETS), dice.pick(BASES));
            let keys: Vec<String> = (0..=dice.roll(2))
                .map(|_| format!("{}:{}", text(dice.pick(KEYS)), dice.list(3, scalar)))
                .collect();
            format!("{}:{{{}}}", text(&name), keys.join(","))
        })
        .collect();
    format!("{{{}}}", operators.join(","))
}

fn statement(dice: &mut Dice) -> String {
    let effect = dice.pick(&["Allow", "Deny", "Deny", "Allow", "Deny", "Allow", "deny"]);
    let not_action = if dice.one_in(4) { "Not" } else { "" };
    let not_resource = if dice.one_in(4) { "Not" } else { "" };
    let actions = dice.list(3, |dice| text(dice.pick(ACTIONS)));
    let resources = dice.list(2, |dice| text(dice.pick(RESOURCES)));
    let condition = condition(dice);
    format!(
        r#"{{"Sid":"S","Effect":"{effect}","{not_action}Action":{actions},"{not_resource}Resource":{resources},"Condition":{condition}}}"#
    )
}

/// A policy's text.
pub(super) fn policy(dice: &mut Dice) -> String {
    let version = dice.pick(&["2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17", "2012"]);
    let statements = dice.list(4, statement);
    format!(r#"{{"Version":"{version}","Statement":{statements}}}"#)
}

/// The text of a context.
pub(super) fn context(dice: &mut Dice) -> String {
    let keys: Vec<String> = KEYS
        .iter()
        .filter(|_| !dice.one_in(3))
        .collect::<Vec<_>>()
        .into_iter()
        .map(|key| format!("{}:{}", text(key), dice.list(3, scalar)))
        .collect();
    format!("{{{}}}", keys.join(","))
}

pub(super) fn principal(dice: &mut Dice) -> &'static str {
    dice.pick(&[
        "arn:aws:iam::111111111111:role/x",
        "arn:aws:iam::111111111111:role/x",
        "arn:aws:iam::999999999999:root",
        "arn:aws:sts::111111111111:assumed-role/x/s",
        "arn:aws:iam::111111111111:role/aws-service-role/x",
        "ec2.amazonaws.com",
        "arn:aws:iam::é",
        "",
    ])
}

fn levels(dice: &mut Dice) -> String {
    let levels: Vec<String> = (0..dice.roll(4))
        .map(|_| {
            let policies = dice.list(4, |dice| {
                if dice.one_in(2) {
                    policy(dice)
                } else {
                    text(dice.pick(&["full", "p", "q", "nothing"]))
                }
            });
            let kind = dice.pick(&["root", "ou", "account", "ou", "other"]);
            format!(r#"{{"level":"{kind}","id":"x","policies":{policies}}}"#)
        })
        .collect();
    format!("[{}]", levels.join(","))
}

/// The text of a file of cases.
pub(super) fn file(dice: &mut Dice) -> String {
    let policies = format!(
        r#"{{"full":{{"Version":"2012-10-17","Statement":{}}},"p":{},"q":{}}}"#,
        super::build::FULL,
        policy(dice),
        policy(dice)
    );
    let cases: Vec<String> = (0..dice.roll(3))
        .map(|number| {
            let action = dice.pick(&["s3:GetObject", "S3:getobject", "kms:Decrypt", "ec2:RunInstances", "x", "é:*"]);
            format!(
                r#"{{"id":{number},"request":{{"principal":{},"action":{},"resource":{},"context":{}}},"scps":{},"rcps":{}}}"#,
                text(principal(dice)),
                text(action),
                text(dice.pick(RESOURCES)),
                context(dice),
                levels(dice),
                levels(dice)
            )
        })
        .collect();
    format!(
        r#"{{"management_account":"999999999999","policies":{policies},"cases":[{}]}}"#,
        cases.join(",")
    )
}

/// The same text with a few characters lost, doubled or swapped for others.
pub(super) fn damaged(dice: &mut Dice, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..dice.roll(4) {
        let Some(at) = (!letters.is_empty()).then(|| dice.roll(letters.len())) else {
            break;
        };
        let kept: Vec<char> = match dice.roll(4) {
            0 => letters
                .iter()
                .take(at)
                .chain(letters.iter().skip(at + 1))
                .copied()
                .collect(),
            1 => letters
                .iter()
                .take(at)
                .chain(letters.iter().skip(at + dice.roll(40)))
                .copied()
                .collect(),
            2 => letters
                .iter()
                .take(at + 1)
                .chain(letters.iter().skip(at))
                .copied()
                .collect(),
            _ => {
                letters[at] = ['"', '{', '}', '[', ']', ',', ':', '*', '$', '\\', '0', 'é', '\u{1b}'][dice.roll(13)];
                letters
            }
        };
        letters = kept;
    }
    letters.into_iter().collect()
}
