//! Answers that are not as AWS sends them, on order.

use serde_json::{Value, json};

/// What is done to one field of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corruption {
    /// It is not there.
    Drop,
    /// It is `null`.
    Null,
    /// It has nothing in it; what cannot be empty is `null`.
    Empty,
    /// It is of another type.
    Retype,
    /// A text says something else.
    Say(&'static str),
}

/// Does it to everything that `path` leads to: `Accounts[].Id` is the id of each account.
pub fn corrupt(value: &mut Value, path: &str, how: Corruption) {
    let (step, rest) = match path.split_once('.') {
        Some((step, rest)) => (step, Some(rest)),
        None => (path, None),
    };
    let (name, each) = match step.strip_suffix("[]") {
        Some(name) => (name, true),
        None => (step, false),
    };
    let Some(members) = value.as_object_mut() else {
        return;
    };
    if !each && rest.is_none() && how == Corruption::Drop {
        members.remove(name);
        return;
    }
    let Some(found) = members.get_mut(name) else { return };
    match (each, rest) {
        (false, None) => spoil(found, how),
        (false, Some(rest)) => corrupt(found, rest, how),
        (true, rest) => {
            let Some(entries) = found.as_array_mut() else { return };
            match rest {
                None if how == Corruption::Drop => entries.clear(),
                None => entries.iter_mut().for_each(|entry| spoil(entry, how)),
                Some(rest) => entries.iter_mut().for_each(|entry| corrupt(entry, rest, how)),
            }
        }
    }
}

fn spoil(value: &mut Value, how: Corruption) {
    *value = match (how, &*value) {
        (Corruption::Empty, Value::String(_)) => json!(""),
        (Corruption::Empty, Value::Array(_)) => json!([]),
        (Corruption::Empty, Value::Object(_)) => json!({}),
        (Corruption::Retype, Value::Object(_) | Value::Array(_) | Value::Bool(_)) => json!("odd"),
        (Corruption::Retype, _) => json!({"Odd": "odd"}),
        (Corruption::Say(text), Value::String(_)) => json!(text),
        _ => Value::Null,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn harmed(path: &str, how: Corruption) -> Value {
        let mut value = json!({"A": [{"B": "b", "C": [1]}, {"B": "d"}], "D": {"E": true}});
        corrupt(&mut value, path, how);
        value
    }

    #[test]
    fn a_path_leads_through_lists_and_structures() {
        assert_eq!(harmed("A", Corruption::Drop), json!({"D": {"E": true}}));
        assert_eq!(harmed("A", Corruption::Empty), json!({"A": [], "D": {"E": true}}));
        let none = json!({"A": [{"C": [1]}, {}], "D": {"E": true}});
        assert_eq!(harmed("A[].B", Corruption::Drop), none);
        assert_eq!(
            harmed("A[].C[]", Corruption::Null)["A"][0],
            json!({"B": "b", "C": [null]})
        );
        assert_eq!(harmed("D.E", Corruption::Retype)["D"], json!({"E": "odd"}));
        assert_eq!(harmed("A[].B", Corruption::Say("x"))["A"][1], json!({"B": "x"}));
        assert_eq!(harmed("X.Y[].Z", Corruption::Null), harmed("Nowhere", Corruption::Drop));
    }
}
