//! What came of guardrails: one that is used again with the same arguments is not compiled again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::areas::organizations::model::late::LateText;
use crate::guardrails::Document;
use crate::guardrails::library::{Arguments, Problem};

/// What came of one guardrail with its arguments.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A policy.
    Policy(Compiled),
    /// The arguments or what is around them are wrong.
    Problems(Vec<Problem>),
    /// A place in the arguments does not exist: what was said of that is to be said again of every other use.
    WrongPlaces,
    /// A place that is not in the arguments does not exist, which is said where it stands.
    WrongElsewhere,
}

/// The policy that a guardrail is.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) text: String,
    pub(super) document: Document,
    pub(super) late: Option<LateText>,
}

/// So many outcomes are kept: no baseline uses as many guardrails in more than one place.
const KEPT: usize = 1_000;

/// By the ids of the accounts that are spared.
type BySpared = BTreeMap<Vec<String>, Rc<Outcome>>;

/// By the guardrail, its arguments as they are written, and the ids of the accounts that it spares.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    known: RefCell<BTreeMap<String, BTreeMap<Arguments, BySpared>>>,
    count: Cell<usize>,
}

impl Outcomes {
    /// What came of the same guardrail before.
    pub(super) fn find(&self, guardrail: &str, with: &Arguments, spared: &[String]) -> Option<Rc<Outcome>> {
        self.known.borrow().get(guardrail)?.get(with)?.get(spared).cloned()
    }

    /// Keeps what came of a guardrail, while there is room.
    pub(super) fn keep(&self, guardrail: &str, with: &Arguments, spared: &[String], outcome: &Rc<Outcome>) {
        if self.count.get() < KEPT {
            self.count.set(self.count.get() + 1);
            let mut known = self.known.borrow_mut();
            let arguments = known.entry(guardrail.to_owned()).or_default();
            let accounts = arguments.entry(with.clone()).or_default();
            accounts.insert(spared.to_vec(), outcome.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::library::Argument;

    #[test]
    fn the_same_is_found_again_and_nothing_else() {
        let outcomes = Outcomes::default();
        let with = Arguments::from([("roles".to_owned(), Argument::texts(["A"]))]);
        let spared = ["111111111111".to_owned()];
        outcomes.keep("protect-roles@1", &with, &spared, &Rc::new(Outcome::WrongPlaces));
        assert!(outcomes.find("protect-roles@1", &with, &spared).is_some());
        assert!(outcomes.find("protect-roles@2", &with, &spared).is_none());
        assert!(outcomes.find("protect-roles@1", &Arguments::new(), &spared).is_none());
        assert!(outcomes.find("protect-roles@1", &with, &[]).is_none());
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let outcomes = Outcomes::default();
        for number in 0..KEPT + 10 {
            outcomes.keep(
                &format!("g@{number}"),
                &Arguments::new(),
                &[],
                &Rc::new(Outcome::WrongElsewhere),
            );
        }
        let found = |number| outcomes.find(&format!("g@{number}"), &Arguments::new(), &[]).is_some();
        assert!(found(0) && found(KEPT - 1) && !found(KEPT));
    }
}
