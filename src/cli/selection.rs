//! Which part of the baseline a command works on, and what it may risk.

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::stop::Stop;
use crate::areas::baseline::Baseline;
use crate::areas::registry;
use crate::engine::plan::Filter;
use crate::engine::risk::Allowance;
use crate::exit::Exit;

/// Which part of the baseline a command works on.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Selection {
    /// Only this area, and what it needs; may be given more than once
    #[arg(long, value_name = "AREA", value_parser = PossibleValuesParser::new(registry::names()))]
    pub(super) only: Vec<String>,

    /// Only this account, by its key in the baseline, and what it needs; may be given more than once
    #[arg(long, value_name = "KEY")]
    pub(super) account: Vec<String>,
}

/// What a command may risk.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Allowed {
    /// Allow a risk that the plan names, everywhere or at one address; may be given more than once
    #[arg(long = "allow", value_name = "RISK[=ADDRESS]")]
    pub(super) allow: Vec<Allowance>,
}

impl Selection {
    /// The filter for the planner.
    ///
    /// # Errors
    /// If an account is not in the baseline.
    pub(super) fn filter(&self, baseline: &Baseline) -> Result<Filter, Stop> {
        let declared = &baseline.core.organization.accounts;
        if let Some(unknown) = self.account.iter().find(|key| !declared.contains_key(key.as_str())) {
            let message = format!("the baseline has no account `{unknown}`");
            return Err(Stop::new(Exit::Usage, message).help(Some(advice(unknown, declared.keys()))));
        }
        Ok(Filter {
            only: self.only.clone(),
            accounts: self.account.clone(),
        })
    }
}

fn advice<'a>(written: &str, keys: impl Iterator<Item = &'a String>) -> String {
    let far = written.chars().count().max(3) / 3;
    let near = keys
        .map(|key| (strsim::osa_distance(written, key), key))
        .filter(|(distance, _)| *distance <= far)
        .min();
    match near {
        Some((_, key)) => format!("did you mean `{key}`?"),
        None => "write it as under `[accounts]`: the key, not the name or the id".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organization::DeclaredAccount;

    fn baseline() -> Baseline {
        let mut baseline = Baseline::default();
        for key in ["log-archive", "security"] {
            let accounts = &mut baseline.core.organization.accounts;
            accounts.insert(key.to_owned(), DeclaredAccount::default());
        }
        baseline
    }

    fn of(key: &str) -> Selection {
        Selection {
            account: vec![key.to_owned()],
            ..Selection::default()
        }
    }

    #[test]
    fn a_known_account_is_a_filter() {
        assert_eq!(of("security").filter(&baseline()).unwrap().accounts, ["security"]);
    }

    #[test]
    fn an_unknown_account_is_bad_usage_and_what_is_near_is_named() {
        let stop = of("secruity").filter(&baseline()).unwrap_err();
        assert_eq!(stop.exit, Exit::Usage);
        assert_eq!(stop.help.as_deref(), Some("did you mean `security`?"));
        let stop = of("222222222222").filter(&baseline()).unwrap_err();
        assert!(stop.help.unwrap().contains("the key"));
    }
}
