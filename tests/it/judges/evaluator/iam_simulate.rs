//! `@cloud-copilot/iam-simulate` 0.1.173.

use super::agreement::compare;

#[test]
fn agrees_but_for_known_constructs() {
    let comparison = compare("iam-simulate.txt", &[]);
    eprintln!(
        "{:?} {} {} {}",
        comparison.explained,
        comparison.cases,
        comparison.agreed,
        comparison.unexplained.len()
    );
    std::fs::write("/tmp/unexplained.txt", comparison.unexplained.join("\n")).unwrap();
}
