//! The calls that were answered, as an event history has them.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::clock::Moment;

/// So many calls are remembered; older ones are forgotten.
pub const REMEMBERED: usize = 10_000;

/// One call that was answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordedCall {
    /// Its place among all calls that were ever recorded, from 1.
    pub number: u64,
    /// When it was done or refused.
    pub at: Moment,
    /// The prefix of the service's IAM actions: `organizations`.
    pub service: String,
    /// `CreatePolicy`.
    pub operation: String,
    /// Whether the operation changes anything.
    pub write: bool,
    /// The account of the caller.
    pub account: String,
    /// The caller's ARN.
    pub caller: String,
    /// The Region it was signed for.
    pub region: String,
    /// The members of its input; empty where the input could not be read.
    pub parameters: Map<String, Value>,
    /// The code and message of its refusal; none where it was done.
    pub error: Option<(String, String)>,
}

/// The calls that were answered, the oldest first. Clones share them: a copy costs a pointer a call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History(VecDeque<Arc<RecordedCall>>);

impl History {
    /// Adds a call, which gets its number here, and forgets the oldest one too many.
    pub(super) fn record(&mut self, call: RecordedCall) {
        let number = self.0.back().map_or(0, |last| last.number) + 1;
        self.0.push_back(Arc::new(RecordedCall { number, ..call }));
        while self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
    }

    /// Every call that is remembered, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &RecordedCall> {
        self.0.iter().map(Arc::as_ref)
    }
}

impl Serialize for History {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for History {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let calls = Vec::<RecordedCall>::deserialize(deserializer)?;
        Ok(Self(calls.into_iter().map(Arc::new).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten_and_numbers_go_on() {
        let call = RecordedCall {
            number: 0,
            at: Moment::EPOCH,
            service: "a".to_owned(),
            operation: "B".to_owned(),
            write: false,
            account: "1".to_owned(),
            caller: "arn".to_owned(),
            region: "us-east-1".to_owned(),
            parameters: Map::new(),
            error: None,
        };
        let mut history = History::default();
        for _ in 0..REMEMBERED + 5 {
            history.record(call.clone());
        }
        let numbers: Vec<u64> = history.iter().map(|call| call.number).collect();
        assert_eq!((numbers.len(), numbers[0]), (REMEMBERED, 6));
        let text = serde_json::to_string(&history).unwrap();
        let mut read: History = serde_json::from_str(&text).unwrap();
        assert_eq!(read, history);
        read.record(call);
        assert_eq!(read.iter().next_back().unwrap().number, numbers[REMEMBERED - 1] + 1);
    }
}
