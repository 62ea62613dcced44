//! Guardrails, sets and tests that take much.

use super::many;

pub(super) fn shapes() -> Vec<(&'static str, String)> {
    let account = |n: usize| format!("[accounts.a{n}]\nemail = \"a{n}@example.com\"\n");
    let list = |count: usize, item: &dyn Fn(usize) -> String| many(count, |n| format!("\"{}\",", item(n)));
    vec![
        (
            "tests of long policies",
            account(0)
                + &many(8, |n| {
                    format!(
                        "[scps.s{n}]\nguardrail = \"protect-roles@1\"\nattach = [\"root\"]\nwith = {{ roles = [{}] }}\n",
                        list(200, &|m| format!("R{n}x{m}*"))
                    )
                })
                + &many(3_500, |n| {
                    format!(
                        "[[guardrail-tests]]\nname = \"t{n}\"\naccount = \"a0\"\nprincipal = \"role/x\"\naction = [{}]\n\
                         resource = \"arn:aws:iam::222222222222:role/Q{n}\"\nexpect = \"allow\"\n",
                        list(40, &|m| format!("iam:CreateRole{m}"))
                    )
                }),
        ),
        (
            "tests of wildcards",
            account(0)
                + &many(8, |n| {
                    format!(
                        "[scps.s{n}]\nguardrail = \"protect-roles@1\"\nattach = [\"root\"]\nwith = {{ roles = [{}] }}\n",
                        list(150, &|m| format!("*a*a*a*a*a*{n}x{m}*"))
                    )
                })
                + &many(5_000, |n| {
                    format!(
                        "[[guardrail-tests]]\nname = \"t{n}\"\naccount = \"a0\"\nprincipal = \"role/x\"\naction = \"iam:CreateRole\"\n\
                         resource = \"arn:aws:iam::222222222222:role/{}\"\nexpect = \"allow\"\n",
                        "a".repeat(300)
                    )
                }),
        ),
        (
            "Regions that are not, in guardrails",
            format!(
                "[regions]\nhome = \"eu-west-1\"\napproved = [{}]\n{}",
                list(1_000, &|n| format!(
                    "eu-xx{}-{}",
                    ('a'..='z').nth(n / 90).unwrap(),
                    n % 90 + 1
                )),
                many(9_000, |n| format!(
                    "[scps.s{n}]\nguardrail = \"approved-regions@1\"\nattach = []\nwith = {{ regions = [\"${{regions.approved}}\"], spared = [\"s3:Get{n}\"] }}\n"
                ))
            ),
        ),
        (
            "services that are not, in guardrails",
            many(4_500, |n| {
                format!(
                    "[scps.s{n}]\nguardrail = \"approved-services@1\"\nattach = []\nwith = {{ services = [{}] }}\n",
                    list(60, &|m| format!("x{n}y{m}"))
                )
            }),
        ),
        (
            "roles of wildcards",
            many(7_000, |n| {
                format!(
                    "[scps.s{n}]\nguardrail = \"protect-roles@1\"\nattach = []\nwith = {{ roles = [{}] }}\n",
                    list(20, &|m| format!("*a*b*c*d*e{n}*{m}*"))
                )
            }),
        ),
        (
            "sets of one name",
            many(10_000, |n| {
                format!(
                    "[scps.s{n}]\nname = \"same\"\npack = true\nattach = []\n[scps.s{n}.guardrails.g]\nguardrail = \"deny-root@1\"\n"
                )
            }),
        ),
        (
            "sets that spare",
            many(1_000, account)
                + &many(80, |n| {
                    format!(
                        "[scps.s{n}]\npack = true\nattach = []\nexcept-accounts = [{}]\n{}",
                        list(500, &|m| format!("a{m}")),
                        many(200, |m| format!(
                            "[scps.s{n}.guardrails.g{m}]\nguardrail = \"deny-root@1\"\n"
                        ))
                    )
                }),
        ),
        (
            "sets of long lists",
            many(150, |n| {
                format!(
                    "[scps.s{n}]\npack = true\nattach = []\n{}",
                    many(10, |m| format!(
                        "[scps.s{n}.guardrails.g{m}]\nguardrail = \"protect-roles@1\"\nwith = {{ roles = [{}] }}\n",
                        list(200, &|k| format!("R{n}x{m}y{k}"))
                    ))
                )
            }),
        ),
    ]
}
