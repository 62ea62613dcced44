//! groundline and a judge about every case.

use std::collections::BTreeMap;

use serde_json::Value;

use super::answers::{Answer, Answers};
use super::case::{Judged, Policies, Said, said};
use super::cases;
use super::differences::{Difference, Disputed, What};

/// What is compared with a judge.
#[derive(Debug)]
pub struct Comparison {
    /// How often each construct of the list explains a difference.
    pub explained: BTreeMap<&'static str, usize>,
    /// Differences that nothing explains.
    pub unexplained: Vec<String>,
    /// Cases about which the judge said something.
    pub cases: usize,
    /// Statements that both judged alike.
    pub agreed: usize,
    /// How many cases the judge allows (`a`), denies explicitly (`e`) and implicitly (`i`), of those it looks at.
    pub theirs: BTreeMap<char, usize>,
}

impl Comparison {
    /// Whether nothing is unexplained, and every explanation is needed.
    #[track_caller]
    pub fn holds(&self, list: &[&Difference]) {
        let shown = self.unexplained.iter().take(10);
        let shown: Vec<&String> = shown.collect();
        assert!(
            self.unexplained.is_empty(),
            "{} disputes, among them {shown:#?}",
            self.unexplained.len()
        );
        let reasons = list
            .iter()
            .all(|known| !known.page.is_empty() && known.sentence.ends_with(['.', ')']));
        assert!(reasons, "each needs the sentence that decides it");
        let idle = list
            .iter()
            .filter(|known| !self.explained.contains_key(known.construct));
        let idle: Vec<&str> = idle.map(|known| known.construct).collect();
        assert_eq!(idle, [""; 0], "no case is about these");
        // A list of constructs that explained everything would explain nothing.
        let disputes: usize = self.explained.values().sum();
        assert!(
            disputes * 20 < self.agreed,
            "{disputes} disputes, {} statements alike",
            self.agreed
        );
    }

    fn explain(&mut self, list: &[&Difference], disputed: &Disputed<'_>) {
        match list.iter().find(|difference| (difference.recognises)(disputed)) {
            Some(known) => *self.explained.entry(known.construct).or_default() += 1,
            None => self.unexplained.push(disputed.to_string()),
        }
    }
}

/// Compares groundline with the answers in a file; `list` holds the differences that are known.
pub fn compare(file: &str, list: &[&Difference]) -> Comparison {
    let answers = Answers::read(file);
    assert_eq!(
        answers.digest,
        cases::digest(),
        "other cases than those of {file}: ask the judge again, as it says itself"
    );
    let all = cases::all();
    let policies = Policies::read(all);
    let management = all["management_account"].as_str().unwrap();
    let asked = all["cases"].as_array().unwrap();
    assert_eq!(asked.len(), answers.answers.len());
    let mut comparison = Comparison {
        explained: BTreeMap::new(),
        unexplained: Vec::new(),
        cases: 0,
        agreed: 0,
        theirs: BTreeMap::new(),
    };
    for (case, answer) in asked.iter().zip(&answers.answers) {
        let Some(answer) = answer else {
            continue;
        };
        comparison.cases += 1;
        *comparison.theirs.entry(answer.outcome()).or_default() += 1;
        one(&mut comparison, list, case, &said(&policies, case, management), answer);
    }
    comparison
}

impl<'a> Judged<'a> {
    fn disputed(&self) -> What<'a> {
        What::Statement {
            statement: self.statement,
            version: self.version,
            ours: self.matches,
        }
    }
}

fn one(comparison: &mut Comparison, list: &[&Difference], case: &Value, ours: &Said<'_>, theirs: &Answer) {
    let layers = [
        (0..ours.scps, &theirs.scps),
        (ours.scps..ours.letters.len(), &theirs.rcps),
    ];
    // The judge writes no bits for statements of a layer that it does not look at.
    let judged = ours.statements.iter().filter(|judged| {
        let layer = layers.iter().find(|(levels, _)| levels.contains(&judged.level));
        layer.is_some_and(|(_, theirs)| theirs.is_some())
    });
    let mut disputed_levels = Vec::new();
    let dispute = |what| Disputed {
        id: case["id"].as_str().unwrap(),
        request: &ours.request,
        resource: case["request"]["resource"].as_str().unwrap(),
        context: &case["request"]["context"],
        resource_account: case["resource_account"].as_str(),
        what,
    };
    for (judged, theirs) in judged.zip(&theirs.matches) {
        if judged.matches == *theirs {
            comparison.agreed += 1;
        } else {
            disputed_levels.push(judged.level);
            comparison.explain(list, &dispute(judged.disputed()));
        }
    }
    for (levels, theirs) in layers {
        for level in levels.clone() {
            let their = theirs.as_ref().map_or('-', |letters| letters[level - levels.start]);
            let ours = ours.letters[level];
            // Policies that do not apply let a request pass.
            let alike = ours == their || [ours, their].iter().all(|letter| "a-".contains(*letter));
            if !alike && !disputed_levels.contains(&level) {
                let what = What::Level {
                    scps: levels.start == 0,
                    ours,
                    theirs: their,
                };
                comparison.explain(list, &dispute(what));
            }
        }
    }
}
