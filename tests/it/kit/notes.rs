//! A whole area: notes by key, each in an account. What is no longer declared is kept, or goes.

use std::{cell::RefCell, collections::BTreeMap};

use groundline::areas::kit::prelude::*;
use groundline::facts::service::ACCOUNT;

thread_local! { pub static LIVE: RefCell<BTreeMap<(Session, String), Note>> = RefCell::default(); }
static GET: Op = Op::read(&ACCOUNT, "GetNote", &[Field::text("Note")], &[]);
static PUT: Op = Op::write(&ACCOUNT, "PutNote", &[]);

pub struct Notes<const KEPT: bool>;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    pub text: Option<String>,
    pub days: Option<u32>,
    pub tags: Option<BTreeMap<String, String>>,
    pub account: Option<String>,
    pub name: Option<String>,
}
impl Resource for Note {}

impl<const KEPT: bool> Area for Notes<KEPT> {
    type Table = Note;
    const INFO: &'static AreaInfo = &AreaInfo::each("notes", "Notes by key.");

    const KINDS: &'static [&'static dyn AnyKind] = &[&Notes::<KEPT>];

    fn declare(&self, table: &Written<Note>, declaring: &mut Declaring<'_>) {
        for (key, _, note) in table.each() {
            let session = note.account.as_ref().map_or(Session::management(), Session::account);
            let desired = Desired::new(Address::new("note", key), session, note.clone());
            declaring.want(
                self,
                desired.natural([Value::Known(note.name.as_deref().unwrap_or(key).to_owned())]),
            );
        }
    }
}

impl<const KEPT: bool> Kind for Notes<KEPT> {
    type Resource = Note;
    type Call = (Session, Value, Option<Note>);
    const INFO: &'static KindInfo = &KindInfo {
        operations: &[&GET, &PUT],
        tagged: true,
        leaving: if KEPT { Leaving::Release } else { Leaving::Delete },
        always_read: true,
        ..KindInfo::new("note", "notes", &GET)
    };

    async fn read(&self, _: &Reader, session: &Session, _: Wanted<'_>) -> Result<Reading<Note>, AwsError> {
        let live = LIVE
            .with_borrow(Clone::clone)
            .into_iter()
            .filter(|((at, _), _)| at == session);
        Ok(live.map(|((_, key), note)| Live::new([key], note)).collect())
    }

    fn calls(&self, step: &Step<Note>) -> Vec<Self::Call> {
        vec![(step.session.clone(), step.key(0), step.after.clone())]
    }

    fn operation(&self, _: &Self::Call) -> &'static Op {
        &PUT
    }

    async fn send(&self, _: &Writer, (session, key, note): Self::Call) -> Result<Sent, Failure> {
        let place = (session, key.known()?.to_owned());
        LIVE.with_borrow_mut(|live| match note {
            Some(note) => live.insert(place, note),
            None => live.remove(&place),
        });
        Ok(Sent::default())
    }
}
