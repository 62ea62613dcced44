//! Areas know nothing of each other, and every one is registered.

use std::collections::BTreeSet;

use super::{Source, product};

/// Folders of the Organizations core that are no area, and modules there that an area stands on.
const COMMON_FOLDERS: &[&str] = &[
    "declare",
    "guardrail_tests",
    "impact",
    "model",
    "recheck",
    "saved",
    "shared",
];
const STOOD_ON: &[&str] = &["area", "model", "shared"];

#[test]
fn no_area_uses_another() {
    let product = product();
    let core = ["areas".to_owned(), "organizations".to_owned()];
    let sources = product.iter().filter(|source| source.module.starts_with(&core));
    let areas: BTreeSet<&str> = sources
        .clone()
        .filter(|source| source.name.matches('/').count() > 3)
        .map(|source| source.module[2].as_str())
        .filter(|folder| !COMMON_FOLDERS.contains(folder))
        .collect();
    assert!(areas.contains("units") && areas.len() > 4, "{areas:?}");
    let mut wrong = Vec::new();
    for source in sources {
        let own = source.module.get(2).map_or("", String::as_str);
        for used in source.uses() {
            let Some(to) = used.get(2).filter(|to| used.starts_with(&core) && *to != own) else {
                continue;
            };
            let stranger = areas.contains(own) && !STOOD_ON.contains(&to.as_str());
            let upside_down = own == "shared" && !STOOD_ON.contains(&to.as_str());
            if stranger || upside_down {
                wrong.push(format!("{} uses {}", source.name, used.join("::")));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// What areas outside of the core stand on, besides the kit.
const COMMON: &[&str] = &["kit", "lifecycle", "messages", "texts"];

#[test]
fn areas_are_registered_and_use_nothing_but_the_kit() {
    let registered: BTreeSet<String> = groundline::areas::registry::AREAS
        .iter()
        .map(|area| area.info().name.replace('-', "_"))
        .collect();
    let product = product();
    let own = |source: &&Source| source.module.first().is_some_and(|part| part == "areas");
    let folder = |source: &Source| source.module.get(1).cloned().unwrap_or_default();
    let others = ["kit", "organizations", "saved"];
    let folders: BTreeSet<String> = product
        .iter()
        .filter(own)
        .filter(|source| source.name.matches('/').count() > 2)
        .map(folder)
        .filter(|folder| !others.contains(&folder.as_str()))
        .collect();
    assert_eq!(
        folders, registered,
        "folders of src/areas, and the lines of registry.rs"
    );
    let mut wrong = Vec::new();
    for source in product
        .iter()
        .filter(own)
        .filter(|source| folders.contains(&folder(source)))
    {
        for used in source.uses() {
            let is_area = used.first().is_some_and(|part| part == "areas");
            let to = used.get(1).filter(|to| is_area && **to != folder(source));
            if let Some(to) = to.filter(|to| !COMMON.contains(&to.as_str())) {
                wrong.push(format!("{} uses areas::{to}", source.name));
            }
        }
        if source.code.contains("serde_json") {
            wrong.push(format!("{} writes JSON itself", source.name));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn kinds_say_which_operations_they_call() {
    for kind in groundline::areas::registry::AREAS.iter().flat_map(|area| area.kinds()) {
        let info = kind.info();
        let by = info.reads.by.to_string();
        assert!(
            info.operations.iter().any(|op| op.to_string() == by),
            "{}: {by}",
            info.name
        );
    }
}
