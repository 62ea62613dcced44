//! Words as the XML of the query protocol.

use quick_xml::escape::escape;
use serde_json::Value;

/// `<XResponse><XResult>…</XResult><ResponseMetadata>…`
pub(super) fn answer(namespace: &str, operation: &str, body: &Value, request_id: &str) -> Vec<u8> {
    let mut out = format!("<{operation}Response xmlns=\"{namespace}\">");
    if !body.is_null() {
        write(&mut out, &format!("{operation}Result"), body);
    }
    out.push_str("<ResponseMetadata>");
    write(&mut out, "RequestId", &Value::from(request_id));
    out.push_str("</ResponseMetadata>");
    out.push_str(&format!("</{operation}Response>"));
    out.into_bytes()
}

/// `<ErrorResponse><Error>…`
pub(super) fn refusal(namespace: &str, code: &str, message: &str, request_id: &str) -> Vec<u8> {
    let mut out = format!("<ErrorResponse xmlns=\"{namespace}\">");
    let error = serde_json::json!({"Type": "Sender", "Code": code, "Message": message});
    write(&mut out, "Error", &error);
    write(&mut out, "RequestId", &Value::from(request_id));
    out.push_str("</ErrorResponse>");
    out.into_bytes()
}

/// Names come from the sandbox itself, texts from anywhere.
fn write(out: &mut String, name: &str, value: &Value) {
    out.push_str(&format!("<{name}>"));
    match value {
        Value::Null => {}
        Value::Object(members) => members.iter().for_each(|(name, value)| write(out, name, value)),
        Value::Array(items) => items.iter().for_each(|item| write(out, "member", item)),
        Value::String(text) => {
            // XML 1.0 has no way to write most control characters.
            let clean: String = text
                .chars()
                .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
                .collect();
            out.push_str(&escape(clean.as_str()));
        }
        other => out.push_str(&other.to_string()),
    }
    out.push_str(&format!("</{name}>"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn texts_cannot_leave_their_element() {
        let out = super::refusal("ns", "A", "</Message>\u{1b}&\"", "1");
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("<Message>&lt;/Message&gt;&amp;&quot;</Message>"), "{out}");
    }
}
