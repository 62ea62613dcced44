//! The values that places of a template are filled with.

use std::collections::BTreeMap;

use super::super::bind::Bound;

/// Those of the parameters, and where an object is repeated that of its item and its number.
#[derive(Debug, Clone)]
pub(super) struct Values<'v> {
    bound: &'v BTreeMap<String, Bound>,
    /// Those of the innermost repetition are last.
    repeated: Vec<(String, Bound)>,
}

impl<'v> Values<'v> {
    /// The values of the parameters.
    pub(super) fn new(bound: &'v BTreeMap<String, Bound>) -> Self {
        Self {
            bound,
            repeated: Vec::new(),
        }
    }

    /// The same with another value.
    pub(super) fn with(mut self, name: &str, value: Bound) -> Self {
        self.repeated.push((name.to_owned(), value));
        self
    }

    /// The value of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Bound> {
        let repeated = self.repeated.iter().rev().find(|(known, _)| known == name);
        repeated.map(|(_, value)| value).or_else(|| self.bound.get(name))
    }

    /// The value of that name as texts; none if there is none.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        self.get(name).map(Bound::texts).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_comes_before_what_is_bound() {
        let bound = BTreeMap::from([("a".to_owned(), Bound::Number(1)), ("b".to_owned(), Bound::Number(2))]);
        let outer = Values::new(&bound).with("n", Bound::Number(3));
        let inner = outer
            .clone()
            .with("n", Bound::Number(4))
            .with("a", Bound::Text("x".to_owned()));
        assert_eq!(
            (outer.texts("n"), inner.texts("n")),
            (vec!["3".to_owned()], vec!["4".to_owned()])
        );
        assert_eq!(
            (outer.texts("a"), inner.texts("a")),
            (vec!["1".to_owned()], vec!["x".to_owned()])
        );
        assert_eq!((inner.get("b"), inner.get("c")), (Some(&Bound::Number(2)), None));
    }
}
