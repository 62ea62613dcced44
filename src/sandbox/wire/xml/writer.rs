//! Words as XML.

use quick_xml::escape::escape;
use serde_json::{Value, json};

/// How a list is written.
#[derive(Clone, Copy)]
enum Lists {
    /// One element with a `member` for each entry: awsQuery.
    Members,
    /// One element of its name for each entry: restXml.
    Repeated,
}

/// awsQuery: `<XResponse><XResult>…</XResult><ResponseMetadata>…`
pub(in crate::sandbox::wire) fn answer(namespace: &str, operation: &str, body: &Value, request_id: &str) -> Vec<u8> {
    let mut out = format!("<{operation}Response xmlns=\"{namespace}\">");
    if !body.is_null() {
        write(&mut out, &format!("{operation}Result"), body, Lists::Members);
    }
    let metadata = json!({"RequestId": request_id});
    write(&mut out, "ResponseMetadata", &metadata, Lists::Members);
    out.push_str(&format!("</{operation}Response>"));
    out.into_bytes()
}

/// awsQuery: `<ErrorResponse><Error>…`
pub(in crate::sandbox::wire) fn query_refusal(namespace: &str, code: &str, message: &str, request_id: &str) -> Vec<u8> {
    let error = json!({"Type": "Sender", "Code": code, "Message": message});
    wrapped(namespace, &error, request_id)
}

/// restXml: `<Error>…`, in an `ErrorResponse` or by itself.
pub(in crate::sandbox::wire) fn rest_refusal(
    namespace: Option<&str>,
    code: &str,
    message: &str,
    request_id: &str,
) -> Vec<u8> {
    match namespace {
        Some(namespace) => wrapped(namespace, &json!({"Code": code, "Message": message}), request_id),
        None => {
            let error = json!({"Code": code, "Message": message, "RequestId": request_id, "HostId": request_id});
            let mut out = DECLARATION.to_owned();
            write(&mut out, "Error", &error, Lists::Repeated);
            out.into_bytes()
        }
    }
}

fn wrapped(namespace: &str, error: &Value, request_id: &str) -> Vec<u8> {
    let mut out = format!("<ErrorResponse xmlns=\"{namespace}\">");
    write(&mut out, "Error", error, Lists::Members);
    write(&mut out, "RequestId", &Value::from(request_id), Lists::Members);
    out.push_str("</ErrorResponse>");
    out.into_bytes()
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// restXml: the document `root`.
pub(in crate::sandbox::wire) fn document(namespace: &str, root: &str, value: &Value) -> Vec<u8> {
    let mut out = DECLARATION.to_owned();
    out.push_str(&format!("<{root} xmlns=\"{namespace}\">"));
    content(&mut out, root, value, Lists::Repeated);
    out.push_str(&format!("</{root}>"));
    out.into_bytes()
}

/// Names come from the sandbox itself, texts from anywhere.
fn write(out: &mut String, name: &str, value: &Value, lists: Lists) {
    match (value, lists) {
        (Value::Array(items), Lists::Repeated) => items.iter().for_each(|item| write(out, name, item, lists)),
        (Value::Null, Lists::Repeated) => {}
        _ => {
            out.push_str(&format!("<{name}"));
            for (name, value) in value.as_object().into_iter().flatten() {
                if let (Some(name), Some(value)) = (name.strip_prefix('@'), value.as_str()) {
                    out.push_str(&format!(" {name}=\"{}\"", clean(value)));
                }
            }
            out.push('>');
            content(out, name, value, lists);
            out.push_str(&format!("</{name}>"));
        }
    }
}

fn content(out: &mut String, name: &str, value: &Value, lists: Lists) {
    match value {
        Value::Null => {}
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| !name.starts_with('@'))
            .for_each(|(name, value)| write(out, name, value, lists)),
        Value::Array(items) => {
            let entry = match lists {
                Lists::Members => "member",
                Lists::Repeated => name,
            };
            items.iter().for_each(|item| write(out, entry, item, lists));
        }
        Value::String(text) => out.push_str(&clean(text)),
        other => out.push_str(&other.to_string()),
    }
}

/// XML 1.0 has no way to write most control characters.
fn clean(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    escape(text.as_str()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn texts_cannot_leave_their_element() {
        let out = text(query_refusal("ns", "A", "</Message>\u{1b}&\"", "1"));
        assert!(out.contains("<Message>&lt;/Message&gt;&amp;&quot;</Message>"), "{out}");
        let out = text(document("ns", "A", &json!({"B": {"@c": "\"><d/>", "E": 1}})));
        assert!(
            out.ends_with("<A xmlns=\"ns\"><B c=\"&quot;&gt;&lt;d/&gt;\"><E>1</E></B></A>"),
            "{out}"
        );
    }

    #[test]
    fn lists_are_written_as_the_protocol_has_them() {
        let value = json!({"Rules": [{"Id": "a"}, {"Id": "b"}], "None": null});
        let out = text(answer("ns", "List", &value, "1"));
        assert!(
            out.contains("<Rules><member><Id>a</Id></member><member><Id>b</Id></member></Rules>"),
            "{out}"
        );
        let out = text(document("ns", "All", &value));
        assert!(
            out.ends_with("<All xmlns=\"ns\"><Rules><Id>a</Id></Rules><Rules><Id>b</Id></Rules></All>"),
            "{out}"
        );
    }

    #[test]
    fn a_refusal_stands_in_a_response_or_by_itself() {
        let alone = text(rest_refusal(None, "NoSuchBucket", "m", "7"));
        let inside = "<Code>NoSuchBucket</Code><HostId>7</HostId><Message>m</Message><RequestId>7</RequestId>";
        assert_eq!(alone, format!("{DECLARATION}<Error>{inside}</Error>"));
        let wrapped = text(rest_refusal(Some("ns"), "NoSuchBucket", "m", "7"));
        let error = "<Error><Code>NoSuchBucket</Code><Message>m</Message></Error><RequestId>7</RequestId>";
        assert_eq!(wrapped, format!("<ErrorResponse xmlns=\"ns\">{error}</ErrorResponse>"));
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let value =
            json!({"Rule": [{"ID": "a & <b>", "Days": "3", "Filter": ""}], "Owner": {"@xsi:type": "User", "ID": "x"}});
        let out = document("ns", "A", &value);
        assert_eq!(read(&out, "A", &["Rule"]).unwrap(), value);
    }
}
