//! The XML body of a request as words.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Value};

use crate::sandbox::refusal::Refusal;

/// So deep elements are nested at most.
const DEEPEST: usize = 32;

/// An element that is open.
struct Open {
    name: String,
    members: Map<String, Value>,
    text: String,
}

impl Open {
    fn new(start: &BytesStart<'_>) -> Result<Self, Refusal> {
        let mut members = Map::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| malformed(&error.to_string()))?;
            let name = text(attribute.key.as_ref())?;
            if name != "xmlns" && !name.starts_with("xmlns:") {
                let value = attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_err(|error| malformed(&error.to_string()))?;
                members.insert(format!("@{name}"), Value::String(value.into_owned()));
            }
        }
        Ok(Self {
            name: text(start.local_name().as_ref())?,
            members,
            text: String::new(),
        })
    }

    /// A structure if there is anything in it, and otherwise its text.
    fn value(self) -> Result<Value, Refusal> {
        if self.members.is_empty() {
            Ok(Value::String(self.text))
        } else if self.text.trim().is_empty() {
            Ok(Value::Object(self.members))
        } else {
            Err(malformed(&format!("`{}` has text beside elements", self.name)))
        }
    }
}

/// The document `root` as words: elements with elements in them are structures, all others texts. Elements named in `repeated` are lists, however many
/// there are; none of the others may be there twice. Attributes are members with an `@` before their names.
///
/// # Errors
/// `MalformedXML`, as S3 says it, for what is no such document.
pub(in crate::sandbox::wire) fn read(body: &[u8], root: &str, repeated: &[&str]) -> Result<Value, Refusal> {
    let mut reader = Reader::from_reader(body);
    let mut open: Vec<Open> = Vec::new();
    let mut whole = None;
    loop {
        match reader.read_event().map_err(|error| malformed(&error.to_string()))? {
            Event::Start(start) if open.len() < DEEPEST && whole.is_none() => open.push(Open::new(&start)?),
            Event::Empty(start) if open.len() < DEEPEST && whole.is_none() => {
                close(Open::new(&start)?, &mut open, repeated, &mut whole)?;
            }
            Event::Start(_) | Event::Empty(_) => return Err(malformed("it is nested too deep, or has two roots")),
            Event::End(_) => {
                let closed = open
                    .pop()
                    .ok_or_else(|| malformed("an element ends that is not open"))?;
                close(closed, &mut open, repeated, &mut whole)?;
            }
            Event::Text(said) => say(&mut open, &text(&said)?)?,
            Event::CData(said) => say(&mut open, &text(&said)?)?,
            Event::GeneralRef(reference) => {
                let letter = reference
                    .resolve_char_ref()
                    .map_err(|error| malformed(&error.to_string()))?;
                let said = match letter {
                    Some(letter) => letter.to_string(),
                    None => resolve_predefined_entity(&text(&reference)?)
                        .ok_or_else(|| malformed("it refers to an entity that XML does not know"))?
                        .to_owned(),
                };
                say(&mut open, &said)?;
            }
            Event::DocType(_) => return Err(malformed("a document type is not allowed")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    match whole {
        Some((name, value)) if open.is_empty() && name == root => Ok(value),
        _ => Err(malformed(&format!("it is no `{root}`"))),
    }
}

/// Puts an element that is whole into the one it stands in; without one it is the document.
fn close(
    closed: Open,
    open: &mut [Open],
    repeated: &[&str],
    whole: &mut Option<(String, Value)>,
) -> Result<(), Refusal> {
    let name = closed.name.clone();
    let value = closed.value()?;
    let Some(outer) = open.last_mut() else {
        *whole = Some((name, value));
        return Ok(());
    };
    if repeated.contains(&name.as_str()) {
        let list = outer.members.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        list.as_array_mut()
            .into_iter()
            .for_each(|list| list.push(value.clone()));
        return Ok(());
    }
    if outer.members.contains_key(&name) {
        return Err(malformed(&format!("`{name}` is there twice")));
    }
    outer.members.insert(name, value);
    Ok(())
}

fn say(open: &mut [Open], said: &str) -> Result<(), Refusal> {
    match open.last_mut() {
        Some(inside) => inside.text.push_str(said),
        None if said.trim().is_empty() => {}
        None => return Err(malformed("there is text outside its elements")),
    }
    Ok(())
}

fn text(bytes: &[u8]) -> Result<String, Refusal> {
    String::from_utf8(bytes.to_vec()).map_err(|_| malformed("it is not UTF-8"))
}

fn malformed(why: &str) -> Refusal {
    let message = "The XML you provided was not well-formed or did not validate against our published schema";
    Refusal::new("MalformedXML", format!("{message} ({why})"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn why(text: &str) -> String {
        read(text.as_bytes(), "A", &["R"]).unwrap_err().message
    }

    #[test]
    fn elements_are_structures_lists_and_texts() {
        let document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- by hand -->\n\
            <LifecycleConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\n  <Rule>\n    <ID>a &amp; b&#33;</ID>\n    \
            <Filter/>\n    <Status>Enabled</Status>\n    <Expiration><Days>365</Days></Expiration>\n  </Rule>\n</LifecycleConfiguration>\n";
        let rule = json!({"ID": "a & b!", "Filter": "", "Status": "Enabled", "Expiration": {"Days": "365"}});
        let found = read(document.as_bytes(), "LifecycleConfiguration", &["Rule"]).unwrap();
        assert_eq!(found, json!({"Rule": [rule]}));
        let two = "<S:Tagging xmlns:S=\"s3\"><TagSet><Tag><Key>a</Key><Value><![CDATA[<1>]]></Value></Tag><Tag><Key> b </Key><Value/></Tag></TagSet></S:Tagging>";
        let found = read(two.as_bytes(), "Tagging", &["Tag"]).unwrap();
        let tags = json!([{"Key": "a", "Value": "<1>"}, {"Key": " b ", "Value": ""}]);
        assert_eq!(found, json!({"TagSet": {"Tag": tags}}));
        let grantee = "<A><Grantee xmlns:xsi=\"i\" xsi:type=\"CanonicalUser\"><ID>x</ID></Grantee></A>";
        let found = read(grantee.as_bytes(), "A", &[]).unwrap();
        assert_eq!(found, json!({"Grantee": {"@xsi:type": "CanonicalUser", "ID": "x"}}));
        assert_eq!(read(b"<A/>", "A", &[]).unwrap(), json!(""));
    }

    #[test]
    fn what_is_no_such_document_is_refused() {
        for (text, reason) in [
            ("", "no `A`"),
            ("<B/>", "no `A`"),
            ("<A>", "no `A`"),
            ("<A></B>", ""),
            ("<A/><A/>", "two roots"),
            ("x<A/>", "outside"),
            ("<A><B/><B/></A>", "`B` is there twice"),
            ("<A>x<B/></A>", "text beside elements"),
            ("<A>&nbsp;</A>", "entity"),
            ("<!DOCTYPE A [<!ENTITY x \"y\">]><A>&x;</A>", "document type"),
            ("<A>\u{0}", "no `A`"),
        ] {
            let found = why(text);
            assert!(found.contains(reason), "{text}: {found}");
        }
        assert!(read(b"<A>\xff</A>", "A", &[]).is_err());
        assert!(why(&"<A>".repeat(100)).contains("too deep"));
        let refusal = read(b"{}", "A", &[]).unwrap_err();
        assert_eq!((refusal.code.as_str(), refusal.status), ("MalformedXML", 400));
    }
}
