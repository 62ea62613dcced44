//! Policy variables.

use super::blur::respelt;
use super::keys::IN_VARIABLES;
use super::random::Random;

const DEFAULTS: &[&str] = &["none", "payments", "a*b"];
const ODD: &[&str] = &[
    "${aws:TagKeys}",
    "${aws:SourceIp}",
    "${aws:ThereIsNoSuchKey}",
    "${aws:PrincipalTag/no such tag}",
];

/// A variable as a policy writes it.
pub fn variable(random: &mut Random) -> String {
    let name = random.pick(IN_VARIABLES);
    let name = if random.chance(10) {
        respelt(random, name)
    } else {
        name.to_owned()
    };
    match random.weighted(&[50, 20, 4, 4, 4, 6]) {
        0 => format!("${{{name}}}"),
        1 => format!("${{{name}, '{}'}}", random.pick(DEFAULTS)),
        2 => "${*}".to_owned(),
        3 => "${?}".to_owned(),
        4 => "${$}".to_owned(),
        _ => random.pick(ODD).to_owned(),
    }
}

/// Texts that a variable may stand for, and the variable.
const STANDS_FOR: &[(&str, &str)] = &[
    ("alice", "aws:username"),
    ("bob", "aws:userid"),
    ("payments", "aws:PrincipalTag/team"),
    ("search", "aws:PrincipalTag/team"),
    ("none", "aws:PrincipalTag/team"),
    ("111111111111", "aws:PrincipalAccount"),
];
const CHARACTERS: &[&str] = &["*", "?", "$"];

/// The text with a variable instead of some part of it.
pub fn with_variable(random: &mut Random, text: &str) -> String {
    let replaced = random.chance(60).then(|| replaced(random, text)).flatten();
    replaced.unwrap_or_else(|| {
        let variable = variable(random);
        let letters: Vec<char> = text.chars().collect();
        let at = random.between(0, letters.len());
        let (before, after): (String, String) = (letters[..at].iter().collect(), letters[at..].iter().collect());
        if random.chance(40) {
            variable
        } else {
            format!("{before}{variable}{after}")
        }
    })
}

/// The text with the variable that it may be the value, or the default, of.
fn replaced(random: &mut Random, text: &str) -> Option<String> {
    if let Some(character) = CHARACTERS.iter().find(|character| text.contains(**character)) {
        return Some(text.replacen(character, &format!("${{{character}}}"), 1));
    }
    let (value, name) = STANDS_FOR.iter().find(|(value, _)| text.contains(value))?;
    let name = if random.chance(10) {
        respelt(random, name)
    } else {
        (*name).to_owned()
    };
    let default = if random.chance(50) {
        format!(", '{value}'")
    } else {
        String::new()
    };
    Some(text.replacen(value, &format!("${{{name}{default}}}"), 1))
}
