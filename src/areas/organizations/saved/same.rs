//! Whether a change of a saved plan and one of today are the same.

use serde_json::Value;

use crate::areas::organizations::shared::names;
use crate::engine::change::{Action, Change};
use crate::guardrails::{Document, Language, minify};

/// Whether `change` is `planned` of a plan, or what is left of it: it comes to the same, and every field is still as it was, or already as it is to be.
pub fn same(plan: &[Change], planned: &Change, change: &Change) -> bool {
    let was = |field: &str| change.before.as_ref().and_then(|before| before.get(field));
    let comes_to_the_same = match (&planned.after, &change.after) {
        (Some(planned), Some(now)) => fields(now).all(|(field, value)| match planned.get(field) {
            Some(planned) => equal(field, planned, value),
            // The second half of a change shows only what it changes.
            None => was(field) == Some(value),
        }),
        (planned, now) => planned == now,
    };
    let starts_between = match (&planned.before, &change.before) {
        // What was not there when the plan was made had no fields.
        (None, _) => true,
        (Some(_), None) => false,
        (Some(before), Some(now)) => fields(now).all(|(field, value)| {
            let sides = [Some(before), planned.after.as_ref()];
            let known: Vec<&Value> = sides.into_iter().flatten().filter_map(|side| side.get(field)).collect();
            known.is_empty()
                || known.iter().any(|side| equal(field, side, value))
                || half_tagged(field, &known, value)
                || (field == "name" && stepped_aside(plan, planned, value))
        }),
    };
    // What the plan makes had no id yet.
    let is_one_object = planned.id.is_none() || planned.id == change.id;
    is_one_object && comes_to_the_same && starts_between
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// What is deleted may have stepped aside under a temporary name before, and need not have: it has that name, or one that the plan knows of it.
fn stepped_aside(plan: &[Change], planned: &Change, value: &Value) -> bool {
    let is_known = || {
        let of_it = plan
            .iter()
            .filter(|change| change.id.is_some() && change.id == planned.id);
        let mut sides = of_it.flat_map(|change| [&change.before, &change.after]).flatten();
        sides.any(|side| side.get("name") == Some(value))
    };
    planned.action == Action::Delete && (value.as_str().is_some_and(names::is_temporary) || is_known())
}

/// Some tags as they were and the others as they are to be: they are set and removed by two calls.
fn half_tagged(field: &str, sides: &[&Value], value: &Value) -> bool {
    field == "tags" && fields(value).all(|(key, value)| sides.iter().any(|side| side.get(key) == Some(value)))
}

/// Documents are shown as people wrote them, and compared by what they mean. Places are shown by their paths, and compared by their ids: a path changes
/// with the name of any unit in it.
pub(super) fn equal(field: &str, one: &Value, other: &Value) -> bool {
    let same = match field {
        "document" => canonical(one).is_some_and(|one| Some(one) == canonical(other)),
        // The unit itself is compared by the id of the change.
        "path" => true,
        "unit" => place_id(one).is_some_and(|one| Some(one) == place_id(other)),
        _ => false,
    };
    one == other || same
}

/// The id at the end of `Workloads/Production (ou-ab12-c3d4e5f6)`.
fn place_id(place: &Value) -> Option<&str> {
    let (_, id) = place.as_str()?.strip_suffix(')')?.rsplit_once(" (")?;
    Some(id)
}

/// The canonical form of a document with statements; others are shown in it.
fn canonical(value: &Value) -> Option<Value> {
    let has_statements = value.get("Statement").is_some();
    let document = Document::parse(&minify(value)).ok().filter(|_| has_statements)?;
    Some(document.canonical(Language::Statements))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::address::Address;
    use crate::engine::change::{Action, Phase};

    fn change(before: Option<Value>, after: Option<Value>) -> Change {
        let mut change = Change::new("units", Phase::Units, Action::Update, Address::new("unit", "a"));
        (change.before, change.after) = (before, after);
        change
    }

    #[test]
    fn every_field_is_as_it_was_or_as_it_is_to_be() {
        let side =
            |name: &str, tier: &str| Some(json!({"name": name, "tags": {"tier": tier, "groundline": "b/unit/a"}}));
        let planned = change(side("Old", "x"), side("New", "y"));
        for before in [side("Old", "x"), side("New", "x"), side("Old", "y")] {
            assert!(same(&[], &planned, &change(before, side("New", "y"))));
        }
        assert!(!same(&[], &planned, &change(side("Other", "x"), side("New", "y"))));
        assert!(!same(&[], &planned, &change(side("Old", "z"), side("New", "y"))));
        assert!(!same(&[], &planned, &change(side("Old", "x"), side("Newer", "y"))));
        assert!(!same(&[], &planned, &change(None, side("New", "y"))));
    }

    #[test]
    fn places_are_compared_by_their_ids() {
        let place = |path: &str| Some(json!({ "unit": path }));
        let mut planned = change(place("Old/Inner (ou-ab12-1)"), place("unit.a"));
        planned.id = Some("111111111111".to_owned());
        let mut now = change(place("New/Inner (ou-ab12-1)"), place("unit.a"));
        now.id = planned.id.clone();
        assert!(same(&[], &planned, &now));
        for other in ["Old/Inner (ou-ab12-2)", "Old/Inner", "(ou-ab12-1)"] {
            now.before = place(other);
            assert!(!same(&[], &planned, &now), "{other}");
        }
        now.before = planned.before.clone();
        now.id = Some("222222222222".to_owned());
        assert!(!same(&[], &planned, &now));
    }

    #[test]
    fn what_is_deleted_has_a_name_that_the_plan_knows_of_it() {
        let side = |name: &str| Some(json!({ "name": name }));
        let of = |action: Action, before, after| {
            let mut change = Change::new("units", Phase::Units, action, Address::new("unit", "a"));
            (change.before, change.after) = (before, after);
            change.id = Some("ou-1".to_owned());
            change
        };
        let aside = "groundline-temporary-unit-a";
        assert!(names::is_temporary(aside));
        let renames = of(Action::Update, side("Old"), side(aside));
        let deletes = of(Action::Delete, side(aside), None);
        let plan = [renames, deletes.clone()];
        for (name, is_known) in [("Old", true), (aside, true), ("Mine", false)] {
            let now = of(Action::Delete, side(name), None);
            assert_eq!(same(&plan, &deletes, &now), is_known, "{name}");
        }
    }

    #[test]
    fn documents_are_compared_by_what_they_mean() {
        let document = |action: &str| {
            let text =
                json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}]});
            Some(json!({ "document": text }))
        };
        let planned = change(document("s3:PutObject"), document("s3:GetObject"));
        assert!(same(
            &[],
            &planned,
            &change(document("S3:putobject"), document("s3:getobject"))
        ));
        assert!(!same(
            &[],
            &planned,
            &change(document("s3:*"), document("s3:getobject"))
        ));
    }
}
