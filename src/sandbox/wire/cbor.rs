//! JSON values as CBOR (RFC 8949) and back: what botocore speaks with the tagging service.

use serde_json::{Map, Value};

/// Deeper nesting than any input has.
const DEPTH: usize = 16;

pub(super) fn encode(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out, value);
    out
}

/// The value in `bytes`; none if they are not CBOR, or hold what JSON cannot say.
pub(super) fn decode(bytes: &[u8]) -> Option<Value> {
    let (value, rest) = read(bytes, DEPTH)?;
    rest.is_empty().then_some(value)
}

fn write(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.push(0xf6),
        Value::Bool(false) => out.push(0xf4),
        Value::Bool(true) => out.push(0xf5),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(positive), _) => head(out, 0, positive),
            (None, Some(negative)) => head(out, 1, (-1 - negative).unsigned_abs()),
            (None, None) => {
                out.push(0xfb);
                out.extend(number.as_f64().unwrap_or_default().to_be_bytes());
            }
        },
        Value::String(text) => write_text(out, text),
        Value::Array(items) => {
            head(out, 4, size(items.len()));
            items.iter().for_each(|item| write(out, item));
        }
        Value::Object(members) => {
            head(out, 5, size(members.len()));
            for (name, value) in members {
                write_text(out, name);
                write(out, value);
            }
        }
    }
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    head(out, 3, size(text.len()));
    out.extend(text.as_bytes());
}

fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let major = major << 5;
    if let Ok(byte) = u8::try_from(argument) {
        match byte {
            0..24 => out.push(major | byte),
            _ => out.extend([major | 24, byte]),
        }
    } else if let Ok(short) = u16::try_from(argument) {
        out.push(major | 25);
        out.extend(short.to_be_bytes());
    } else if let Ok(word) = u32::try_from(argument) {
        out.push(major | 26);
        out.extend(word.to_be_bytes());
    } else {
        out.push(major | 27);
        out.extend(argument.to_be_bytes());
    }
}

fn read(bytes: &[u8], depth: usize) -> Option<(Value, &[u8])> {
    let depth = depth.checked_sub(1)?;
    let (&first, rest) = bytes.split_first()?;
    let (major, low) = (first >> 5, first & 0x1f);
    if major == 7 {
        return simple(low, rest);
    }
    if low == 31 {
        return open_ended(major, rest, depth);
    }
    let (argument, rest) = argument(low, rest)?;
    let count = usize::try_from(argument).ok()?;
    match major {
        0 => Some((Value::from(argument), rest)),
        1 => Some((Value::from(-1_i64 - i64::try_from(argument).ok()?), rest)),
        3 => {
            let (text, rest) = rest.split_at_checked(count)?;
            Some((Value::from(std::str::from_utf8(text).ok()?), rest))
        }
        4 => {
            let (mut items, mut rest) = (Vec::new(), rest);
            for _ in 0..count {
                let (item, after) = read(rest, depth)?;
                items.push(item);
                rest = after;
            }
            Some((Value::Array(items), rest))
        }
        5 => {
            let (mut members, mut rest) = (Map::new(), rest);
            for _ in 0..count {
                rest = member(&mut members, rest, depth)?;
            }
            Some((Value::Object(members), rest))
        }
        _ => None,
    }
}

/// Lists and maps that end with a break instead of saying their length first.
fn open_ended(major: u8, bytes: &[u8], depth: usize) -> Option<(Value, &[u8])> {
    let (mut items, mut members, mut rest) = (Vec::new(), Map::new(), bytes);
    while rest.first() != Some(&0xff) {
        rest = match major {
            4 => {
                let (item, after) = read(rest, depth)?;
                items.push(item);
                after
            }
            5 => member(&mut members, rest, depth)?,
            _ => return None,
        };
    }
    let value = if major == 4 {
        Value::Array(items)
    } else {
        Value::Object(members)
    };
    Some((value, rest.get(1..)?))
}

fn member<'a>(members: &mut Map<String, Value>, bytes: &'a [u8], depth: usize) -> Option<&'a [u8]> {
    let (name, rest) = read(bytes, depth)?;
    let (value, rest) = read(rest, depth)?;
    members.insert(name.as_str()?.to_owned(), value);
    Some(rest)
}

fn simple(low: u8, rest: &[u8]) -> Option<(Value, &[u8])> {
    match low {
        20 => Some((Value::Bool(false), rest)),
        21 => Some((Value::Bool(true), rest)),
        22 | 23 => Some((Value::Null, rest)),
        27 => {
            let (double, rest) = rest.split_first_chunk::<8>()?;
            Some((Value::from(f64::from_be_bytes(*double)), rest))
        }
        _ => None,
    }
}

fn argument(low: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let bytes = match low {
        0..24 => return Some((u64::from(low), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (number, rest) = rest.split_at_checked(bytes)?;
    let number = number.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    Some((number, rest))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_reads_the_same() {
        let long = "x".repeat(70_000);
        let value = json!({"a": [1, -500, 24, 65_536, true, null, "é"], "b": {"c": 1.5}, "d": long, "e": vec![0; 30]});
        assert_eq!(decode(&encode(&value)), Some(value));
    }

    #[test]
    fn broken_input_is_refused() {
        for bytes in [
            &[][..],
            &[0x62, 0x61],
            &[0x9b, 255, 255, 255, 255, 255, 255, 255, 255],
            &[0xa1, 1, 1],
            &[1, 1],
            &[0x9f],
        ] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
        assert_eq!(decode(&[0x81; 100]), None);
        assert_eq!(decode(&[0x9f, 1, 0xff]), Some(json!([1])));
    }
}
