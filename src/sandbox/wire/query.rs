//! Forms, queries and paths, taken out of their percent signs.

use serde_json::{Map, Value};

/// The parameters behind a `?`, in order.
pub(super) fn parameters(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// A piece of a path, where a `+` is a plus and nothing else is special but `%`.
pub(super) fn decoded(piece: &str) -> String {
    let kept = piece.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let mut pairs = form_urlencoded::parse(kept.as_bytes());
    pairs.next().map_or_else(String::new, |(name, _)| name.into_owned())
}

/// A form's fields by name; `Tags.member.1.Key=…` becomes a list of structures.
pub(super) fn form(body: &[u8]) -> Map<String, Value> {
    let mut members = Map::new();
    for (name, value) in form_urlencoded::parse(body) {
        let mut steps = name.splitn(4, '.');
        let (first, list, number, field) = (steps.next(), steps.next(), steps.next(), steps.next());
        match (
            first,
            list,
            number.and_then(|number| number.parse::<usize>().ok()),
            field,
        ) {
            (Some(first), Some("member"), Some(number), field) => {
                let entry = members.entry(first).or_insert_with(|| Value::Array(Vec::new()));
                put(entry, number, field, &value);
            }
            _ => {
                members.insert(name.into_owned(), Value::String(value.into_owned()));
            }
        }
    }
    members
}

/// Fields of a list come in the order of their numbers from every known client: a number beyond the next one is the next one.
fn put(list: &mut Value, number: usize, field: Option<&str>, value: &str) {
    let Some(items) = list.as_array_mut() else { return };
    if items.len() < number {
        items.push(if field.is_some() {
            Value::Object(Map::new())
        } else {
            Value::Null
        });
    }
    match (items.last_mut(), field) {
        (Some(Value::Object(members)), Some(field)) => {
            members.insert(field.to_owned(), Value::String(value.to_owned()));
        }
        (Some(item), _) => *item = Value::String(value.to_owned()),
        (None, _) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_lists_of_structures() {
        let body = b"Action=CreateRole&Tags.member.1.Key=a&Tags.member.1.Value=b&Tags.member.2.Key=c";
        let form = Value::Object(form(body));
        assert_eq!(
            form["Tags"],
            serde_json::json!([{"Key": "a", "Value": "b"}, {"Key": "c"}])
        );
    }

    #[test]
    fn a_path_is_decoded_by_itself() {
        assert_eq!(decoded("a%20b+c%2Fd&e=f"), "a b+c/d&e=f");
        assert_eq!(decoded(""), "");
        let found = parameters("policy&prefix=a%2Fb+c&empty=");
        let wanted = [("policy", ""), ("prefix", "a/b c"), ("empty", "")];
        assert_eq!(found, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
