//! `BinaryEquals`: bytes in Base64.

/// The bytes, if `text` is Base64 with or without its padding.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let left = digits.len() % 4;
    if left == 1 || padding > 2 || (padding > 0 && left + padding != 4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    let mut held: u32 = 0;
    let mut bits = 0;
    for digit in digits.bytes() {
        held = (held << 6) | u32::from(value(digit)?);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read() {
        for (text, wanted) in [
            ("", Some(&b""[..])),
            ("QQ==", Some(b"A")),
            ("QQ", Some(b"A")),
            ("QUI=", Some(b"AB")),
            ("QUJD", Some(b"ABC")),
            ("+/+/", Some(&[0xfb, 0xff, 0xbf])),
            ("Q", None),
            ("QQ=", None),
            ("QQ===", None),
            ("Q-==", None),
            ("é", None),
        ] {
            assert_eq!(decode(text).as_deref(), wanted, "{text}");
        }
    }
}
