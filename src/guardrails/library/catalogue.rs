//! Every guardrail of the library, by name and version.

use std::sync::LazyLock;

use super::embedded::FILES;
use super::file::split;
use super::guardrail::Guardrail;
use super::problem::{Problem, Where};
use crate::facts::suggest::{closest, list};

/// Files that cannot be read are left out: a test reads every one.
static LIBRARY: LazyLock<Vec<Guardrail>> = LazyLock::new(|| {
    let read = FILES
        .iter()
        .filter_map(|(name, text)| Guardrail::parse(name, text).ok());
    let mut library: Vec<Guardrail> = read.collect();
    library.sort_by(|one, other| (&one.name, one.version).cmp(&(&other.name, other.version)));
    library
});

/// Every guardrail in every version, by name and version.
#[must_use]
pub fn all() -> &'static [Guardrail] {
    &LIBRARY
}

/// The guardrail that a baseline names as `NAME@VERSION`.
///
/// # Errors
/// What is wrong with the name, with the closest names or the versions there are.
pub fn find(name: &str) -> Result<&'static Guardrail, Problem> {
    let bare = name.split_once('@').map_or(name, |(bare, _)| bare);
    let newest = latest(bare)?;
    let problem = |code, message: String| Problem::new(code, Where::Guardrail, message);
    if !name.contains('@') {
        let message = format!("`{bare}` lacks a version");
        let help =
            format!("write `{newest}`: a version never changes, so that the policy changes only when you say so");
        return Err(problem("unknown-guardrail-version", message).help(help));
    }
    let found =
        split(name).and_then(|(_, version)| all().iter().find(|one| one.name == bare && one.version == version));
    found.ok_or_else(|| {
        let versions: Vec<String> = all()
            .iter()
            .filter(|one| one.name == bare)
            .map(ToString::to_string)
            .collect();
        let message = format!("`{}` is not a version of `{bare}`", name.escape_debug());
        problem("unknown-guardrail-version", message)
            .help(format!("versions: {}", list(versions.iter().map(String::as_str))))
    })
}

/// The newest version of a guardrail.
///
/// # Errors
/// When there is none of that name: the closest name.
pub fn latest(name: &str) -> Result<&'static Guardrail, Problem> {
    all().iter().rev().find(|one| one.name == name).ok_or_else(|| {
        let message = format!("there is no guardrail `{}` in the library", name.escape_debug());
        let help = match closest(name, all().iter().map(|one| one.name.as_str())) {
            Some(known) => latest(known).map_or_else(|_| String::new(), |known| format!("did you mean `{known}`?")),
            None => "`groundline guardrail list` shows every guardrail".to_owned(),
        };
        Problem::new("unknown-guardrail", Where::Guardrail, message).help(help)
    })
}
