//! `Action` and `NotAction`.

use super::glob::Glob;
use crate::guardrails::policy::Names;

/// The patterns of `Action` or `NotAction`, ready to be matched: whole names, without regard to case.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Action": names are compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionPatterns {
    negated: bool,
    /// By prefix, sorted, for the patterns whose prefix has no wildcard.
    services: Vec<(String, Service)>,
    /// The others, over the whole name.
    whole: Vec<Glob>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Service {
    /// Sorted names without wildcards.
    exact: Vec<String>,
    patterns: Vec<Glob>,
}

impl ActionPatterns {
    /// Those of a statement.
    #[must_use]
    pub fn new(names: &Names) -> Self {
        Self::of(names.negated, names.texts())
    }

    /// Those patterns; `negated` for `NotAction`.
    pub fn of<'a>(negated: bool, patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let mut services: std::collections::BTreeMap<String, Service> = std::collections::BTreeMap::new();
        let mut whole = Vec::new();
        for pattern in patterns {
            let pattern = pattern.to_ascii_lowercase();
            match pattern.split_once(':') {
                Some((prefix, name)) if !prefix.contains(['*', '?']) => {
                    let service = services.entry(prefix.to_owned()).or_default();
                    if name.contains(['*', '?']) {
                        service.patterns.push(Glob::new(name));
                    } else {
                        service.exact.push(name.to_owned());
                    }
                }
                _ => whole.push(Glob::new(&pattern)),
            }
        }
        for service in services.values_mut() {
            service.exact.sort_unstable();
        }
        Self {
            negated,
            services: services.into_iter().collect(),
            whole,
        }
    }

    /// Whether an action fits. `name` is in lower case, `prefix` what stands before its first colon and `rest` what stands behind.
    pub(in crate::guardrails::evaluate) fn takes(&self, name: &str, prefix: &str, rest: &str) -> bool {
        let found = self.whole.iter().any(|pattern| pattern.matches(name))
            || self
                .services
                .binary_search_by(|(known, _)| known.as_str().cmp(prefix))
                .ok()
                .and_then(|at| self.services.get(at))
                .is_some_and(|(_, service)| service.takes(rest));
        found != self.negated
    }

    /// Whether an action, in any case, fits.
    #[must_use]
    pub fn matches(&self, action: &str) -> bool {
        let name = action.to_ascii_lowercase();
        let (prefix, rest) = name.split_once(':').unwrap_or(("", &name));
        self.takes(&name, prefix, rest)
    }

    /// About how many steps it takes to look for a name of so many bytes.
    pub(in crate::guardrails::evaluate) fn steps(&self, bytes: usize) -> usize {
        let of = |patterns: &[Glob]| patterns.iter().map(|pattern| pattern.steps(bytes)).sum::<usize>();
        let service = self.services.iter().map(|(_, service)| of(&service.patterns)).max();
        of(&self.whole) + service.unwrap_or_default()
    }

    /// Whether it is `NotAction`.
    #[must_use]
    pub fn is_negated(&self) -> bool {
        self.negated
    }
}

impl Service {
    fn takes(&self, name: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(name))
            || self.exact.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_in_any_case() {
        for (pattern, action, wanted) in [
            ("*", "s3:GetObject", true),
            ("s3:*", "S3:getobject", true),
            ("S3:GETOBJECT", "s3:GetObject", true),
            ("s3:Get*", "s3:ListGet", false),
            ("s3:G?tObject", "s3:GetObject", true),
            ("s3:*Object", "s3:GetObjectAcl", false),
            ("s*:GetObject", "sqs:GetObject", true),
            ("*:*", "s3:GetObject", true),
            ("s3", "s3:GetObject", false),
            ("s3:Get*", "s3-outposts:GetObject", false),
            ("", "s3:GetObject", false),
            ("*", "", true),
        ] {
            assert_eq!(
                ActionPatterns::of(false, [pattern]).matches(action),
                wanted,
                "{pattern} {action}"
            );
            assert_eq!(
                ActionPatterns::of(true, [pattern]).matches(action),
                !wanted,
                "not {pattern} {action}"
            );
        }
    }

    #[test]
    fn one_of_many_is_enough() {
        let patterns = ActionPatterns::of(false, ["s3:PutObject", "s3:Get*", "iam:PassRole", "s3:DeleteObject"]);
        assert!(patterns.matches("s3:deleteobject"));
        assert!(patterns.matches("iam:PassRole"));
        assert!(!patterns.matches("iam:PassRoles"));
    }
}
