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

/// The text with a variable instead of some part of it.
pub fn with_variable(random: &mut Random, text: &str) -> String {
    let variable = variable(random);
    match random.weighted(&[40, 30, 30]) {
        0 => variable,
        1 => {
            // Instead of what may be a value.
            const VALUES: &[&str] = &["alice", "payments", "search", "none", "111111111111", "*", "?"];
            let known = VALUES.iter().find(|value| text.contains(**value));
            known.map_or_else(
                || format!("{text}{variable}"),
                |known| text.replacen(known, &variable, 1),
            )
        }
        _ => {
            let letters: Vec<char> = text.chars().collect();
            let at = random.between(0, letters.len());
            let (before, after): (String, String) = (letters[..at].iter().collect(), letters[at..].iter().collect());
            format!("{before}{variable}{after}")
        }
    }
}
