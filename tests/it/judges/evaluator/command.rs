//! The same cases through the command, as a file: its format is the judges'.

use std::collections::BTreeMap;

use groundline::exit::Exit;
use serde_json::{Value, json};

use super::case::{Policies, said};
use super::cases;
use crate::cli::Desk;

/// One case of so many goes through the command.
const EACH: usize = 25;

#[test]
fn the_command_reads_the_file_and_says_the_same() {
    let all = cases::all();
    let asked: Vec<&Value> = all["cases"].as_array().unwrap().iter().step_by(EACH).collect();
    let file = json!({
        "management_account": all["management_account"],
        "policies": all["policies"],
        "cases": asked,
    });
    let desk = Desk::empty();
    desk.write("cases.json", &file.to_string());
    let ran = desk
        .types("guardrail evaluate cases.json --format json")
        .expect(Exit::Done);
    let answers = ran.json_lines();
    assert_eq!(answers.len(), asked.len());
    let policies = Policies::read(all);
    let management = all["management_account"].as_str().unwrap();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (case, answer) in asked.into_iter().zip(&answers) {
        assert_eq!(answer["id"], case["id"]);
        let levels = answer["levels"].as_array().unwrap();
        let letters = levels.iter().map(|level| match level["result"].as_str().unwrap() {
            "exempt" => '-',
            word => word.chars().next().unwrap(),
        });
        let letters: Vec<char> = letters.collect();
        assert_eq!(letters, said(&policies, case, management).letters, "{answer}");
        let kind = answer["kind"].as_str().unwrap();
        *kinds.entry(kind).or_default() += 1;
        let denied = ["explicit", "implicit"].contains(&kind);
        assert_eq!(answer["decision"], if denied { "deny" } else { "allow" }, "{answer}");
        assert_eq!(denied, letters.iter().any(|letter| "ei".contains(*letter)), "{answer}");
    }
    assert_eq!(
        kinds.keys().copied().collect::<Vec<_>>(),
        ["allowed", "exempt", "explicit", "implicit"]
    );
}
