//! What is sent is what was planned: nothing that sends looks at what is wanted or what is live.

use super::product;

#[test]
fn what_sends_sees_neither_the_world_nor_the_baseline() {
    let senders = ["send.rs", "creation.rs", "request.rs", "following.rs", "creations.rs"];
    let (mut seen, mut wrong) = (0, Vec::new());
    for source in product() {
        let file = source.name.rsplit('/').next().unwrap_or_default();
        if !source.name.starts_with("src/areas/") || !senders.contains(&file) {
            continue;
        }
        seen += 1;
        for line in source.code.lines() {
            let words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            let mut words = words.filter(|word| ["World", "world", "Baseline", "baseline", "Change"].contains(word));
            // The name of the baseline is part of the ownership tag.
            if words.next().is_some() && !line.contains("OwnerTag") && !line.contains("owner(&baseline") {
                wrong.push(format!("{}: {}", source.name, line.trim()));
            }
        }
    }
    assert!(seen >= 9, "{seen} files that send");
    assert_eq!(wrong, [""; 0]);
}
