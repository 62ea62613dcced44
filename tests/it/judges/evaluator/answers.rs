//! What a judge wrote: see `tests/judges/evaluator/judge.mjs`.

use crate::support::repository;

/// The answers of a judge.
#[derive(Debug)]
pub struct Answers {
    /// The digest of the cases that it saw.
    pub digest: String,
    /// One answer a case; none where it declined.
    pub answers: Vec<Option<Answer>>,
}

/// What it said about a case.
#[derive(Debug)]
pub struct Answer {
    /// A letter for each level of SCPs; none where it does not look at them.
    pub scps: Option<Vec<char>>,
    /// The same for RCPs.
    pub rcps: Option<Vec<char>>,
    /// Whether each statement matches, filled up with `false`.
    pub matches: Vec<bool>,
}

impl Answers {
    /// Those in that file.
    pub fn read(name: &str) -> Self {
        let text = std::fs::read_to_string(repository("tests/judges/evaluator").join(name)).unwrap();
        let mut lines = text.lines();
        Self {
            digest: lines.next().unwrap().to_owned(),
            answers: lines.map(Answer::read).collect(),
        }
    }
}

impl Answer {
    /// What comes of the case: an explicit deny before an implicit one.
    pub fn outcome(&self) -> char {
        let letters = [&self.scps, &self.rcps];
        let has = |wanted| {
            letters
                .iter()
                .any(|layer| layer.as_ref().is_some_and(|layer| layer.contains(&wanted)))
        };
        ['e', 'i'].into_iter().find(|letter| has(*letter)).unwrap_or('a')
    }

    fn read(line: &str) -> Option<Self> {
        let (letters, bits) = line.split_once(' ')?;
        let (scps, rcps) = letters.split_once('/').unwrap_or((letters, "-"));
        let layer = |letters: &str| (letters != "-").then(|| letters.chars().collect());
        let digits = bits.chars().map(|digit| digit.to_digit(16).unwrap());
        Some(Self {
            scps: layer(scps),
            rcps: layer(rcps),
            matches: digits
                .flat_map(|four| [8, 4, 2, 1].map(|bit| four & bit != 0))
                .collect(),
        })
    }
}
