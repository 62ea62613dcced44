//! groundline on moto's server, with a baseline that asks only for what moto has.

use serde_json::json;

use super::desk::Desk;
use super::expectation::Written;
use super::python::Moto;

#[test]
fn what_moto_has_converges_and_stays() {
    let moto = Moto::start();
    let desk = Desk::on(&moto, "tests/fixtures/moto");
    let expected = Written::on(&desk).expectation();

    assert!(!desk.planned(2).is_empty());
    let _ = desk.types("apply --yes").expect(0);
    desk.boto3_sees(&expected);
    assert_eq!(desk.planned(0), [] as [&str; 0]);
    let _ = desk.types("drift").expect(0);
    assert_eq!(desk.writes_of_apply(0), 0);
    desk.boto3_sees(&expected);
}

#[test]
fn a_plan_is_kept_and_applied_later() {
    let moto = Moto::start();
    let desk = Desk::on(&moto, "tests/fixtures/moto");
    let _ = desk.types("plan --out plan.json").expect(0);
    let _ = desk.types("apply plan.json").expect(0);
    desk.boto3_sees(&Written::on(&desk).expectation());
    assert_eq!(desk.planned(0), [] as [&str; 0]);
}

#[test]
fn an_organization_is_made_where_there_is_none() {
    let moto = Moto::bare();
    let desk = Desk::on(&moto, "tests/fixtures/moto");
    // A new one would not be the one that the baseline names.
    for create in ["", "create = true\n"] {
        desk.edit(
            "baseline.toml",
            "[organization]\n",
            &format!("[organization]\n{create}"),
        );
        let _ = desk
            .types("apply --yes")
            .expect(4)
            .tells(&["123456789012 is in no Organization", "o-a1b2c3d4e5"])
            .tells(&["organization.create = true"]);
    }
    desk.edit("baseline.toml", "id = \"o-a1b2c3d4e5\"\n", "");
    let _ = desk.types("apply --yes").expect(0);
    desk.boto3_sees(&Written::on(&desk).expectation());
    assert_eq!(desk.planned(0), [] as [&str; 0]);
    assert_eq!(desk.writes_of_apply(0), 0);
}

#[test]
fn another_organization_or_account_is_refused_before_anything_is_written() {
    let moto = Moto::start();
    let nothing = json!({
        "management": [{ "id": "123456789012", "tags": {} }],
        "units": [], "accounts": [], "policies": [], "trusted": [], "delegated": [],
    });
    let desk = Desk::on(&moto, "tests/fixtures/moto");
    let id = moto.organization.as_deref().unwrap();
    desk.edit("baseline.toml", id, "o-other00000");
    let _ = desk.types("apply --yes").expect(4).tells(&[id, "o-other00000"]);
    desk.edit("baseline.toml", "o-other00000", id);
    desk.edit("baseline.toml", "123456789012", "210987654321");
    let _ = desk
        .types("apply --yes")
        .expect(4)
        .tells(&["123456789012", "210987654321"]);
    desk.boto3_sees(&nothing);
}
