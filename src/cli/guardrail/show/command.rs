//! The words after `groundline guardrail show`.

use clap::{ArgGroup, Args};

use super::kinds::{kind, kinds};
use super::levels::{Chain, Target};
use super::named::Named;
use super::{chain, declared, effective, live};
use crate::cli::context::{Context, Read};
use crate::cli::formats::Format;
use crate::cli::session;
use crate::cli::stop::Stop;
use crate::exit::Exit;
use crate::facts::policy_types::{RCP, SCP};
use crate::guardrails::{Language, language_of};

/// Show a guardrail of the library, or which policies apply to an account or unit
///
/// Of a guardrail: what it does, what can be chosen, and the policy that it becomes.
///
/// Of an account or unit, level by level, from the root down: what is attached there, how much room is left, and what
/// it says. With `--type` one type alone; of a type that accounts inherit, the policies are merged as AWS merges them,
/// and every value tells which policy it comes from. From the baseline, or from AWS with
/// `--live`, where AWS's own answer is shown beside it.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").args(["name", "account", "unit"]).required(true)))]
#[command(after_help = "\
Examples:
  groundline guardrail show approved-regions --with regions=eu-west-1,eu-central-1
  groundline guardrail show deny-root@1 --except-accounts 111111111111 --minified
  groundline guardrail show --account shop
  groundline guardrail show --unit workloads --type scp
  groundline guardrail show --account shop --type tag-policy
  groundline guardrail show --account 111111111111 --type ai-services --live --format json")]
pub(in crate::cli) struct Show {
    #[command(flatten)]
    named: Named,

    /// This account: its key in the baseline, or its id
    #[arg(long, value_name = "KEY|ID")]
    account: Option<String>,

    /// This unit: its key in the baseline, or the names of it and those above with `/` between them; `root` is the root
    #[arg(long, value_name = "PATH|KEY")]
    unit: Option<String>,

    /// Only policies of this type: `scp`, `rcp`, `tag-policy`, `ai-services`, `backup`, `declarative-ec2`, `s3`, … or AWS's name
    #[arg(long = "type", value_name = "TYPE", conflicts_with = "name")]
    kind: Option<String>,

    /// Read what is attached from AWS, not from the baseline; `--sandbox` does so from the sandbox
    #[arg(long, conflicts_with = "name")]
    live: bool,

    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(in crate::cli::guardrail) fn run(context: &Context, args: &Show) -> Result<Exit, Stop> {
    if args.named.is_given() {
        return args.named.run(context, args.format);
    }
    let types = match &args.kind {
        None => vec![SCP.to_owned(), RCP.to_owned()],
        Some(word) => vec![kind(word).ok_or_else(|| unknown(word))?],
    };
    let target = match (&args.account, &args.unit) {
        (Some(account), _) => Target::Account(account.clone()),
        (None, unit) => Target::Unit(unit.clone().unwrap_or_default()),
    };
    let Read { baseline, .. } = context.read_baseline()?;
    if args.live || context.globals.sandbox {
        return session::with_door(context, &baseline, async |door| {
            let chain = live::chain(context, &door, baseline.clone(), &target, &types).await?;
            Ok(show(context, args.format, &chain, &types))
        });
    }
    let chain = declared::chain(&baseline.core, &target, &types)?;
    Ok(show(context, args.format, &chain, &types))
}

fn show(context: &Context, format: Format, chain: &Chain, types: &[String]) -> Exit {
    let inherited = types.iter().find(|kind| language_of(kind) == Language::Inheriting);
    let text = match (inherited, format) {
        (Some(kind), Format::Text) => effective::text(chain, kind),
        (Some(kind), Format::Json) => effective::json(chain, kind),
        (None, Format::Text) => chain::text(chain, types),
        (None, Format::Json) => chain::json(chain, types),
    };
    context.ui.data(&text);
    if chain.unread.is_empty() {
        Exit::Done
    } else {
        Exit::Incomplete
    }
}

fn unknown(word: &str) -> Stop {
    let message = format!("`{word}` is not a policy type");
    Stop::new(Exit::Usage, message).help(Some(format!("one of {}", kinds().join(", "))))
}
