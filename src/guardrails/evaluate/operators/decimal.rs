//! The `Numeric…` operators: decimal numbers, compared exactly.

use std::cmp::Ordering;

/// A decimal number: 0.`digits` × 10^`point`. Equal numbers are equal values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::guardrails::evaluate) struct Decimal {
    negative: bool,
    /// Digits from the first to the last that is not zero; none for zero.
    digits: String,
    point: i64,
}

impl Decimal {
    /// `-12.5`, `.5`, `1e3`, with space round it; no other number.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, integer(exponent)?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if mantissa == "." || mantissa.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let significant = all.trim_start_matches('0');
        let zeros = all.len() - significant.len();
        let digits = significant.trim_end_matches('0').to_owned();
        let (negative, point) = if digits.is_empty() {
            (false, 0)
        } else {
            let places = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()?;
            (negative, places.checked_add(exponent)?)
        };
        Some(Self {
            negative,
            digits,
            point,
        })
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
}

fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        // Without zeros at either end, digits of equal place compare like texts.
        let size = || {
            self.point
                .cmp(&other.point)
                .then_with(|| self.digits.cmp(&other.digits))
        };
        self.sign()
            .cmp(&other.sign())
            .then_with(|| if self.negative { size().reverse() } else { size() })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_as_numbers() {
        let ordered = [
            "-1e30",
            "-10",
            "-9.99",
            "-0.1",
            "0",
            "1e-30",
            "0.1",
            "0.30",
            "0.30000000000000004",
            "1",
            "9007199254740992",
            "9007199254740993",
            "1e30",
        ];
        for (one, left) in ordered.iter().enumerate() {
            for (other, right) in ordered.iter().enumerate() {
                let (left, right) = (Decimal::parse(left).unwrap(), Decimal::parse(right).unwrap());
                assert_eq!(left.cmp(&right), one.cmp(&other), "{left:?} {right:?}");
            }
        }
    }

    #[test]
    fn one_number_in_many_spellings() {
        for same in [
            &["2", " 2\n", "2.0", "+2", "02", "0.2e1", "20E-1", "2.", "2e+0"][..],
            &["0", "-0", "0.00", "0e9", ".0"],
            &["-0.5", "-.5", "-5e-1"],
        ] {
            for one in same {
                assert_eq!(Decimal::parse(one), Decimal::parse(same[0]), "{one}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            ".",
            "-",
            "e5",
            "1e",
            "1e+",
            "1e1.5",
            "1.2.3",
            "1 0",
            "0x10",
            "NaN",
            "Infinity",
            "1,000",
            "--1",
            "١",
            "1e99999999999999999999",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert!(Decimal::parse("1e9223372036854775807").is_none());
        assert!(Decimal::parse("0.1e9223372036854775807").is_some());
    }
}
