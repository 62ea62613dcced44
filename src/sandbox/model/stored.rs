//! What one service keeps: a state for each account and Region, and what happens there by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::super::clock::Moment;

/// An account, and a Region of it where the service is Regional: `123456789012` or `123456789012/eu-west-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Place {
    /// The account's id.
    pub account: String,
    /// The Region; none for what an account has once.
    pub region: Option<String>,
}

impl Place {
    /// Where an account keeps what it has once.
    #[must_use]
    pub fn account(id: &str) -> Self {
        Self {
            account: id.to_owned(),
            region: None,
        }
    }

    /// Where an account keeps what it has in each Region.
    #[must_use]
    pub fn region(id: &str, region: &str) -> Self {
        Self {
            account: id.to_owned(),
            region: Some(region.to_owned()),
        }
    }
}

/// Text that names no place.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is neither an account nor a Region of one")]
pub struct PlaceError(String);

impl FromStr for Place {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (account, region) = match text.split_once('/') {
            Some((account, region)) => (account, Some(region)),
            None => (text, None),
        };
        if account.is_empty() || region.is_some_and(str::is_empty) {
            return Err(PlaceError(text.to_owned()));
        }
        Ok(Self {
            account: account.to_owned(),
            region: region.map(str::to_owned),
        })
    }
}

impl TryFrom<String> for Place {
    type Error = PlaceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.account)?;
        self.region.iter().try_for_each(|region| write!(f, "/{region}"))
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.to_string()
    }
}

/// The event type of a service in which nothing happens by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NoEvent {}

/// Something that will happen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scheduled<E> {
    /// When.
    pub at: Moment,
    /// Its number among all that this service ever scheduled.
    pub order: u64,
    /// Where.
    pub place: Place,
    /// What.
    pub event: E,
}

/// What one service keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Deserialize<'de>, E: Deserialize<'de> + Ord"))]
pub struct Stored<S, E> {
    states: BTreeMap<Place, S>,
    agenda: BTreeSet<Scheduled<E>>,
    scheduled: u64,
}

impl<S, E> Default for Stored<S, E> {
    fn default() -> Self {
        Self {
            states: BTreeMap::new(),
            agenda: BTreeSet::new(),
            scheduled: 0,
        }
    }
}

impl<S: Default, E: Ord> Stored<S, E> {
    /// The state of one place; none where the service was never used.
    #[must_use]
    pub fn at(&self, place: &Place) -> Option<&S> {
        self.states.get(place)
    }

    /// The state of one place, made on first use.
    pub fn at_mut(&mut self, place: &Place) -> &mut S {
        self.states.entry(place.clone()).or_default()
    }

    /// Every place where the service was used, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Place, &S)> {
        self.states.iter()
    }

    /// Puts an event on the agenda.
    pub fn schedule(&mut self, at: Moment, place: Place, event: E) {
        self.scheduled += 1;
        let order = self.scheduled;
        self.agenda.insert(Scheduled {
            at,
            order,
            place,
            event,
        });
    }

    /// What will happen, in order.
    pub fn agenda(&self) -> impl Iterator<Item = &Scheduled<E>> {
        self.agenda.iter()
    }

    /// When the next event is due; none if nothing is to come.
    #[must_use]
    pub fn next_due(&self) -> Option<Moment> {
        self.agenda.first().map(|next| next.at)
    }

    /// Takes the next event off the agenda.
    pub fn take_next(&mut self) -> Option<Scheduled<E>> {
        self.agenda.pop_first()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn places_are_written_as_they_are_read() {
        for text in ["123456789012", "123456789012/eu-west-1"] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
        for text in ["", "/eu-west-1", "123456789012/"] {
            assert!(text.parse::<Place>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_state_is_made_on_first_use_and_events_keep_their_order_through_json() {
        let mut stored: Stored<Vec<u8>, String> = Stored::default();
        let (once, there) = (Place::account("1"), Place::region("1", "eu-west-1"));
        assert_eq!(stored.at(&there), None);
        stored.at_mut(&there).push(7);
        let later = Moment::EPOCH.plus(Duration::from_secs(9));
        stored.schedule(later, there.clone(), "third".to_owned());
        stored.schedule(Moment::EPOCH, once.clone(), "first".to_owned());
        stored.schedule(Moment::EPOCH, there.clone(), "also".to_owned());
        let text = serde_json::to_string(&stored).unwrap();
        let mut read: Stored<Vec<u8>, String> = serde_json::from_str(&text).unwrap();
        assert_eq!(read, stored);
        assert_eq!((read.at(&there), read.at(&once)), (Some(&vec![7]), None));
        assert_eq!(read.next_due(), Some(Moment::EPOCH));
        let order: Vec<String> = std::iter::from_fn(|| read.take_next()).map(|next| next.event).collect();
        assert_eq!(order, ["first", "also", "third"]);
    }
}
