//! The reference here takes normalisation from unicode-normalization, full case folding from ICU4X after comparing it with
//! Focaccia's, and the ignorable characters from the list below; `data.rs` comes from ICU4X alone.

use std::cmp::Ordering;
use std::ops::RangeInclusive;

use focaccia::CaseFold;
use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use unicode_normalization::UnicodeNormalization;

use super::*;

/// `Default_Ignorable_Code_Point` (DerivedCoreProperties.txt).
const IGNORABLE: [RangeInclusive<char>; 17] = [
    '\u{AD}'..='\u{AD}',
    '\u{34F}'..='\u{34F}',
    '\u{61C}'..='\u{61C}',
    '\u{115F}'..='\u{1160}',
    '\u{17B4}'..='\u{17B5}',
    '\u{180B}'..='\u{180F}',
    '\u{200B}'..='\u{200F}',
    '\u{202A}'..='\u{202E}',
    '\u{2060}'..='\u{206F}',
    '\u{3164}'..='\u{3164}',
    '\u{FE00}'..='\u{FE0F}',
    '\u{FEFF}'..='\u{FEFF}',
    '\u{FFA0}'..='\u{FFA0}',
    '\u{FFF0}'..='\u{FFF8}',
    '\u{1BCA0}'..='\u{1BCA3}',
    '\u{1D173}'..='\u{1D17A}',
    '\u{E0000}'..='\u{E0FFF}',
];

const CASE: CaseMapperBorrowed<'static> = CaseMapper::new();

/// Derivation of `NFKC_Casefold`: Unicode Standard, section 5.18.
fn reference_mapping(character: char) -> String {
    let mut image = character.to_string();
    loop {
        let text: String = image.nfd().collect();
        let text: String = CASE.fold_string(&text).nfkc().collect();
        let text: String = CASE.fold_string(&text).nfkc().collect();
        let next: String =
            text.chars().filter(|character| !IGNORABLE.iter().any(|range| range.contains(character))).collect();
        if next == image {
            return image;
        }
        image = next;
    }
}

fn reference(text: &str) -> String {
    text.chars().map(reference_mapping).collect::<String>().nfc().collect()
}

#[track_caller]
fn agrees(text: &str) {
    let expected = reference(text);
    let texts = Texts::default();
    let folded = fold(text, &texts);
    assert_eq!(folded, expected, "of {:?}", text.escape_unicode().to_string());
    assert_eq!(fold(folded, &texts), expected, "folded again, of {:?}", text.escape_unicode().to_string());
}

#[test]
fn data_is_what_the_generator_writes() {
    assert!(fold_table::source() == include_str!("data.rs"), "src/fold/data.rs is stale: cargo run -p fold-table");
}

#[test]
fn all_sources_are_of_one_unicode_version() {
    assert_eq!(unicode_normalization::UNICODE_VERSION, fold_table::UNICODE_VERSION);
    assert_eq!(focaccia::UNICODE_VERSION, fold_table::UNICODE_VERSION);
}

#[test]
fn case_folding_of_the_reference_is_confirmed() {
    let folding = CaseFold::Full;
    let mut last_kept = None;
    for character in '\0'..=char::MAX {
        let text = character.to_string();
        let folded = CASE.fold_string(&text);
        if folded != text {
            assert!(folding.case_eq(&text, &folded), "{character:?}");
            continue;
        }
        if let Some(last) = last_kept {
            assert_eq!(folding.casecmp_chars([last], [character]), Ordering::Less, "{character:?}");
        }
        last_kept = Some(character);
    }
}

#[test]
fn every_character_agrees_with_the_reference() {
    for character in '\0'..=char::MAX {
        agrees(character.encode_utf8(&mut [0; 4]));
    }
}

/// Every character that normalisation can move, take apart or join, beside each of a few of its kind.
#[test]
fn neighbours_agree_with_the_reference() {
    let few =
        ['a', 'É', 'ǖ', '\u{301}', '\u{323}', '\u{345}', '\u{200D}', '\u{1100}', '\u{1161}', '\u{11A8}', '각', '가'];
    for character in ('\0'..'\u{30000}').filter(|character| !('㐀'..='힣').contains(character)) {
        let text = character.to_string();
        if text.nfd().eq([character]) && unicode_normalization::char::canonical_combining_class(character) == 0 {
            continue;
        }
        for other in few {
            agrees(&format!("{character}{other}"));
            agrees(&format!("{other}{character}"));
            agrees(&format!("a{other}{character}\u{308}"));
        }
    }
}

#[test]
fn every_composition_agrees_with_the_reference() {
    for character in '\0'..='\u{30000}' {
        let parts: String = character.nfd().collect();
        if !parts.chars().eq([character]) {
            agrees(&parts);
            agrees(&format!("{parts}\u{301}\u{323}"));
            agrees(&parts.chars().rev().collect::<String>());
        }
    }
}

/// Some composites of two starters begin with one that composes with what is before it (Kirat Rai, Gurung Khema).
#[test]
fn composites_of_starters_agree_with_the_reference() {
    let starts = |&character: &char| unicode_normalization::char::canonical_combining_class(character) == 0;
    let mut characters: Vec<char> = ('\0'..'\u{30000}')
        .filter(|character| !('가'..='힣').contains(character))
        .map(|character| (character, character.nfd().collect::<Vec<_>>()))
        .filter(|(_, parts)| parts.len() > 1 && parts.iter().all(starts))
        .flat_map(|(character, parts)| parts.into_iter().chain([character]))
        .collect();
    characters.sort_unstable();
    characters.dedup();
    assert!(characters.contains(&'\u{16D68}'));
    for first in &characters {
        for second in &characters {
            agrees(&format!("{first}{second}"));
        }
    }
}

#[test]
fn random_texts_agree_with_the_reference() {
    let pools: [Vec<char>; 9] = [
        ('\0'..='\u{17F}').collect(),
        ('\u{300}'..='\u{36F}').collect(),
        ('\u{1100}'..='\u{11FF}').chain('가'..='갛').collect(),
        ('\u{1E00}'..='\u{1FFF}').collect(),
        ('\u{F900}'..='\u{FFEF}').collect(),
        "\u{AD}\u{200B}\u{200C}\u{200D}\u{FE0F}\u{E0061}\u{E0101}\u{34F}\u{3164}".chars().collect(),
        ('\u{900}'..='\u{DFF}').chain('\u{1B00}'..='\u{1B44}').collect(),
        ('\0'..='\u{2FFFF}')
            .filter(|&character| unicode_normalization::char::canonical_combining_class(character) != 0)
            .collect(),
        ('\u{11000}'..='\u{114FF}').chain('\u{16100}'..='\u{16D7F}').chain('\u{1D400}'..='\u{1D7FF}').collect(),
    ];
    let mut random = Random(0x6772_6F75_7067_6174);
    for _ in 0..30_000 {
        let favourite = random.below(pools.len());
        let text: String = (0..=random.below(12))
            .filter_map(|_| {
                let pool = if random.below(2) == 0 { favourite } else { random.below(pools.len()) };
                let pool = &pools[pool];
                pool.get(random.below(pool.len()))
            })
            .collect();
        agrees(&text);
    }
}

#[test]
fn texts_of_any_characters_agree_with_the_reference() {
    let mut random = Random(2);
    for _ in 0..5_000 {
        let text: String = (0..=random.below(8))
            .filter_map(|_| char::from_u32(u32::try_from(random.below(0x0011_0000)).ok()?))
            .collect();
        agrees(&text);
    }
}

#[test]
fn long_runs_of_marks_agree_with_the_reference() {
    let marks = ['\u{301}', '\u{323}', '\u{5B0}', '\u{345}', '\u{1D16D}', '\u{3099}'];
    let text: String = std::iter::once('é').chain(marks.into_iter().cycle().take(20_000)).collect();
    agrees(&text);
}

#[test]
fn known_texts_fold() {
    for (text, folded) in [
        ("", ""),
        ("ＣＡＳＩＮＯ", "casino"),
        ("Straße", "strasse"),
        ("STRAẞE", "strasse"),
        ("ΟΔΟΣ", "οδοσ"),
        ("οδος", "οδοσ"),
        ("ı", "ı"),
        ("İ", "i\u{307}"),
        ("ca\u{200B}si\u{200D}n\u{AD}o\u{2060}\u{FEFF}", "casino"),
        ("\u{200B}", ""),
        ("①ﬁ㎏", "1fikg"),
        ("ｶﾞ", "ガ"),
        ("E\u{301}\u{323}", "ẹ\u{301}"),
        ("\u{1112}\u{1161}\u{11AB}", "한"),
        ("赌博", "赌博"),
        ("A\u{301}b", "áb"),
    ] {
        assert_eq!(fold(text, &Texts::default()), folded);
    }
}

#[test]
fn text_that_folding_leaves_alone_is_borrowed() {
    let texts = Texts::default();
    for text in ["", "casino night 7", "赌博", "ça va", "한국어"] {
        assert!(std::ptr::eq(fold(text, &texts), text), "{text}");
    }
}

#[test]
fn folded_text_is_appended() {
    let mut folded = String::from("e");
    fold_into("\u{301}A", &mut folded);
    fold_into("BC", &mut folded);
    assert_eq!(folded, "e\u{301}abc");
}

/// Steele, Lea and Flood's `SplitMix64`.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ mixed >> 31) % limit as u64).unwrap_or_default()
    }
}
