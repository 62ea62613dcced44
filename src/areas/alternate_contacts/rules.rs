//! What AWS takes as a contact.
//!
//! Source: AWS Account Management Reference Guide, `PutAlternateContact`: lengths and patterns of its parameters.

use crate::areas::messages::length;
use crate::baseline::Spanned;
use crate::diagnostics::Diagnostic;

/// Most characters of each field.
const NAME: usize = 64;
const TITLE: usize = 50;
const EMAIL: usize = 254;
const PHONE: usize = 25;

/// What is wrong with a contact's name.
pub(super) fn name(text: &Spanned<String>) -> Option<Diagnostic> {
    plain("the name of a contact", text, NAME)
}

/// What is wrong with a contact's title.
pub(super) fn title(text: &Spanned<String>) -> Option<Diagnostic> {
    plain("the title of a contact", text, TITLE)
}

/// What is wrong with a contact's e-mail address.
pub(super) fn email(text: &Spanned<String>) -> Option<Diagnostic> {
    plain("the e-mail address of a contact", text, EMAIL).or_else(|| {
        let message = format!("`{text}` is no e-mail address that a contact can have");
        let wrong = Diagnostic::error("invalid-email", message)
            .at(text.span)
            .help("AWS takes letters, digits and `_ + = . # | ! & -` before the `@`, and a domain with a dot after it");
        (!is_email(text)).then_some(wrong)
    })
}

/// What is wrong with a contact's telephone number.
pub(super) fn phone(text: &Spanned<String>) -> Option<Diagnostic> {
    plain("the telephone number of a contact", text, PHONE).or_else(|| {
        let message = format!("`{text}` is no telephone number");
        let wrong = Diagnostic::error("invalid-phone", message)
            .at(text.span)
            .help("AWS takes digits, spaces and `( ) + -`: `+1 555 0100`");
        let allowed = |c: char| c.is_ascii_digit() || c == ' ' || "()+-".contains(c);
        (!text.chars().all(allowed)).then_some(wrong)
    })
}

/// Fields are compared as they are written: AWS may or may not keep white space around them.
fn plain(what: &str, text: &Spanned<String>, most: usize) -> Option<Diagnostic> {
    length(what, text, (1, most), text.span).or_else(|| {
        let is_bare = text.trim() == text.as_str() && !text.chars().any(char::is_control);
        let message = format!("{what} has white space around it, or a control character in it");
        (!is_bare).then(|| Diagnostic::error("stray-space", message).at(text.span))
    })
}

/// `[\w+=.#|!&-]+@[\w.-]+\.[\w]+`
fn is_email(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let local = |c: char| word(c) || "+=.#|!&-".contains(c);
    let Some((before, domain)) = text.split_once('@') else {
        return false;
    };
    let Some((host, end)) = domain.rsplit_once('.') else {
        return false;
    };
    let all = |text: &str, allowed: &dyn Fn(char) -> bool| !text.is_empty() && text.chars().all(allowed);
    all(before, &local) && all(host, &|c| word(c) || ".-".contains(c)) && all(end, &word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_aws_takes_is_taken_and_nothing_else() {
        for good in ["security@acme.example", "a+b=c.d#e|f!g&h-i_1@x.y-z.io"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "", "a", "@b.c", "a@b", "a@.c", "a@b.", "a b@c.d", "a@b@c.d", "a*b@c.d", "é@c.d",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        let spanned = |text: &str| Spanned {
            value: text.to_owned(),
            span: None,
        };
        let code = |wrong: Option<Diagnostic>| wrong.map(|wrong| wrong.code.to_string());
        assert_eq!(code(phone(&spanned("+1 (555) 0100-7"))), None);
        assert_eq!(code(phone(&spanned("555 call me"))).as_deref(), Some("invalid-phone"));
        assert_eq!(code(phone(&spanned(&"1".repeat(26)))).as_deref(), Some("too-long"));
        assert_eq!(code(name(&spanned(&"n".repeat(64)))), None);
        assert_eq!(code(name(&spanned(&"n".repeat(65)))).as_deref(), Some("too-long"));
        assert_eq!(code(title(&spanned(&"t".repeat(51)))).as_deref(), Some("too-long"));
        assert_eq!(code(title(&spanned("on call "))).as_deref(), Some("stray-space"));
        assert_eq!(code(title(&spanned("on\u{1b}call"))).as_deref(), Some("stray-space"));
        assert_eq!(code(name(&spanned(""))).as_deref(), Some("too-short"));
    }
}
