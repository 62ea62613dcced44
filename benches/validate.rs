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

/// What begins a shape that goes on in `[organization]`.
const HEAD_MORE: &str = "# more of it\n";

fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[path = "validate/guardrails.rs"]
mod guardrails;

fn all() -> Vec<(&'static str, String)> {
    let mut all = shapes();
    all.extend(guardrails::shapes());
    all
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
            "10,000 guardrails",
            many(10_000, |n| {
                format!("[scps.s{n}]\nguardrail = \"deny-root@1\"\nattach = [\"root\"]\n")
            }),
        ),
        (
            "arguments of 10,000",
            format!(
                "[regions]\nhome = \"eu-west-1\"\napproved = [\"eu-west-1\", \"us-east-1\"]\n{}",
                many(10_000, |n| format!(
                    "[scps.s{n}]\nguardrail = \"protect-roles@1\"\nattach = []\nwith = {{ roles = [\"Role{n}\"] }}\n"
                ))
            ),
        ),
        (
            "long lists of roles",
            many(1_000, |n| {
                format!(
                    "[scps.s{n}]\nguardrail = \"protect-roles@1\"\nattach = []\nwith = {{ roles = [{}] }}\n",
                    list(250, &|m| format!("Role{n}x{m}"))
                )
            }),
        ),
        (
            "one endless list of roles",
            format!(
                "[scps.s]\nguardrail = \"protect-roles@1\"\nattach = []\nwith = {{ roles = [{}] }}\n",
                list(300_000, &|n| format!("Role{n}"))
            ),
        ),
        (
            "accounts spared",
            format!(
                "{}{}",
                many(1_000, account),
                many(300, |n| format!(
                    "[scps.s{n}]\nguardrail = \"deny-root@1\"\nattach = []\nexcept-accounts = [{}]\n",
                    list(1_000, &|m| format!("a{m}"))
                ))
            ),
        ),
        (
            "tag policies everywhere",
            format!(
                "{}{}",
                many(2_000, |n| format!("[units.u{n}]\n")),
                many(1_000, |n| format!(
                    "[tag-policies.t{n}]\nfile = \"tags.json\"\nattach = [{}]\n",
                    list(200, &|m| format!("u{}", (n * 7 + m * 10) % 2_000))
                ))
            ),
        ),
        (
            "sets",
            many(500, |n| {
                format!(
                    "[scps.s{n}]\npack = true\nattach = []\n{}",
                    many(20, |m| format!(
                        "[scps.s{n}.guardrails.g{m}]\nguardrail = \"protect-roles@1\"\nwith = {{ roles = [\"R{m}\"] }}\n"
                    ))
                )
            }),
        ),
        (
            "one endless set",
            format!(
                "[scps.s]\npack = true\nattach = []\n{}",
                many(20_000, |m| format!(
                    "[scps.s.guardrails.g{m}]\nguardrail = \"protect-roles@1\"\nwith = {{ roles = [\"R{m}\"] }}\n"
                ))
            ),
        ),
        (
            "moved round",
            many(1_000, |n| {
                format!("[[moved]]\nfrom = \"unit.u{n}\"\nto = \"unit.u{}\"\n", (n + 1) % 1_000)
            }),
        ),
        (
            "removed",
            many(50_000, |n| {
                format!("[[removed]]\naddress = \"account.a{n}\"\ndestroy = true\n")
            }),
        ),
        (
            "tests",
            format!(
                "{}{}",
                many(500, |n| format!("{}unit = \"u{}\"\n", account(n), n % 50)),
                many(50, |n| format!("[units.u{n}]\n"))
            ) + &many(200, |n| {
                format!("[scps.s{n}]\nguardrail = \"deny-root@1\"\nattach = [\"u{}\"]\n", n % 50)
            }) + &many(20_000, |n| {
                format!(
                    "[[guardrail-tests]]\nname = \"t{n}\"\naccount = \"a{}\"\nprincipal = \"role/x\"\naction = \"ec2:RunInstances\"\nexpect = \"allow\"\n",
                    n % 500
                )
            }),
        ),
        (
            "tags",
            many(1_500, |n| {
                format!(
                    "{}{}",
                    account(n),
                    format_args!(
                        "tags = {{ {} }}\n",
                        many(100, |m| format!("k{m} = \"value\",")).trim_end_matches(',')
                    )
                )
            }),
        ),
        (
            "contexts",
            format!(
                "[roles.context]\n{}",
                many(80_000, |n| format!("\"aws:PrincipalTag/t{n}\" = [\"a\", \"b\"]\n"))
            ),
        ),
        (
            "one endless context",
            format!(
                "[roles.context]\n\"aws:PrincipalArn\" = [{}]\n",
                list(100_000, &|n| format!("arn:{n}"))
            ),
        ),
        (
            "lint-allow",
            format!(
                "[scps.s]\nguardrail = \"deny-root@1\"\nattach = []\nlint-allow = [{}]\n",
                list(300_000, &|n| format!("rule{n}"))
            ),
        ),
        (
            "attached to all",
            format!(
                "{}{}",
                many(20_000, account),
                many(20, |n| format!(
                    "[scps.s{n}]\nguardrail = \"deny-root@1\"\nattach = [{}]\n",
                    list(10_000, &|m| format!("account:a{m}"))
                ))
            ),
        ),
        (
            "unknown targets",
            format!(
                "{}[scps.s]\nguardrail = \"deny-root@1\"\nattach = [{}]\n",
                many(20_000, account),
                list(150_000, &|m| format!("account:b{m}"))
            ),
        ),
        (
            "administrators",
            format!(
                "{}[delegated-admins]\n{}",
                many(20_000, account),
                many(20_000, |n| format!(
                    "\"gard{n}.amazonaws.com\" = [\"a{n}\", \"b{n}\"]\n"
                ))
            ),
        ),
        (
            "administrators of one",
            format!(
                "[delegated-admins]\nguardduty = [{}]\n",
                list(300_000, &|n| format!("b{n}"))
            ),
        ),
        (
            "e-mail domains",
            format!(
                "{HEAD_MORE}account-email-domains = [{}]\n{}",
                list(100_000, &|n| format!("d{n}.example.org")),
                many(40_000, account)
            ),
        ),
        (
            "unknown names",
            format!(
                "allow-unknown = [{}]\n",
                list(150_000, &|n| format!("x{n}.amazonaws.com"))
            ),
        ),
        ("unknown tables", many(100_000, |n| format!("[table{n}]\nx = 1\n"))),
        (
            "values in values",
            format!(
                "[values]\nv0 = \"xxxxxxxx\"\n{}",
                many(20_000, |n| format!(
                    "v{} = \"${{values.v{n}}}${{values.v{n}}}\"\n",
                    n + 1
                ))
            ),
        ),
        (
            "one value, many times",
            format!(
                "[values]\nx = \"{}\"\n[accounts.a]\nemail = \"a@example.com\"\nowner = \"{}\"\n",
                "y".repeat(1_000),
                "${values.x}".repeat(300_000)
            ),
        ),
        (
            "deep",
            format!("x = {}{}\n", "[".repeat(2_000_000), "]".repeat(2_000_000)),
        ),
        ("deep keys", format!("{} = 1\n", vec!["a"; 2_000_000].join("."))),
        (
            "a long key",
            format!("[accounts.{}]\nemail = \"a@example.com\"\n", "k".repeat(4_000_000)),
        ),
        (
            "a long string",
            format!("[accounts.a]\nemail = \"{}\"\n", "e".repeat(4_000_000)),
        ),
        (
            "long strings",
            many(150, |n| {
                format!(
                    "[accounts.a{n}]\nemail = \"{}\"\nname = \"{}\"\nunit = \"{}\"\n",
                    "e".repeat(7_000),
                    "n".repeat(7_000),
                    "u".repeat(7_000)
                )
            }),
        ),
        ("empty lists", format!("x = [{}]\n", "[],".repeat(1_300_000))),
        ("wrong types", many(49_000, |n| format!("[accounts.a{n}]\nemail = 1\n"))),
        ("no TOML", "= = =\n".repeat(150_000)),
        ("no text", "\"\\q\"\n".repeat(150_000)),
        ("comments", "# nothing\n".repeat(400_000)),
    ]
}

/// Baselines of several files: what one file may have, more than once.
fn parts(shape: &str) -> Option<Vec<String>> {
    let account = |n: usize| format!("[accounts.a{n}]\nemail = \"a{n}@example.com\"\n");
    Some(match shape {
        "accounts in 5 files" => (0..5)
            .map(|part| many(24_000, |n| account(part * 24_000 + n)))
            .collect(),
        "accounts in 2,000 files" => (0..2_000).map(|part| many(25, |n| account(part * 25 + n))).collect(),
        "values in 2 files" => (0..2)
            .map(|part| format!("x{part} = [{}]\n", "1,".repeat(390_000)))
            .collect(),
        "tables in 5 files" => (0..5)
            .map(|part| many(49_000, |n| format!("values.a{part}x{n}.b.c = 1\n")))
            .collect(),
        _ => return None,
    })
}

const FILES: &[&str] = &[
    "accounts in 5 files",
    "accounts in 2,000 files",
    "values in 2 files",
    "tables in 5 files",
    "files that are missing",
];

/// The word that names the one shape to measure in this process.
const ONLY: &str = "--shape";

/// Each shape has a process of its own, so that no other counts in its memory.
fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [word, shape] = words.as_slice()
        && word == ONLY
    {
        run(shape);
        return;
    }
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    let names = all().into_iter().map(|(name, _)| name).chain(FILES.iter().copied());
    for name in names.filter(|name| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()))) {
        let program = std::env::current_exe().unwrap();
        let ended = std::process::Command::new(program).args([ONLY, name]).status().unwrap();
        assert!(ended.success(), "{name}");
    }
}

fn run(shape: &str) {
    let folder = tempfile::tempdir().unwrap();
    let tags = r#"{"tags":{"a":{"tag_key":{"@@assign":"A"}}}}"#;
    std::fs::write(folder.path().join("tags.json"), tags).unwrap();
    let path = folder.path().join("baseline.toml");
    let body = all().into_iter().find(|(name, _)| *name == shape).map(|(_, body)| body);
    let mut size = 0;
    let text = match body {
        // Keys of the top and of `[organization]` come before other tables.
        Some(body) => match body.strip_prefix(HEAD_MORE) {
            Some(more) => format!("{HEAD}{more}"),
            None if body.starts_with('[') || !body.contains(" = ") => format!("{HEAD}{body}"),
            None => format!("{body}\n{HEAD}"),
        },
        None => {
            let parts = parts(shape).unwrap_or_default();
            let mut names: Vec<String> = (0..parts.len()).map(|part| format!("part{part}.toml")).collect();
            for (name, text) in names.iter().zip(&parts) {
                size += text.len();
                std::fs::write(folder.path().join(name), text).unwrap();
            }
            if parts.is_empty() {
                names = (0..200_000).map(|part| format!("missing{part}.toml")).collect();
            }
            let included = names.iter().map(|name| format!("\"{name}\",")).collect::<String>();
            format!("include = [{included}]\n{HEAD}")
        }
    };
    std::fs::write(&path, &text).unwrap();
    size += text.len();
    drop(text);
    measure(shape, &path, size);
}

fn measure(name: &str, path: &std::path::Path, size: usize) {
    forget_peak();
    let before = Usage::now();
    let mut checked = declare(path);
    checked.run_tests();
    let shown = render(&checked.diagnostics.sorted(), &checked.sources, false);
    let after = Usage::now();
    println!(
        "{name:26} {:4.1} MB of TOML  {:6.2} s  {:4} MB at most  {:5} KB shown  {}",
        size as f64 / 1e6,
        after.cpu - before.cpu,
        after.peak / 1_000_000,
        shown.len() / 1_000,
        checked.diagnostics.sorted().first().map_or("", |first| first.code)
    );
}
