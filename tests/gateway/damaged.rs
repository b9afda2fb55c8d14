//! Any file, however damaged, becomes a collection that can be served, or yields at least one fault.

use feedgate::address::Format;
use feedgate::collection;
use feedgate::snapshot::Snapshot;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::arbitrary::for_all;
use super::faults::assert_stand_in;
use super::reading::live;
use super::support::root;
use super::well_formed::assert_well_formed;

#[test]
fn any_bytes_are_a_collection_or_have_a_fault() {
    for_all(4_096, vec(any::<u8>(), 0..64), assert_good_or_faulty);
    for_all(
        4_096,
        vec(select(&PIECES[..]), 0..24).prop_map(|pieces| pieces.concat().into_bytes()),
        assert_good_or_faulty,
    );
}

#[test]
fn a_good_file_that_was_damaged_is_a_collection_or_has_a_fault() {
    let files = ["every_field.json", "markup_in_title.json", "retired_topic.json", "withdrawn.json"];
    for_all(1_024, (select(files.to_vec()), vec(damage(), 1..4)), |(name, damages)| {
        let file = std::fs::read(root().join("tests/collections").join(name));
        let mut file = file.unwrap_or_else(|error| panic!("{name}: {error}"));
        for damage in damages {
            damage.inflict(&mut file);
        }
        assert_good_or_faulty(file);
    });
}

/// What JSON is made of, whole and broken.
#[rustfmt::skip]
const PIECES: [&str; 34] = [
    "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "0", "-1", "1e999", "\"\"", "\"id\"",
    "\"reports\"", "\"title\":\"x\"", "{\"id\":\"a\",", "\"topics\":[", "\"published\":\"9999-12-31\"",
    "\"\\ud800\"", "\"\\u0000\"", "\u{feff}", "é", "\n", "\r\n", " ", "\t", "\0", "[[[[[[[[", "{\"a\":",
    "\"\\n\"", "\u{10ffff}", "\"guid\":\"a:b\"",
];

/// Something that happens to files.
#[derive(Clone, Debug)]
enum Damage {
    Lost(Index, usize),
    CutShort(Index),
    Added(Index, &'static str),
    Replaced(Index, u8),
    Doubled(Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), 1..40usize).prop_map(|(at, length)| Damage::Lost(at, length)),
        any::<Index>().prop_map(Damage::CutShort),
        (any::<Index>(), select(&PIECES[..])).prop_map(|(at, piece)| Damage::Added(at, piece)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Replaced(at, byte)),
        (any::<Index>(), 1..200usize).prop_map(|(at, length)| Damage::Doubled(at, length)),
    ]
}

impl Damage {
    fn inflict(self, file: &mut Vec<u8>) {
        if file.is_empty() {
            return;
        }
        let range =
            |at: Index, length: usize| at.index(file.len())..(at.index(file.len()) + length).min(file.len());
        match self {
            Damage::Lost(at, length) => drop(file.drain(range(at, length))),
            Damage::CutShort(at) => file.truncate(at.index(file.len())),
            Damage::Added(at, piece) => {
                let at = at.index(file.len());
                file.splice(at..at, piece.bytes());
            }
            Damage::Replaced(at, byte) => {
                let at = at.index(file.len());
                file[at] = byte;
            }
            Damage::Doubled(at, length) => file.extend_from_within(range(at, length)),
        }
    }
}

/// A good file can be served; the faults of one that is not stand in it.
fn assert_good_or_faulty(file: Vec<u8>) {
    let (text, faults) = match collection::parse(file.clone()) {
        Ok(collection) => {
            let snapshot = Snapshot::build(collection);
            // Not with feed-rs: of some damaged mail addresses it panics.
            assert_well_formed(&live(&snapshot, None, Format::Atom));
            assert_well_formed(&live(&snapshot, None, Format::Rss));
            return;
        }
        Err(faulty) => faulty,
    };
    assert_stand_in(&file, &text, &faults);
}
