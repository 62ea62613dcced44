//! Reads `table.bin`. Its layout stands in `generate.py`. The bytes are not trusted: whatever they are, no panic.

use std::sync::Arc;

use super::action::{AccessLevel, Action, ResourceType, ResourceUse, Service};
use super::key::{KeyFacts, KeyId, KeyKind};
use super::presence;
use super::table::{ActionTable, count};

/// Most bytes that the table may have unpacked. It has 640,000.
const LIMIT: usize = 4 << 20;
const HEAD: &str = "groundline actions 1";
const MANY: u8 = 8;
const GLOBAL: u8 = 16;

/// The bytes are no table of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the table of actions cannot be read: {0}")]
pub(super) struct Malformed(&'static str);

type Result<T> = std::result::Result<T, Malformed>;
type Keys = Arc<[KeyId]>;

/// Reads the bytes of a `table.bin`.
pub(super) fn table(packed: &[u8]) -> Result<ActionTable> {
    let plain = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, LIMIT)
        .map_err(|_| Malformed("it is not packed as it should be, or damaged"))?;
    plain_table(&plain)
}

/// Reads the bytes that were packed.
pub(super) fn plain_table(plain: &[u8]) -> Result<ActionTable> {
    let mut blocks = Reader(plain);
    let mut head = blocks.lines()?;
    if head.next()? != HEAD {
        return Err(Malformed("it is of another version"));
    }
    let (version, date) = (head.next()?.to_owned(), head.next()?.to_owned());
    let mut table = ActionTable::default().with_keys(keys(blocks.lines()?, blocks.block()?)?);
    (table.version, table.date) = (version, date);
    let lists = key_lists(blocks.block()?, table.keys.len())?;
    let mut services = Services {
        prefixes: blocks.lines()?,
        shapes: blocks.block()?,
        types: blocks.lines()?,
        formats: blocks.lines()?,
        type_keys: blocks.block()?,
        uses: blocks.block()?,
        shared: blocks.block()?,
        rests: blocks.lines()?,
        access: blocks.block()?,
        action_keys: blocks.block()?,
        action_uses: blocks.block()?,
        lists,
    };
    while let Some(prefix) = services.prefixes.more() {
        let service = services.service(prefix, &mut table.actions)?;
        table.services.push(service);
    }
    if blocks.0.is_empty() && services.is_read() {
        Ok(table)
    } else {
        Err(Malformed("it says more than its services have"))
    }
}

fn keys(mut names: Lines<'_>, facts: Reader<'_>) -> Result<Vec<KeyFacts>> {
    let mut keys = Vec::new();
    for fact in facts.0 {
        let name = names.next()?;
        let kind = KeyKind::ALL.get(usize::from(fact & (MANY - 1)));
        let kind = *kind.ok_or(Malformed("a condition key is of no known kind"))?;
        keys.push(presence::key(name, kind, fact & MANY != 0, fact & GLOBAL != 0));
    }
    Ok(keys)
}

fn key_lists(mut numbers: Reader<'_>, keys: usize) -> Result<Vec<Keys>> {
    let mut lists = Vec::new();
    while !numbers.0.is_empty() {
        let mut ids = Vec::new();
        let mut id = 0_usize;
        for _ in 0..numbers.number()? {
            id = id.saturating_add(numbers.number()?);
            if id >= keys {
                return Err(Malformed("a list names a condition key that is not there"));
            }
            ids.push(KeyId(u32::try_from(id).unwrap_or(u32::MAX)));
        }
        lists.push(ids.into());
    }
    Ok(lists)
}

/// What is left to read of the blocks about services.
struct Services<'a> {
    prefixes: Lines<'a>,
    shapes: Reader<'a>,
    types: Lines<'a>,
    formats: Lines<'a>,
    type_keys: Reader<'a>,
    uses: Reader<'a>,
    shared: Reader<'a>,
    rests: Lines<'a>,
    access: Reader<'a>,
    action_keys: Reader<'a>,
    action_uses: Reader<'a>,
    lists: Vec<Keys>,
}

impl Services<'_> {
    fn service(&mut self, prefix: &str, all: &mut Vec<Action>) -> Result<Service> {
        let rcp = self.shapes.number()? == 1;
        let (types, actions) = (self.shapes.number()?, self.shapes.number()?);
        let offered = self.shapes.number()?;
        let keys = self.keys(offered)?;
        let mut resources = Vec::new();
        for _ in 0..types {
            resources.push(self.resource_type(prefix)?);
        }
        let uses = self.uses(&resources)?;
        let first = count(all);
        let mut before = String::new();
        for _ in 0..actions {
            let shared = usize::from(self.shared.byte()?);
            let start = before
                .get(..shared)
                .ok_or(Malformed("a name shares more than there is"))?;
            let short = [start, self.rests.next()?].concat();
            let access = access(self.access.byte()?)?;
            let keys = self.action_keys.number()?;
            let used = uses.get(self.action_uses.number()?);
            all.push(Action {
                name: [prefix, ":", &short].concat(),
                access,
                resources: used
                    .ok_or(Malformed("an action names a list that is not there"))?
                    .clone(),
                keys: self.keys(keys)?,
            });
            before = short;
        }
        Ok(Service {
            prefix: prefix.to_owned(),
            rcp,
            resources,
            keys,
            actions: first..count(all),
        })
    }

    fn resource_type(&mut self, prefix: &str) -> Result<ResourceType> {
        let name = self.types.next()?;
        let format = self.formats.next()?;
        let keys = self.type_keys.number()?;
        Ok(ResourceType {
            name: name.into(),
            arn: match format.strip_prefix('@') {
                Some(rest) => format!("arn:${{Partition}}:{prefix}:${{Region}}:${{Account}}:{rest}"),
                None => format.to_owned(),
            },
            keys: self.keys(keys)?,
        })
    }

    fn uses(&mut self, resources: &[ResourceType]) -> Result<Vec<Arc<[ResourceUse]>>> {
        let mut lists = Vec::new();
        for _ in 0..self.uses.number()? {
            let mut list = Vec::new();
            for _ in 0..self.uses.number()? {
                let number = self.uses.number()?;
                let keys = self.uses.number()?;
                let resource = resources.get(number / 2);
                list.push(ResourceUse {
                    name: resource
                        .ok_or(Malformed("an action acts on a type that is not there"))?
                        .name
                        .clone(),
                    required: number % 2 == 1,
                    keys: self.keys(keys)?,
                });
            }
            lists.push(list.into());
        }
        Ok(lists)
    }

    /// Whether nothing is left.
    fn is_read(&mut self) -> bool {
        let numbers = [
            self.shapes,
            self.type_keys,
            self.uses,
            self.shared,
            self.access,
            self.action_keys,
            self.action_uses,
        ];
        let names = [&mut self.types, &mut self.formats, &mut self.rests];
        numbers.iter().all(|numbers| numbers.0.is_empty()) && names.into_iter().all(|names| names.more().is_none())
    }

    fn keys(&self, list: usize) -> Result<Keys> {
        let keys = self
            .lists
            .get(list)
            .ok_or(Malformed("a list of condition keys is not there"))?;
        Ok(keys.clone())
    }
}

fn access(byte: u8) -> Result<AccessLevel> {
    match byte {
        0 => Ok(AccessLevel::List),
        1 => Ok(AccessLevel::Read),
        2 => Ok(AccessLevel::Write),
        3 => Ok(AccessLevel::Tagging),
        4 => Ok(AccessLevel::PermissionsManagement),
        _ => Err(Malformed("an action has no known access level")),
    }
}

/// Bytes that are read from the front.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let (byte, rest) = self.0.split_first().ok_or(Malformed("it ends too early"))?;
        self.0 = rest;
        Ok(*byte)
    }

    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Malformed("a number is too large"))
    }

    fn block(&mut self) -> Result<Self> {
        let length = self.number()?;
        let (block, rest) = self.0.split_at_checked(length).ok_or(Malformed("it ends too early"))?;
        self.0 = rest;
        Ok(Self(block))
    }

    fn lines(&mut self) -> Result<Lines<'a>> {
        let text = std::str::from_utf8(self.block()?.0).map_err(|_| Malformed("a name is not text"))?;
        Ok(Lines(text.lines()))
    }
}

struct Lines<'a>(std::str::Lines<'a>);

impl<'a> Lines<'a> {
    fn more(&mut self) -> Option<&'a str> {
        self.0.next()
    }

    fn next(&mut self) -> Result<&'a str> {
        self.more().ok_or(Malformed("a name is missing"))
    }
}
