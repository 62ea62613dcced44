//! `required-version`: which versions of this program a baseline asks for.

use semver::{Version, VersionReq};

use super::Spanned;
use crate::diagnostics::Diagnostic;

/// Checks that the version `have` satisfies `required`, a requirement such as `>=0.1, <2`.
///
/// # Errors
/// When the requirement cannot be read, or is not met.
pub fn check_version(required: &Spanned<String>, have: &str) -> Result<(), Diagnostic> {
    let wanted = VersionReq::parse(required).map_err(|error| {
        Diagnostic::error(
            "invalid-version",
            format!("`{}` is not a version requirement: {error}", required.value),
        )
        .at(required.span)
        .help("write one like `>=0.1` or `>=0.3, <2`")
    })?;
    let matches = Version::parse(have).is_ok_and(|mut version| {
        // A pre-release of 0.2 is as good as 0.2 here: `>=0.2` would otherwise refuse it.
        version.pre = semver::Prerelease::EMPTY;
        wanted.matches(&version)
    });
    if matches {
        return Ok(());
    }
    Err(Diagnostic::error(
        "unmet-version",
        format!("this baseline needs groundline `{}`, this is {have}", required.value),
    )
    .at(required.span)
    .help("install a version that fits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements() {
        let check = |required: &str, have: &str| check_version(&Spanned::bare(required.to_owned()), have);
        assert!(check(">=0.1", "0.1.0").is_ok());
        assert!(check(">=0.2, <1", "0.2.0-rc.1").is_ok());
        assert_eq!(check(">=0.2", "0.1.9").unwrap_err().code, "unmet-version");
        assert_eq!(check("newest", "0.1.9").unwrap_err().code, "invalid-version");
    }
}
