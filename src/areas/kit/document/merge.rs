//! Ours into a document of many: each baseline owns the statements that bear its mark, and everything else stays as it is written there.

use std::collections::{BTreeMap, BTreeSet};

use crate::guardrails::Written;

use super::contribution::Contributions;
use super::contributor::{Contributor, Mark, is_marked};
use super::json::{member, set};
use super::merged::{Changes, MergeError, Merged};
use super::policy::{Document, Piece};
use super::statement::WITH_VARIABLES;

/// The `Version` in which `${…}` is literal text, as JSON.
const WITHOUT_VARIABLES: &str = "\"2008-10-17\"";

/// A statement of ours, ready to be written.
struct Ours<'a> {
    by: &'a Contributor,
    name: String,
    sid: String,
    variables: bool,
    piece: Piece,
}

/// Whose a live statement is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Whose {
    /// Somebody else's.
    Others,
    /// Ours, and not looked at now.
    Kept,
    /// This contributor's.
    Ours(Contributor),
}

/// The live document with what is wanted in place of what is ours there now.
///
/// Ours is what bears the baseline's mark. The order of what is there stays; what is new comes behind it.
///
/// # Errors
/// Where two wanted statements have one `Sid`, or one would mean something else in this document.
pub fn merge(
    mark: &Mark,
    partition: &str,
    live: Option<&Document>,
    contributions: &Contributions,
) -> Result<Merged, MergeError> {
    let wanted = wanted(mark, contributions)?;
    let found: &[Piece] = live.map_or(&[], |live| &live.pieces);
    let whose: Vec<Whose> = found.iter().map(|piece| whose(mark, contributions, piece)).collect();
    let tied = tie(mark, partition, &wanted, found, &whose, contributions.takes_over);
    let mut changes: BTreeMap<Contributor, Changes> = BTreeMap::new();
    let mut foreign = Vec::new();
    // Whether a statement that stays as it is would be read otherwise under another `Version`.
    let mut bound = false;
    let mut pieces = Vec::new();
    for (at, (piece, whose)) in found.iter().zip(&whose).enumerate() {
        let tie = tied.iter().position(|tied| *tied == Some(at));
        match (tie.and_then(|tie| wanted.get(tie)), whose) {
            (Some(ours), whose) => {
                let entry = changes.entry(ours.by.clone()).or_default();
                let (was, now) = (piece.meaning(partition), ours.piece.meaning(partition));
                if *whose == Whose::Others {
                    entry.taken_over.push((piece.name(), ours.name.clone()));
                } else if was.is_none() || was != now || piece.sid.as_deref() != Some(&ours.sid) {
                    entry.changed.push(ours.name.clone());
                }
                pieces.push(ours.piece.clone());
            }
            (None, Whose::Ours(by)) => {
                let sid = piece.sid.as_deref().unwrap_or_default();
                let name = sid.strip_prefix(by.prefix(mark).as_str()).unwrap_or(sid);
                let entry = changes.entry(by.clone()).or_default();
                entry.removed.push(name.escape_debug().to_string());
            }
            (None, whose) => {
                if *whose == Whose::Others {
                    foreign.push(piece.name());
                }
                bound |= *whose == Whose::Others || piece.has_variable();
                pieces.push(piece.clone());
            }
        }
    }
    for (ours, _) in wanted.iter().zip(&tied).filter(|(_, tied)| tied.is_none()) {
        changes
            .entry(ours.by.clone())
            .or_default()
            .added
            .push(ours.name.clone());
        pieces.push(ours.piece.clone());
    }
    let mut members = live.map_or_else(Vec::new, |live| live.members.clone());
    let version = version_of(&wanted)?;
    if let Some((ours, why)) = misread(&members, &wanted) {
        if bound {
            return Err(MergeError::Misread { why });
        }
        let entry = changes.entry(ours.by.clone()).or_default();
        entry
            .changed
            .extend((!entry.names(&ours.name)).then(|| ours.name.clone()));
    }
    changes.retain(|_, changes| !changes.is_nothing());
    let document = if changes.is_empty() {
        live.cloned()
    } else if pieces.is_empty() {
        None
    } else {
        // Where every statement is ours, so is the `Version`.
        if !bound {
            set(&mut members, member("Version", version.to_owned()));
        }
        Some(Document::of(&members, pieces)?)
    };
    Ok(Merged {
        document,
        changes,
        foreign,
    })
}

/// What is wanted, under the `Sid`s that it has in the document.
fn wanted<'a>(mark: &Mark, contributions: &'a Contributions) -> Result<Vec<Ours<'a>>, MergeError> {
    let mut taken: BTreeMap<String, &Contributor> = BTreeMap::new();
    let mut all = Vec::new();
    for (by, statements) in &contributions.wanted {
        if contributions.kept.contains(by) {
            continue;
        }
        for statement in statements {
            let sid = by.sid(mark, statement.name());
            if let Some(one) = taken.insert(sid.clone(), by) {
                let (one, other) = (one.clone(), by.clone());
                return Err(MergeError::SameSid { sid, one, other });
            }
            let piece = Piece::planned(&statement.with_sid(&sid)?)?;
            all.push(Ours {
                by,
                name: named(statement.name(), &piece),
                sid,
                variables: statement.variables(),
                piece,
            });
        }
    }
    Ok(all)
}

/// The name among the contributor's, made safe to show.
fn named(name: &str, piece: &Piece) -> String {
    match name {
        "" => piece.name(),
        name => name.escape_debug().to_string(),
    }
}

/// Whose a live statement is: the contributor's whose `Sid`s begin most like it.
fn whose(mark: &Mark, contributions: &Contributions, piece: &Piece) -> Whose {
    let Some((sid, area)) = piece
        .sid
        .as_deref()
        .and_then(|sid| Some((sid, Contributor::of_sid(mark, sid)?)))
    else {
        return Whose::Others;
    };
    let named = contributions.contributors().map(|by| (by.prefix(mark), by));
    let named = named.filter(|(prefix, _)| sid.starts_with(prefix.as_str()));
    let Some((prefix, by)) = named.max_by_key(|(prefix, _)| prefix.len()) else {
        return Whose::Ours(area);
    };
    let held = contributions.held.get(by);
    let is_held = held.is_some_and(|names| names.iter().any(|name| sid.strip_prefix(prefix.as_str()) == Some(name)));
    if is_held || contributions.kept.contains(by) {
        Whose::Kept
    } else {
        Whose::Ours(by.clone())
    }
}

/// A way to know a statement of ours among live ones.
type Way<'a> = dyn Fn(&Ours<'_>, &Piece, &Whose) -> bool + 'a;

/// The live statement that each of ours is: by its `Sid`; else the contributor's own that says the same; else, where that may be, an unmarked one.
fn tie(
    mark: &Mark,
    partition: &str,
    wanted: &[Ours<'_>],
    found: &[Piece],
    whose: &[Whose],
    takes_over: bool,
) -> Vec<Option<usize>> {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut tied: Vec<Option<usize>> = vec![None; wanted.len()];
    let says_the_same = |ours: &Ours<'_>, live: &Piece| {
        let meaning = ours.piece.meaning(partition);
        meaning.is_some() && meaning == live.meaning(partition)
    };
    let unmarked = |ours: &Ours<'_>, live: &Piece| {
        takes_over && !live.sid.as_deref().is_some_and(is_marked) && says_the_same(ours, live)
    };
    let by_sid = |ours: &Ours<'_>, live: &Piece, _: &Whose| live.sid.as_deref() == Some(&ours.sid);
    let renamed = |ours: &Ours<'_>, live: &Piece, whose: &Whose| {
        *whose == Whose::Ours(ours.by.clone()) && says_the_same(ours, live)
    };
    // Where several say it, the one of our name was ours before it lost its mark.
    let of_our_name = |ours: &Ours<'_>, live: &Piece, _: &Whose| {
        live.sid.as_deref() == ours.sid.strip_prefix(ours.by.prefix(mark).as_str()) && unmarked(ours, live)
    };
    let of_any_name = |ours: &Ours<'_>, live: &Piece, _: &Whose| unmarked(ours, live);
    let ways: [&Way<'_>; 4] = [&by_sid, &renamed, &of_our_name, &of_any_name];
    for is_it in ways {
        for (ours, tied) in wanted.iter().zip(&mut tied).filter(|(_, tied)| tied.is_none()) {
            let mut free = found.iter().zip(whose).enumerate();
            let is_it =
                |(at, (live, whose)): &(usize, (&Piece, &Whose))| !taken.contains(at) && is_it(ours, live, whose);
            if let Some((at, _)) = free.find(is_it) {
                taken.insert(at);
                *tied = Some(at);
            }
        }
    }
    tied
}

/// The `Version` of a document of ours alone.
fn version_of(wanted: &[Ours<'_>]) -> Result<&'static str, MergeError> {
    let with = wanted.iter().filter(|ours| ours.piece.has_variable());
    let (read, literal): (Vec<&Ours<'_>>, Vec<_>) = with.partition(|ours| ours.variables);
    match (read.first(), literal.first()) {
        (Some(read), Some(literal)) => Err(MergeError::Misread {
            why: format!(
                "`${{…}}` stands for a value in the statement `{}` of {}, and is literal text in `{}` of {}: a document reads it one way",
                read.name, read.by, literal.name, literal.by
            ),
        }),
        (None, Some(_)) => Ok(WITHOUT_VARIABLES),
        _ => Ok(WITH_VARIABLES),
    }
}

/// The first statement of ours that would mean something else under the `Version` of these members, and why.
fn misread<'a, 'b>(members: &[Written], wanted: &'a [Ours<'b>]) -> Option<(&'a Ours<'b>, String)> {
    let version = members.iter().find(|member| member.key == "Version");
    let version = version.map(|member| member.text.as_str());
    let is_read = version == Some(WITH_VARIABLES);
    let mut mistaken = wanted.iter().filter(|ours| ours.variables != is_read);
    let ours = mistaken.find(|ours| ours.piece.has_variable())?;
    let version = version.map_or_else(
        || "has no `Version`".to_owned(),
        |version| format!("has the `Version` {}", version.escape_debug()),
    );
    let (here, there) = match is_read {
        true => ("stands for a value", "literal text"),
        false => ("is literal text", "a value"),
    };
    let why = format!(
        "the live document, which holds statements that stay as they are, {version}, so that `${{…}}` in the statement `{}` {here} there, where {there} is meant",
        ours.name
    );
    Some((ours, why))
}
