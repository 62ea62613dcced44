//! A kept plan in which names change hands.

use groundline::exit::Exit;

use crate::desks::applied_company;
use crate::hand::deny;
use crate::saved_plan::resumes;

/// Units and policies swap their names, and new ones get the names of those that leave.
#[test]
fn a_plan_in_which_names_change_hands_goes_on_from_its_file() {
    let desk = applied_company();
    let text = desk.read("baseline.toml");
    let more = "\n[units.lab]\nname = \"Lab\"\n[accounts.lab]\nname = \"Lab\"\nemail = \"aws+lab@example.com\"\nunit = \"lab\"\n\
                [scps.old]\nname = \"Guard\"\nfile = \"buckets.json\"\nattach = [\"lab\", \"root\"]\n";
    desk.write("baseline.toml", &format!("{text}{more}"));
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    let more = more
        .replace("units.lab", "units.bench")
        .replace("unit = \"lab\"", "unit = \"bench\"")
        .replace("scps.old", "scps.new")
        .replace("[\"lab\", \"root\"]", "[\"bench\", \"root\"]");
    let text = text
        .replace("name = \"Security\"", "name = \"?\"")
        .replace("name = \"Workloads\"", "name = \"Security\"")
        .replace("name = \"?\"", "name = \"Workloads\"")
        .replace("name = \"Production\"", "name = \"Live\"")
        .replace("name = \"stay\"", "name = \"?\"")
        .replace("name = \"buckets\"", "name = \"stay\"")
        .replace("name = \"?\"", "name = \"buckets\"")
        .replace("cost-center = \"1234\"", "cost-center = \"5678\"");
    desk.write("baseline.toml", &format!("{text}{more}"));
    desk.write("stay.json", &deny("organizations:CloseAccount"));
    resumes(&desk, &[], 16);
}
