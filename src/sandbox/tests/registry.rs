//! Every service is whole: what its author forgot is found here, where the compiler does not find it.

use std::collections::BTreeSet;

use super::super::registry;
use crate::facts::service::{ALL, Protocol};

#[test]
fn every_folder_is_a_service_and_every_service_is_registered() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sandbox/services");
    let entries = std::fs::read_dir(folder).unwrap();
    let written: BTreeSet<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .filter(|name| name != "mod")
        .collect();
    let registered: Vec<&str> = registry::ALL
        .iter()
        .map(|service| service.module().split("::services::").nth(1).unwrap())
        .map(|module| module.split("::").next().unwrap())
        .collect();
    assert!(registered.is_sorted(), "{registered:?}");
    assert_eq!(registered, written.iter().collect::<Vec<_>>());
}

#[test]
fn every_service_of_the_facts_is_simulated_and_no_other() {
    let known: BTreeSet<&str> = ALL.iter().map(|service| service.prefix).collect();
    let simulated: BTreeSet<&str> = registry::ALL.iter().map(|service| service.fact().prefix).collect();
    assert_eq!(simulated, known);
    assert_eq!(simulated.len(), registry::ALL.len());
}

#[test]
fn changes_exclude_each_other_where_the_facts_say_so() {
    for service in registry::ALL {
        let fact = service.fact();
        assert_eq!(service.errors().conflict.is_some(), fact.serial_writes, "{fact:?}");
    }
}

#[test]
fn operations_have_names_of_their_own_and_a_route_where_the_protocol_needs_one() {
    for service in registry::ALL {
        let fact = service.fact();
        let is_rest = matches!(fact.protocol, Protocol::RestJson | Protocol::RestXml { .. });
        let (mut names, mut routes) = (BTreeSet::new(), BTreeSet::new());
        for operation in service.operations() {
            let name = operation.name();
            assert!(names.insert(name), "{fact:?}:{name} is there twice");
            assert_eq!(operation.route().is_some(), is_rest, "{fact:?}:{name}");
            if let Some(route) = operation.route() {
                assert!(
                    routes.insert((route.method, route.target)),
                    "{fact:?}:{name} is asked for as another one"
                );
            }
        }
        assert!(!names.is_empty(), "{fact:?}");
    }
}

#[test]
fn the_judges_ask_for_every_operation() {
    let judge = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judges/sandbox_boto3.py");
    let text = std::fs::read_to_string(judge).unwrap();
    let (_, expected) = text.split_once("EXPECTED = {\n").unwrap();
    let (expected, _) = expected.split_once("\n}").unwrap();
    let mut asked = BTreeSet::new();
    let mut service = "";
    for word in expected.split_whitespace().map(|word| word.trim_matches(['"', ','])) {
        match word.strip_suffix("\":") {
            Some(name) => service = name,
            None if !word.is_empty() => {
                asked.insert(format!("{service}:{word}"));
            }
            None => {}
        }
    }
    let simulated: BTreeSet<String> = registry::ALL
        .iter()
        .flat_map(|service| {
            service
                .operations()
                .map(|one| format!("{}:{}", service.fact().prefix, one.name()))
        })
        .collect();
    assert_eq!(asked, simulated);
}
