//! `validate` of baselines of megabytes: seconds of the processor and the most memory for each shape, printed.
//!
//! `cargo bench --bench validate` prints all; the target is at most 2 s and 500 MB for each.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and stops where it cannot go on"
)]

mod process;

use groundline::areas::declare::declare;
use groundline::views::diagnostics::render;
use process::{Usage, forget_peak};

const HEAD: &str =
    "format = 1\n[organization]\nbaseline = \"acme\"\nmanagement-account = \"111111111111\"\nid = \"o-a1b2c3d4e5\"\n";

fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn shapes() -> Vec<(&'static str, String)> {
    let account = |n: usize| format!("[accounts.a{n}]\nemail = \"a{n}@example.com\"\n");
    let list = |count: usize, item: &dyn Fn(usize) -> String| many(count, |n| format!("\"{}\",", item(n)));
    vec![
        ("accounts", many(50_000, account)),
        (
            "one e-mail",
            many(50_000, |n| format!("[accounts.a{n}]\nemail = \"a@example.com\"\n")),
        ),
        (
            "unknown keys",
            many(50_000, |n| format!("[accounts.a{n}]\nemial = \"a@example.com\"\n")),
        ),
        (
            "a circle of units",
            many(5_000, |n| format!("[units.u{n}]\nparent = \"u{}\"\n", (n + 1) % 5_000)),
        ),
        (
            "equal Regions",
            format!(
                "[regions]\nhome = \"eu-west-1\"\napproved = [{}]\n",
                list(300_000, &|_| "eu-west-1".to_owned())
            ),
        ),
        (
            "unknown services",
            format!(
                "[trusted-access]\nservices = [{}]\n",
                list(140_000, &|n| format!("gard{n}.amazonaws.com"))
            ),
        ),
        (
            "a long value, often",
            format!(
                "[values]\nx = \"{}\"\n{}",
                "y".repeat(200_000),
                many(3_000, |n| format!("{}owner = \"${{values.x}}\"\n", account(n)))
            ),
        ),
        (
            "unknown values",
            format!(
                "[values]\n{}{}",
                many(20_000, |n| format!("v{n} = \"x\"\n")),
                many(30_000, |n| format!("{}owner = \"${{values.w{n}}}\"\n", account(n)))
            ),
        ),
        (
            "roles in guardrails",
            format!(
                "{}{}",
                many(2_000, |n| format!("{}member-role = \"Role{n}\"\n", account(n))),
                many(1_000, |n| format!(
                    "[scps.s{n}]\nguardrail = \"protect-roles@1\"\nattach = []\n"
                ))
            ),
        ),
        (
            "a thousand guardrails",
            many(1_000, |n| {
                format!("[scps.s{n}]\nguardrail = \"deny-root@1\"\nattach = []\n")
            }),
        ),
        (
            "moved round",
            many(1_000, |n| {
                format!("[[moved]]\nfrom = \"unit.u{n}\"\nto = \"unit.u{}\"\n", (n + 1) % 1_000)
            }),
        ),
        (
            "dotted keys",
            many(80_000, |n| format!("values.a{n}.b.c.d.e.f.g = 1\n")),
        ),
    ]
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("baseline.toml");
    for (name, body) in shapes() {
        std::fs::write(&path, format!("{HEAD}{body}")).unwrap();
        forget_peak();
        let before = Usage::now();
        let checked = declare(&path);
        let shown = render(&checked.diagnostics.sorted(), &checked.sources, false);
        let after = Usage::now();
        println!(
            "{name:24} {:4.1} MB of TOML  {:6.2} s  {:4} MB at most  {:5} KB shown",
            body.len() as f64 / 1e6,
            after.cpu - before.cpu,
            after.peak / 1_000_000,
            shown.len() / 1_000
        );
    }
}
