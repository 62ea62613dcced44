//! Any allow-lists anywhere, and any second baseline: whatever nobody could do before and cannot do after, nobody can do in between.

use groundline::engine::risk::Risk;
use proptest::prelude::*;

use super::bench::{NO_GAP, applied, converged, left_of, run, runner, titles};
use super::sketch::Sketch;
use super::watch::Watch;

/// So many pairs of baselines are tried. `GAP_CASES` tries more.
const CASES: u32 = 12;
const PLACES: [&str; 5] = ["root", "upper", "lower", "other", "account:one"];
const UNITS: [&str; 3] = ["upper", "lower", "other"];
const STATEMENTS: [&str; 7] = ["List", "ListS3", "ListSqs", "NoSqs", "NoKms", "NoS3", "D"];

/// One baseline in numbers, so that it shrinks well.
#[derive(Debug, Clone)]
struct Numbers {
    accounts: [usize; 3],
    /// What each policy says and where it is.
    policies: Vec<(Vec<usize>, Vec<usize>)>,
    /// What is said of each place, where it can be.
    full_access: [Option<bool>; 5],
}

fn numbers() -> impl Strategy<Value = Numbers> {
    let policy = (
        prop::collection::vec(0..STATEMENTS.len(), 1..3),
        prop::collection::vec(0..PLACES.len(), 1..4),
    );
    (
        prop::array::uniform3(0..UNITS.len()),
        prop::collection::vec(policy, 2..5),
        prop::array::uniform5(prop::option::weighted(0.8, prop::bool::weighted(0.3))),
    )
        .prop_map(|(accounts, policies, full_access)| Numbers {
            accounts,
            policies,
            full_access,
        })
}

impl Numbers {
    fn sketch(&self) -> Sketch {
        let mut sketch = Sketch::default()
            .unit("upper", "root")
            .unit("lower", "upper")
            .unit("other", "root");
        for (name, unit) in ["one", "two", "three"].into_iter().zip(self.accounts) {
            sketch = sketch.account(name, UNITS[unit]);
        }
        let mut allowed = [false; PLACES.len()];
        for (number, (statements, attach)) in self.policies.iter().enumerate() {
            let mut words: Vec<&str> = statements.iter().map(|at| STATEMENTS[*at]).collect();
            words.sort_unstable();
            words.dedup();
            let mut places = attach.clone();
            places.sort_unstable();
            places.dedup();
            if words.iter().any(|word| word.starts_with("List")) {
                places.iter().for_each(|place| allowed[*place] = true);
            }
            let places: Vec<&str> = places.into_iter().map(|place| PLACES[place]).collect();
            sketch = sketch.scp(&format!("p{number}"), &words.join(" "), &places.join(" "));
        }
        for ((place, said), allowed) in PLACES.into_iter().zip(self.full_access).zip(allowed) {
            if let Some(is_on) = said.filter(|is_on| *is_on || allowed) {
                sketch = sketch.full_access(place, is_on);
            }
        }
        sketch
    }
}

#[test]
fn what_lists_leave_out_stays_out() {
    let mut runner = runner(CASES);
    let done = std::cell::Cell::new(0_u32);
    let result = runner.run(&(numbers(), numbers()), |(first, second)| {
        let before = applied(&first.sketch());
        let baseline = second.sketch().baseline();
        let watch = Watch::default();
        let ran = run(&before, &baseline, NO_GAP, &watch, None);
        // What was a list and is nothing that is said any more may have to keep a policy, or may need a moment of a gap: then nothing is done.
        let mut refused = ran.plan.refused.iter();
        let is_known = refused.all(|refusal| match refusal.risk {
            Some(risk) => risk == Risk::Gap,
            None => refusal.why.contains("the last SCP") || refusal.why.starts_with("lockout"),
        });
        prop_assert!(is_known, "{:?}", ran.plan.refused);
        if !ran.plan.refused.is_empty() {
            return Ok(());
        }
        let all = titles(&ran.plan);
        prop_assert_eq!(left_of(&ran), Vec::<String>::new(), "{}", all);
        prop_assert!(watch.opened().is_empty(), "{:?}\n{all}", watch.opened());
        prop_assert!(watch.shut().is_empty(), "{:?}\n{all}", watch.shut());
        converged(&ran.state, &baseline);
        done.set(done.get() + 1);
        Ok(())
    });
    println!("gap: {} pairs of lists were gone through", done.get());
    if let Err(failed) = result {
        panic!("{failed}");
    }
    assert!(done.get() * 4 > CASES, "only {} pairs", done.get());
}
