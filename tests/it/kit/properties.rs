//! Whatever is there and whatever is wanted.

use super::*;

fn some_note() -> impl Strategy<Value = Note> {
    let text = prop::option::of("[xy]");
    let pairs = prop::collection::btree_map("[ab]", "[01]", 0..2);
    (text, prop::option::of(1u32..3), prop::option::of(pairs)).prop_map(|(text, days, tags)| Note {
        text,
        days,
        tags,
        ..Note::default()
    })
}

fn written(notes: &BTreeMap<String, (bool, Note)>) -> String {
    let mut text = String::new();
    for (key, (in_account, note)) in notes {
        text.push_str(&format!("[notes.{key}]\n"));
        let account = in_account.then_some("account = \"shop\"\n");
        text.push_str(account.unwrap_or_default());
        text.extend(note.text.iter().map(|line| format!("text = \"{line}\"\n")));
        text.extend(note.days.iter().map(|days| format!("days = {days}\n")));
        if let Some(tags) = &note.tags {
            let pairs: Vec<String> = tags.iter().map(|(key, value)| format!("{key} = \"{value}\"")).collect();
            text.push_str(&format!("tags = {{ {} }}\n", pairs.join(", ")));
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_there_one_apply_is_enough(
        there in prop::collection::btree_map("[a-d]", (any::<bool>(), any::<bool>(), some_note()), 0..4),
        wanted in prop::collection::btree_map("[a-d]", (any::<bool>(), some_note()), 0..4),
        kept in any::<bool>(),
    ) {
        virtually(async {
            LIVE.take();
            let sandbox = with_accounts().await;
            for (key, (in_account, ours, note)) in &there {
                // What is ours stands where it is wanted: otherwise it is refused.
                let in_account = wanted.get(key).filter(|_| *ours).map_or(*in_account, |(wanted, _)| *wanted);
                let mut note = note.clone();
                if *ours {
                    let tag = format!("acme/note/{key}");
                    note.tags.get_or_insert_default().insert("groundline".to_owned(), tag);
                }
                put(in_account.then_some("shop"), key, note);
            }
            let before = LIVE.with_borrow(Clone::clone);
            let baseline = baseline(if kept { KEPT } else { DELETED }, &written(&wanted));
            applied(&sandbox, &baseline).await;
            for (key, (in_account, want)) in &wanted {
                let place = place(in_account.then_some("shop"), key);
                let live = LIVE.with_borrow(|live| live[&place].clone());
                let before = before.get(&place).cloned().unwrap_or_default();
                assert_eq!(live.text, want.text.clone().or(before.text));
                assert_eq!(live.days, want.days.or(before.days));
                let mut tags = before.tags.unwrap_or_default();
                tags.extend(want.tags.clone().unwrap_or_default());
                tags.insert("groundline".to_owned(), format!("acme/note/{key}"));
                assert_eq!(live.tags, Some(tags));
            }
            assert!(!kept || before.keys().all(|place| LIVE.with_borrow(|live| live.contains_key(place))));
        });
    }
}
