//! One document of many owners' statements: ours are put into it, and everything else stays as it is written there.

use std::collections::BTreeSet;

use crate::guardrails::{Document, ParseError, Written, written};

use super::statement::{Statement, mark, object};

/// The `Version` in which `${…}` in a text stands for a value (IAM User Guide, "Version").
const WITH_VARIABLES: &str = "\"2012-10-17\"";
/// So many statements are named for each thing that is done; the rest is counted.
const NAMED: usize = 5;

/// What the live document should become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// It says everything of ours already, and nothing of ours that it should not.
    Same,
    /// This text.
    Text {
        /// What is sent.
        text: String,
        /// What changes, statement by statement, in words.
        says: String,
    },
    /// Nothing is left of it.
    Gone {
        /// What is taken away, in words.
        says: String,
    },
    /// Ours would mean something else there.
    Refused {
        /// Why.
        why: String,
    },
}

/// What is done to statements of ours, each named as the baseline writes it.
#[derive(Debug, Default)]
struct Done {
    added: Vec<String>,
    changed: Vec<String>,
    marked: Vec<String>,
    removed: Vec<String>,
    /// Statements of others.
    others: usize,
}

/// The live document with what the baseline says in place of what is ours there now.
///
/// Ours is what bears the mark of `baseline`. A statement without the mark of any baseline that says the same as one of ours which is not
/// there is taken for it: somebody wrote it before it was in the baseline, and a second one would only be the same twice.
///
/// # Errors
/// Where one of the two documents is none.
pub fn merge(baseline: &str, live: Option<&str>, ours: Option<&Document>) -> Result<Merged, ParseError> {
    let mark = mark(baseline);
    let own = ours.map(|ours| written(&ours.minified())).transpose()?;
    let there = live.map(written).transpose()?;
    let wanted = statements_of(own.as_deref())?;
    let found = statements_of(there.as_deref())?;
    let tied = tie(&mark, &wanted, &found);
    let mut done = Done::default();
    let mut texts = Vec::new();
    for (at, statement) in found.iter().enumerate() {
        let of = tied.iter().position(|tied| *tied == Some(at));
        match of.and_then(|of| wanted.get(of)) {
            Some(of) => {
                done.note(&mark, of, statement);
                texts.push(of.marked(&mark)?);
            }
            None if statement.has_mark(&mark) => done.removed.push(statement.name(&mark)),
            None => {
                done.others += 1;
                texts.push(statement.text.clone());
            }
        }
    }
    for (statement, _) in wanted.iter().zip(&tied).filter(|(_, tied)| tied.is_none()) {
        done.added.push(statement.name(&mark));
        texts.push(statement.marked(&mark)?);
    }
    let mut members = there.unwrap_or_else(|| own.clone().unwrap_or_default());
    if let Some((name, why)) = misread(&mark, &members, own.as_deref(), &wanted) {
        if done.others > 0 {
            return Ok(Merged::Refused { why });
        }
        done.changed.extend((!done.names(&name)).then_some(name));
    }
    if done.is_nothing() {
        return Ok(Merged::Same);
    }
    let says = done.says();
    if texts.is_empty() {
        return Ok(Merged::Gone { says });
    }
    if done.others == 0 {
        take_version(&mut members, own.as_deref());
    }
    let all = Written {
        key: "Statement".to_owned(),
        text: format!("[{}]", texts.join(",")),
        items: Vec::new(),
    };
    match members.iter_mut().find(|member| member.key == all.key) {
        Some(member) => *member = all,
        None => members.push(all),
    }
    Ok(Merged::Text {
        text: object(&members),
        says,
    })
}

fn statements_of(members: Option<&[Written]>) -> Result<Vec<Statement>, ParseError> {
    let mut members = members.into_iter().flatten();
    let list = members.find(|member| member.key == "Statement");
    let texts = list.iter().flat_map(|list| &list.items);
    texts.map(|text| Statement::read(text)).collect()
}

/// A way to know a statement of ours among live ones.
type Way<'a> = dyn Fn(&Statement, &Statement) -> bool + 'a;

/// The live statement that each of ours is: by its marked `Sid`; else the same by what it says, marked before unmarked.
fn tie(mark: &str, wanted: &[Statement], found: &[Statement]) -> Vec<Option<usize>> {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut tied: Vec<Option<usize>> = vec![None; wanted.len()];
    let by_sid = |ours: &Statement, live: &Statement| {
        let name = live.sid.as_deref().and_then(|sid| sid.strip_prefix(mark));
        name.is_some() && name == ours.sid.as_deref()
    };
    let says_the_same = |ours: &Statement, live: &Statement| ours.meaning.is_some() && ours.meaning == live.meaning;
    let marked = |ours: &Statement, live: &Statement| live.has_mark(mark) && says_the_same(ours, live);
    // Where several say it, the one of our name was ours before it lost its mark.
    let named =
        |ours: &Statement, live: &Statement| !live.has_any_mark() && says_the_same(ours, live) && live.sid == ours.sid;
    let unmarked = |ours: &Statement, live: &Statement| !live.has_any_mark() && says_the_same(ours, live);
    let ways: [&Way<'_>; 4] = [&by_sid, &marked, &named, &unmarked];
    for is_it in ways {
        for (ours, tied) in wanted.iter().zip(&mut tied).filter(|(_, tied)| tied.is_none()) {
            let mut free = found.iter().enumerate().filter(|(at, _)| !taken.contains(at));
            if let Some((at, _)) = free.find(|(_, live)| is_it(ours, live)) {
                taken.insert(at);
                *tied = Some(at);
            }
        }
    }
    tied
}

/// Where every statement is ours, so is the `Version`.
fn take_version(members: &mut Vec<Written>, own: Option<&[Written]>) {
    let version = Written {
        key: "Version".to_owned(),
        text: own_version(own).to_owned(),
        items: Vec::new(),
    };
    match members.iter_mut().find(|member| member.key == version.key) {
        Some(member) => *member = version,
        None => members.push(version),
    }
}

/// The baseline's `Version`: that of today where it names none.
fn own_version(own: Option<&[Written]>) -> &str {
    own.and_then(version).unwrap_or(WITH_VARIABLES)
}

fn version(members: &[Written]) -> Option<&str> {
    let member = members.iter().find(|member| member.key == "Version");
    member.map(|member| member.text.as_str())
}

/// The first statement of ours that would mean something else under the `Version` of these members than under the baseline's, and why.
fn misread(mark: &str, members: &[Written], own: Option<&[Written]>, wanted: &[Statement]) -> Option<(String, String)> {
    let there = version(members);
    let is_read = there == Some(WITH_VARIABLES);
    if is_read == (own_version(own) == WITH_VARIABLES) {
        return None;
    }
    let named = wanted.iter().find(|statement| statement.has_variable())?;
    let name = named.name(mark);
    let version = there.map_or_else(
        || "has no `Version`".to_owned(),
        |version| format!("has the `Version` {}", version.escape_debug()),
    );
    let meaning = if is_read {
        "stands for a value"
    } else {
        "is literal text"
    };
    let why = format!(
        "the live document, which holds statements of others, {version}, so that `${{…}}` in the statement `{name}` {meaning} there, and not in the baseline"
    );
    Some((name, why))
}

impl Done {
    /// Notes what becomes of one live statement that is `of` of the baseline.
    fn note(&mut self, mark: &str, of: &Statement, live: &Statement) {
        let name = of.name(mark);
        let wanted = format!("{mark}{}", of.sid.as_deref().unwrap_or_default());
        if !live.has_mark(mark) {
            let was = live.name(mark);
            self.marked.push(if was == name {
                name
            } else {
                format!("{was}` as `{name}")
            });
        } else if of.meaning.is_none() || of.meaning != live.meaning || live.sid.as_ref() != Some(&wanted) {
            self.changed.push(name);
        }
    }

    fn is_nothing(&self) -> bool {
        let all = [&self.added, &self.changed, &self.marked, &self.removed];
        all.iter().all(|names| names.is_empty())
    }

    /// Whether something is done to a statement anyway.
    fn names(&self, name: &String) -> bool {
        [&self.added, &self.changed, &self.marked]
            .iter()
            .any(|names| names.contains(name))
    }

    /// `adds `A`; changes `B` and `C`; 2 statements of others stay as they are`.
    fn says(&self) -> String {
        let parts = [
            ("adds", &self.added),
            ("changes", &self.changed),
            ("marks as ours what is there already:", &self.marked),
            ("removes", &self.removed),
        ];
        let named = parts.into_iter().filter(|(_, names)| !names.is_empty());
        let mut says: Vec<String> = named.map(|(word, names)| format!("{word} {}", listed(names))).collect();
        match self.others {
            0 => {}
            1 => says.push("1 statement of others stays as it is".to_owned()),
            others => says.push(format!("{others} statements of others stay as they are")),
        }
        says.join("; ")
    }
}

fn listed(names: &[String]) -> String {
    let first: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
