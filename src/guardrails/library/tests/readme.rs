//! The table of the library in `scps/README.md`. `GROUNDLINE_BLESS=1` writes it.

use std::fmt::Write;
use std::path::PathBuf;

use super::super::{Argument, Arguments, Guardrail, PolicyKind, all};
use super::support::surroundings;

const START: &str = "<!-- written by a test -->\n";

/// One table a type, in the order of the names.
fn tables() -> String {
    let mut text = String::new();
    for (kind, title) in [
        (PolicyKind::Scp, "Service control policies"),
        (PolicyKind::Rcp, "Resource control policies"),
        (PolicyKind::DeclarativeEc2, "Declarative policies for EC2"),
    ] {
        write!(text, "\n## {title}\n\n").unwrap();
        text.push_str("| Guardrail | What it does | Parameters (default) | Roadmap | Characters | Tests |\n|---|---|---|---|---|---|\n");
        for guardrail in all().iter().filter(|one| one.kind == kind) {
            row(&mut text, guardrail);
        }
    }
    text
}

fn row(text: &mut String, guardrail: &Guardrail) {
    let parameters: Vec<String> = guardrail
        .parameters
        .iter()
        .map(|parameter| {
            let default = parameter.default.as_ref().map(ToString::to_string);
            match default.as_deref() {
                None => format!("`{}` (required)", parameter.name),
                Some("[]") => format!("`{}`", parameter.name),
                Some(default) => format!("`{}` (`{}`)", parameter.name, default.trim_matches('"')),
            }
        })
        .collect();
    let size = guardrail.compile(&example(guardrail), &surroundings()).unwrap().len();
    let tests = guardrail.tests().len();
    writeln!(
        text,
        "| `{guardrail}` | {} | {} | {} | {size} | {tests} |",
        guardrail.title,
        parameters.join(", "),
        guardrail.serves,
    )
    .unwrap();
}

/// Something for each parameter that must be chosen.
fn example(guardrail: &Guardrail) -> Arguments {
    let required = guardrail.parameters.iter().filter(|one| one.default.is_none());
    required
        .map(|parameter| (parameter.name.clone(), Argument::texts(["owner"])))
        .collect()
}

#[test]
fn the_table_is_that_of_the_files() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scps/README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, table) = text.split_once(START).unwrap();
    let now = tables();
    if std::env::var_os("GROUNDLINE_BLESS").is_some() {
        std::fs::write(path, format!("{head}{START}{now}")).unwrap();
    } else {
        assert_eq!(table, now, "run the test with GROUNDLINE_BLESS=1");
    }
}
