//! The linter on every guardrail of the library, the action table's reading included.

use std::hint::black_box;

use groundline::guardrails::library::{Arguments, Surroundings, all};
use groundline::guardrails::lint::{Options, lint};
use groundline::guardrails::{ActionTable, Document};

use super::{say, timed};

/// Measures the linter. Comes first: whoever else needs the action table has it read.
pub fn measure() {
    let surroundings = Surroundings::example();
    let texts: Vec<(&str, String)> = all()
        .iter()
        .filter_map(|guardrail| {
            // Those with a required parameter are compiled with the values of their first test.
            let arguments = guardrail
                .tests()
                .first()
                .map_or_else(Arguments::new, |test| test.with.clone());
            let text = guardrail.compile(&arguments, &surroundings).ok()?;
            Some((guardrail.kind.policy_type(), text))
        })
        .collect();
    say(&format!("lint of {} of {} guardrails", texts.len(), all().len()));
    timed("lint of the library, with the action table read", 0.2, || {
        let table = ActionTable::embedded();
        for (policy_type, text) in &texts {
            let document = Document::parse(text).unwrap();
            black_box(lint(&document, policy_type, table, Options::default()));
        }
    });
}
