//! Which exit codes a plan or a result comes to.

use crate::engine::event::{Applied, End};
use crate::engine::plan::Plan;
use crate::exit::Exit;

/// The exit codes that apply, the one that wins first; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exits(Vec<Exit>);

impl Exits {
    fn of(applies: &[(Exit, bool)]) -> Self {
        let all = Exit::ORDER
            .into_iter()
            .filter(|exit| applies.contains(&(*exit, true)))
            .collect::<Vec<_>>();
        Self(if all.is_empty() { vec![Exit::Done] } else { all })
    }

    /// Of `plan`. `detailed` has differences count.
    pub(super) fn plan(plan: &Plan, detailed: bool) -> Self {
        Self::of(&[
            (Exit::Refused, !plan.refused.is_empty()),
            (Exit::Incomplete, !plan.unread.is_empty()),
            (Exit::Differences, detailed && plan.differs()),
            (Exit::Pending, !plan.pending.is_empty()),
        ])
    }

    /// Of `drift`, which only looks, so that nothing can be refused: what apply would refuse is a difference.
    pub(super) fn drift(plan: &Plan) -> Self {
        Self::of(&[
            (Exit::Incomplete, !plan.unread.is_empty()),
            (Exit::Differences, plan.differs()),
            (Exit::Pending, !plan.pending.is_empty()),
        ])
    }

    /// Of `apply`, after it was done.
    pub(super) fn applied(plan: &Plan, applied: &Applied) -> Self {
        let ended = |is: fn(&End) -> bool| applied.count(is) > 0;
        let incomplete = ended(|end| matches!(end, End::Failed { .. } | End::Skipped { .. }))
            || applied.interrupted
            || !applied.still_differs.is_empty()
            || !applied.unverified.is_empty()
            || !plan.unread.is_empty();
        // What was pending when the plan was made may be done by now: reading again tells.
        let is_read_again = !applied.ends.is_empty() && applied.unverified.is_empty();
        let still = if is_read_again {
            &applied.still_pending
        } else {
            &plan.pending
        };
        let pending = ended(|end| matches!(end, End::Pending { .. })) || !still.is_empty();
        Self::of(&[(Exit::Incomplete, incomplete), (Exit::Pending, pending)])
    }

    /// The one that wins.
    pub(super) fn first(&self) -> Exit {
        Exit::first_of(&self.0)
    }

    /// All that apply, as numbers.
    pub(super) fn codes(&self) -> Vec<u8> {
        self.0.iter().map(|exit| exit.code()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::address::Address;
    use crate::engine::change::Action;
    use crate::engine::event::ChangeEnd;
    use crate::engine::plan::{LeftOut, Pending, Refusal, Unread};
    use crate::engine::session::Session;

    fn plan() -> Plan {
        serde_json::from_value(serde_json::json!({
            "format_version": 1, "organization": {"id": "", "management_account": ""}, "baseline": "b", "changes": [],
            "refused": [], "unread": [], "pending": [], "foreign": [], "left_out": [],
            "effort": {"read_calls": 0, "calls": 0, "seconds": 0.0},
            "summary": {"changes": {}, "refused": 0, "unread": 0, "pending": 0},
        }))
        .unwrap()
    }

    fn everything() -> Plan {
        let address = Address::new("unit", "a");
        Plan {
            refused: vec![Refusal {
                address: address.clone(),
                risk: None,
                why: String::new(),
                help: String::new(),
            }],
            unread: vec![Unread {
                what: String::new(),
                session: Session::management(),
                why: String::new(),
            }],
            pending: vec![Pending {
                what: String::new(),
                since: String::new(),
                until: String::new(),
            }],
            left_out: vec![LeftOut {
                address,
                why: String::new(),
                drift: true,
            }],
            ..plan()
        }
    }

    #[test]
    fn all_that_apply_are_told_and_the_first_wins() {
        let plan = everything();
        assert_eq!(Exits::plan(&plan, true).codes(), [4, 3, 2, 5]);
        assert_eq!(Exits::plan(&plan, false).codes(), [4, 3, 5]);
        assert_eq!(Exits::drift(&plan).codes(), [3, 2, 5]);
        assert_eq!(Exits::plan(&plan, true).first(), Exit::Refused);
    }

    #[test]
    fn nothing_to_tell_is_done() {
        assert_eq!(Exits::plan(&plan(), true).codes(), [0]);
        assert_eq!(Exits::applied(&plan(), &Applied::default()).first(), Exit::Done);
    }

    #[test]
    fn what_was_pending_and_is_done_now_is_done() {
        let plan = Plan {
            pending: everything().pending,
            ..plan()
        };
        assert_eq!(Exits::applied(&plan, &Applied::default()).first(), Exit::Pending);
        let mut applied = Applied {
            ends: vec![ChangeEnd {
                address: Address::new("account", "a"),
                action: Action::Create,
                end: End::Done { id: None, note: None },
            }],
            ..Applied::default()
        };
        assert_eq!(Exits::applied(&plan, &applied).first(), Exit::Done);
        applied.still_pending = plan.pending.clone();
        assert_eq!(Exits::applied(&plan, &applied).first(), Exit::Pending);
    }

    #[test]
    fn an_apply_that_is_not_whole_is_incomplete() {
        let ends = |end| Applied {
            ends: vec![ChangeEnd {
                address: Address::new("unit", "a"),
                action: Action::Create,
                end,
            }],
            ..Applied::default()
        };
        let skipped = ends(End::Skipped { why: String::new() });
        assert_eq!(Exits::applied(&plan(), &skipped).first(), Exit::Incomplete);
        let pending = ends(End::Pending {
            what: String::new(),
            since: String::new(),
            until: String::new(),
        });
        assert_eq!(Exits::applied(&plan(), &pending).first(), Exit::Pending);
        let interrupted = Applied {
            interrupted: true,
            ..Applied::default()
        };
        assert_eq!(Exits::applied(&plan(), &interrupted).first(), Exit::Incomplete);
        let unread = Plan {
            unread: everything().unread,
            ..plan()
        };
        assert_eq!(Exits::applied(&unread, &Applied::default()).first(), Exit::Incomplete);
    }
}
