//! Small deterministic numbers: identifiers that look like AWS's, and faults that come by a seed.

/// FNV-1a, mixed: spreads similar texts apart. Not for security.
pub(super) fn of(text: &str) -> u64 {
    let folded = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mix(folded)
}

/// One step of SplitMix64.
pub(super) fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// `length` characters of `alphabet`, decided by `seed`.
pub(super) fn letters(seed: u64, alphabet: &[u8], length: usize) -> String {
    let size = u64::try_from(alphabet.len()).unwrap_or(1).max(1);
    let mut state = seed;
    (0..length)
        .map(|_| {
            state = mix(state);
            let at = usize::try_from(state % size).unwrap_or(0);
            char::from(alphabet.get(at).copied().unwrap_or(b'0'))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_same_seed_gives_the_same_letters() {
        assert_eq!(super::letters(7, b"abc", 9), super::letters(7, b"abc", 9));
        assert_ne!(super::letters(7, b"abcdefgh", 9), super::letters(8, b"abcdefgh", 9));
        assert_ne!(super::of("a"), super::of("b"));
    }
}
