//! Accounts that AWS is still making from an earlier run: the baseline changes meanwhile, and they are neither made twice nor left half done.

use std::time::Duration;

use groundline::areas::baseline::Baseline;
use groundline::areas::executor::{self, ApplyOptions};
use groundline::engine::plan::Plan;
use groundline::engine::risk::Risk;
use groundline::sandbox::{Sandbox, Seed};

use crate::simulated::{Run, allow, apply, left, plan, setup, unfinished, virtually};
use crate::support::valid;

fn baseline(text: &str) -> Baseline {
    let folder = tempfile::tempdir().unwrap();
    let head = "format = 1\n[organization]\nbaseline = \"acme\"\nmanagement-account = \"123456789012\"\nid = \"o-a1b2c3d4e5\"\n";
    let file = folder.path().join("baseline.toml");
    std::fs::write(&file, format!("{head}{text}")).unwrap();
    valid(&file)
}

/// An Organization in which AWS is making what `text` declares, as an apply with little time to wait leaves it.
async fn begun(text: &str) -> Sandbox {
    let baseline = baseline(text);
    let sandbox = Sandbox::new(&Seed::Empty { accounts: Some(50) }, &setup(&baseline));
    let run = Run::new(&sandbox, &[]).await;
    let (world, plan) = run.plan(&baseline).await.unwrap();
    let options = ApplyOptions {
        wait: Duration::from_secs(1),
    };
    executor::apply(&run.door, &world, &plan, &options, &|_| {}).await;
    sandbox
}

const HUB: &str = "[accounts.network]\nname = \"network-hub\"\nemail = \"aws+network@example.com\"\n";

fn refused(plan: &Plan) -> Vec<String> {
    let refused = plan.refused.iter();
    refused
        .map(|refusal| {
            assert_eq!(refusal.risk, Some(Risk::Irreversible));
            format!("{}: {}", refusal.address, refusal.why)
        })
        .collect()
}

#[test]
fn a_new_account_like_one_that_aws_is_making_waits() {
    virtually(async {
        for name in ["Network-Hubs", "network hub", "netwrok-hub"] {
            let sandbox = begun(HUB).await;
            let slip = baseline(&HUB.replace("network-hub", name).replace("network@", "networks@"));
            let held = refused(&plan(&sandbox, &slip, &[]).await.unwrap());
            assert_eq!(held.len(), 1, "{name}: {held:?}");
            assert!(held[0].starts_with("account.network: "), "{held:?}");
            assert!(held[0].contains("(`network-hub`, car-"), "{held:?}");
            assert!(
                held[0].contains("write `name = \"network-hub\"` in `[accounts.network]`"),
                "{held:?}"
            );
            let meant = allow(&["irreversible=account.network"]);
            let plan = plan(&sandbox, &slip, &meant).await.unwrap();
            assert_eq!(refused(&plan), Vec::<String>::new());
        }
    });
}

#[test]
fn a_new_account_unlike_what_aws_is_making_does_not_wait() {
    virtually(async {
        let sandbox = begun(HUB).await;
        let other = HUB.replace("network", "networking");
        // What a table has is no slip of another one.
        let pair = format!("{HUB}{}", other.replace("networking-hub", "network-hubs"));
        for text in [other, pair] {
            let plan = plan(&sandbox, &baseline(&text), &[]).await.unwrap();
            assert_eq!(refused(&plan), Vec::<String>::new(), "{text}");
        }
    });
}

#[test]
fn an_account_gets_the_tags_of_its_new_key_once_aws_has_made_it() {
    virtually(async {
        let sandbox = begun(HUB).await;
        let moved = "[[moved]]\nfrom = \"account.network\"\nto = \"account.hub\"\n";
        let table = HUB.replace("accounts.network", "accounts.hub");
        let renamed = baseline(&format!("{table}tags = {{ floor = \"2\" }}\n{moved}"));
        let (_, applied) = apply(&sandbox, &renamed, &[]).await.unwrap();
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        let state = sandbox.state();
        let organization = state.organization.as_ref().unwrap();
        let made = organization.accounts.iter();
        let made: Vec<&String> = made
            .filter(|(_, account)| account.email == "aws+network@example.com")
            .map(|(id, _)| id)
            .collect();
        assert_eq!(made.len(), 1);
        let tags = &organization.tags[made[0]].tags;
        assert_eq!(tags["groundline"], "acme/account/hub");
        assert_eq!(tags["floor"], "2");
        assert_eq!(
            left(&plan(&sandbox, &renamed, &[]).await.unwrap()),
            Vec::<String>::new()
        );
    });
}
