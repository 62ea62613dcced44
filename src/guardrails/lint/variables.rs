//! `${…}` in the texts of a statement.

use super::super::policy::{Family, Statement, Text};

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// In `Resource` or `NotResource`.
    InResource,
    /// Among the values of an operator.
    InCondition(Family),
}

/// Every text of a statement in which a variable might stand.
pub(super) fn texts(statement: &Statement) -> impl Iterator<Item = (&Text, Stands)> {
    let resources = statement
        .resources
        .patterns
        .iter()
        .map(|text| (text, Stands::InResource));
    let values = statement.conditions.iter().flat_map(|condition| {
        let stands = Stands::InCondition(condition.operator.comparison.family());
        condition.values.iter().map(move |value| (value, stands))
    });
    resources.chain(values)
}

/// The names in `${…}`, without defaults. `${*}`, `${?}` and `${$}` are letters.
pub(super) fn variables(text: &str) -> impl Iterator<Item = &str> {
    let opened = text.split("${").skip(1);
    opened
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .filter(|inside| !matches!(*inside, "*" | "?" | "$"))
        .map(|inside| inside.split(',').next().unwrap_or_default().trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_defaults_and_letters() {
        let names = |text| variables(text).collect::<Vec<_>>();
        assert_eq!(names("a/${aws:username}/${ aws:x , 'none'}"), ["aws:username", "aws:x"]);
        assert_eq!(names("${*}${?}${$}"), [""; 0]);
        assert_eq!(names("${Account"), [""; 0]);
        assert_eq!(names("${}"), [""]);
    }
}
