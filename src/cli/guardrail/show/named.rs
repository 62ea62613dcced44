//! A guardrail of the library: what it is, what can be chosen, and the policy that it becomes.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::formats::Format;
use crate::cli::guardrail::library::of_guardrail;
use crate::cli::stop::Stop;
use crate::engine::plan::FORMAT_VERSION;
use crate::exit::Exit;
use crate::facts::policy_types::policy_type;
use crate::guardrails::Document;
use crate::guardrails::library::{
    Argument, Arguments, Covers, Guardrail, Kind, Problem, Surroundings, Where, find, latest,
};
use crate::views::{json as document, safe};

/// What belongs to the name of a guardrail.
#[derive(Debug, Args)]
pub(super) struct Named {
    /// This guardrail of the library: `NAME`, or `NAME@VERSION`
    #[arg(value_name = "GUARDRAIL")]
    name: Option<String>,

    /// A value for one of its parameters; items of lists are separated by commas
    #[arg(long, value_name = "PARAMETER=VALUE", requires = "name")]
    with: Vec<String>,

    /// Ids of accounts that it does not bind
    #[arg(long, value_name = "ID", value_delimiter = ',', requires = "name")]
    except_accounts: Vec<String>,

    /// Print the policy alone, as it is sent to AWS
    #[arg(long, requires = "name", conflicts_with = "format")]
    minified: bool,
}

/// A guardrail and what became of it.
struct Shown {
    guardrail: &'static Guardrail,
    surroundings: Surroundings,
    /// The policy's text, or which parameters are missing.
    policy: Result<String, Vec<Problem>>,
}

impl Named {
    /// Whether a guardrail is asked for.
    pub(super) fn is_given(&self) -> bool {
        self.name.is_some()
    }

    /// Shows it.
    pub(super) fn run(&self, context: &Context, format: Format) -> Result<Exit, Stop> {
        let name = self.name.as_deref().unwrap_or_default();
        let guardrail = if name.contains('@') { find(name) } else { latest(name) };
        let guardrail = guardrail.map_err(|problem| Stop::new(Exit::Usage, problem.message).help(problem.help))?;
        let surroundings = Surroundings {
            except_accounts: self.except_accounts.clone(),
            ..Surroundings::example()
        };
        let arguments = self.arguments(guardrail)?;
        let policy = guardrail.compile(&arguments, &surroundings);
        if let Err(problems) = &policy {
            let is_missing = |problem: &Problem| matches!(problem.at, Where::Missing(_));
            if self.minified || !problems.iter().all(is_missing) {
                return Err(wrong(guardrail, problems));
            }
        }
        let shown = Shown {
            guardrail,
            surroundings,
            policy,
        };
        let text = match (&shown.policy, format) {
            (Ok(policy), _) if self.minified => format!("{policy}\n"),
            (_, Format::Text) => shown.text(),
            (_, Format::Json) => shown.json(),
        };
        context.ui.data(&text);
        Ok(Exit::Done)
    }

    fn arguments(&self, guardrail: &Guardrail) -> Result<Arguments, Stop> {
        let mut arguments = Arguments::new();
        for written in &self.with {
            let Some((name, value)) = written.split_once('=') else {
                return Err(Stop::new(Exit::Usage, format!("`{written}` is not `PARAMETER=VALUE`")));
            };
            if arguments
                .insert(name.to_owned(), argument(guardrail, name, value))
                .is_some()
            {
                return Err(Stop::new(Exit::Usage, format!("`--with {name}=…` is given twice")));
            }
        }
        Ok(arguments)
    }
}

/// The value that a word means to a parameter. What does not fit is reported when it is compiled.
fn argument(guardrail: &Guardrail, name: &str, value: &str) -> Argument {
    let kind = guardrail.parameter(name).map(|parameter| parameter.kind);
    let text = Argument::Text(value.to_owned());
    match kind {
        Some(Kind::Number) => value.parse().map_or(text, Argument::Number),
        Some(Kind::Boolean) => value.parse().map_or(text, Argument::Boolean),
        Some(kind) if kind.is_list() => Argument::texts(value.split(',').filter(|item| !item.is_empty())),
        _ => text,
    }
}

fn wrong(guardrail: &Guardrail, problems: &[Problem]) -> Stop {
    let details = problems.iter().map(|problem| {
        let help = problem.help.as_ref().map(|help| format!(" ({help})"));
        format!("{problem}{}", help.unwrap_or_default())
    });
    Stop::new(Exit::Usage, format!("`{guardrail}` cannot be compiled")).details(details.collect())
}

impl Shown {
    fn text(&self) -> String {
        let guardrail = self.guardrail;
        let mut lines = vec![
            format!("{guardrail}, {}: {}", guardrail.kind.words(), guardrail.title),
            format!("serves {}", guardrail.serves),
            String::new(),
            guardrail.description.clone(),
            String::new(),
        ];
        if !guardrail.parameters.is_empty() {
            lines.push("parameters".to_owned());
            for parameter in &guardrail.parameters {
                let default = match &parameter.default {
                    Some(default) => format!("default {default}"),
                    None => "required".to_owned(),
                };
                lines.push(format!("  {}: {}, {default}", parameter.name, parameter.takes()));
                lines.push(format!("    {}", parameter.description));
            }
            lines.push(String::new());
        }
        lines.push(self.tests());
        lines.extend(self.remarks());
        lines.push(String::new());
        match &self.policy {
            Ok(policy) => {
                let most = policy_type(guardrail.kind.policy_type()).max_size;
                lines.push(format!("as a policy, {} of {most} characters", policy.chars().count()));
                lines.push(Document::parse(policy).map_or_else(|_| policy.clone(), |document| document.pretty()));
            }
            Err(problems) => {
                lines.push("to see it as a policy".to_owned());
                lines.extend(missing(problems).iter().map(|name| format!("  --with {name}=…")));
                lines.push(String::new());
            }
        }
        safe_lines(&lines)
    }

    fn tests(&self) -> String {
        let mut counts: BTreeMap<Covers, usize> = BTreeMap::new();
        for test in self.guardrail.tests() {
            *counts.entry(test.covers).or_default() += 1;
        }
        let words = |(covers, count): (&Covers, &usize)| {
            let what = match covers {
                Covers::Denies => "of what it denies",
                Covers::Spares => "of what it spares",
                Covers::Exemption => "of its exemption",
                Covers::Attack => "of attacks",
            };
            format!("{count} {what}")
        };
        let counts: Vec<String> = counts.iter().map(words).collect();
        match counts.as_slice() {
            [] => "no tests".to_owned(),
            some => format!("{} tests: {}", self.guardrail.tests().len(), some.join(", ")),
        }
    }

    /// What of the policy comes from an Organization, and is only an example here.
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.guardrail.has_exemption() {
            remarks.push(format!(
                "always exempt, as an example here: {}; in a baseline `roles.member`, every `member-role` and `stacksets-exec-*`",
                self.surroundings.exempt.join(", ")
            ));
        }
        let uses = |default: &str| {
            let mut defaults = self
                .guardrail
                .parameters
                .iter()
                .filter_map(|parameter| parameter.default.as_ref());
            defaults.any(|known| known.to_string() == default)
        };
        if uses("${regions.approved}") {
            remarks.push(format!(
                "approved Regions, as an example here: {}",
                self.surroundings.approved_regions.join(", ")
            ));
        }
        if let Some(id) = self
            .surroundings
            .organization_id
            .as_ref()
            .filter(|_| uses("${organization.id}"))
        {
            remarks.push(format!("Organization, as an example here: {id}"));
        }
        remarks
    }

    fn json(&self) -> String {
        let mut value = json!({ "format_version": FORMAT_VERSION, "guardrail": of_guardrail(self.guardrail) });
        let mut put = |key: &str, part: Value| {
            if let Some(map) = value.as_object_mut() {
                map.insert(key.to_owned(), part);
            }
        };
        put(
            "exempt",
            json!(
                self.surroundings
                    .exempt
                    .iter()
                    .filter(|_| self.guardrail.has_exemption())
                    .collect::<Vec<_>>()
            ),
        );
        put("except_accounts", json!(self.surroundings.except_accounts));
        put("policy", json!(self.policy.as_ref().ok()));
        put(
            "size",
            json!(self.policy.as_ref().ok().map(|policy| policy.chars().count())),
        );
        put(
            "missing",
            json!(
                self.policy
                    .as_ref()
                    .err()
                    .map(|problems| missing(problems))
                    .unwrap_or_default()
            ),
        );
        document::document(&value)
    }
}

/// The parameters that have to be chosen before it is a policy.
fn missing(problems: &[Problem]) -> Vec<&String> {
    let names = problems.iter().filter_map(|problem| match &problem.at {
        Where::Missing(name) => Some(name),
        _ => None,
    });
    names.collect()
}

fn safe_lines(lines: &[String]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .flat_map(|line| {
            line.lines()
                .map(|line| safe::text(line).into_owned())
                .chain(line.is_empty().then(String::new))
        })
        .collect();
    format!("{}\n", lines.join("\n"))
}
