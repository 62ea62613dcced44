//! Bytes that are no table give an error.

use proptest::prelude::*;

use super::super::decode::{plain_table, table};

static PACKED: &[u8] = include_bytes!("../table.bin");

#[test]
fn the_embedded_bytes_are_a_table() {
    assert_eq!(table(PACKED).unwrap().actions().len(), 22_091);
}

#[test]
fn damaged_bytes_are_refused() {
    assert!(table(&[]).is_err());
    assert!(table(&PACKED[..PACKED.len() / 2]).is_err());
    let mut damaged = PACKED.to_vec();
    damaged[PACKED.len() / 2] ^= 0x10;
    assert!(table(&damaged).is_err());
    // A few bytes that would fill the memory.
    let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 32 << 20], 9);
    assert!(bomb.len() < 100_000 && table(&bomb).is_err());
}

#[test]
fn a_table_cut_anywhere_is_refused() {
    let plain = miniz_oxide::inflate::decompress_to_vec_zlib(PACKED).unwrap();
    for cut in [0, 1, 50, 10_000, plain.len() / 3, plain.len() - 1] {
        assert!(plain_table(&plain[..cut]).is_err(), "{cut}");
    }
}

#[test]
fn a_table_with_something_behind_it_is_refused() {
    let mut plain = miniz_oxide::inflate::decompress_to_vec_zlib(PACKED).unwrap();
    assert!(plain_table(&plain).is_ok());
    plain.push(0);
    assert!(plain_table(&plain).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = table(&bytes);
        let mut headed = vec![24];
        headed.extend(b"groundline actions 1\n1\n2\n");
        headed.extend(&bytes);
        let _ = plain_table(&headed);
    }

    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut plain = miniz_oxide::inflate::decompress_to_vec_zlib(PACKED).unwrap();
        for (at, byte) in changes {
            *at.get_mut(&mut plain) = byte;
        }
        let _ = plain_table(&plain);
    }
}
