//! Requests are for one partition, and so is the caller.

use super::script::{Script, answer, json};
use crate::aws::{ErrorKind, Settings};
use crate::facts::op::{Op, PAGES};
use crate::facts::partitions::PARTITIONS;
use crate::facts::service::{ORGANIZATIONS, TAGGING};
use crate::sandbox::Reply;

static LIST: Op = Op::read(&ORGANIZATIONS, "ListAccounts", PAGES, &[]);
static TAGS: Op = Op::read(&TAGGING, "GetResources", PAGES, &[]);

fn identity(partition: &str) -> Reply {
    let body = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>arn:{partition}:iam::111111111111:user/a</Arn><UserId>A</UserId><Account>111111111111</Account>\
         </GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
    answer(200, "text/xml", &body)
}

fn script(partition: &'static str) -> Script {
    Script::new(move |seen, _| {
        if seen.what.contains("GetCallerIdentity") {
            identity(partition)
        } else {
            json("{}")
        }
    })
}

fn settings(region: Option<&str>, home: Option<&str>) -> Settings {
    Settings {
        region: region.map(str::to_owned),
        home: home.map(str::to_owned),
        ..Settings::default()
    }
}

/// The Regions that calls of the identity, of Organizations and of its tags are signed for.
async fn signed(partition: &'static str, settings: &Settings) -> Vec<String> {
    let script = script(partition);
    let door = script.door_with(settings);
    door.identity().await.unwrap();
    let reader = door.reader();
    let (organizations, tagging) = (
        reader.client::<aws_sdk_organizations::Client>(),
        reader.client::<aws_sdk_resourcegroupstagging::Client>(),
    );
    reader
        .call(&LIST, || organizations.list_accounts().send())
        .await
        .unwrap();
    reader.call(&TAGS, || tagging.get_resources().send()).await.unwrap();
    script.seen().into_iter().map(|seen| seen.region).collect()
}

#[tokio::test(start_paused = true)]
async fn every_partition_is_signed_for_itself() {
    for partition in PARTITIONS {
        for region in partition.regions {
            let regions = signed(partition.id, &settings(Some(region), None)).await;
            assert_eq!(regions, [region, partition.home, partition.home], "{region}");
            let regions = signed(partition.id, &settings(None, Some(region))).await;
            assert_eq!(regions, [partition.home; 3], "{region} is the baseline's home");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_of_another_partition_is_refused() {
    let script = script("aws-cn");
    let door = script.door_with(&settings(Some("eu-west-1"), None));
    let error = door.identity().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(
        error.message.contains("`aws-cn`") && error.message.contains("`aws`"),
        "{}",
        error.message
    );
    assert_eq!(script.asked(), 1);
}
