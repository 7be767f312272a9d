use std::mem;
use std::ops::RangeInclusive;
use std::slice;
use std::sync::LazyLock;

use super::data;
use crate::order::sorted;

/// The data of `data.rs`, unpacked for look-up on first use.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(Table::unpack);

/// A two-stage table of entries, 0 for a character that nothing happens to. The two top bits of an entry tell its kind:
///
/// | kind | the other bits |
/// |---|---|
/// | [`KEPT`] | the pair that the character decomposes to, counted from 1; or 0 |
/// | [`ATTACHING`] | likewise, times 256, plus the canonical combining class |
/// | [`REPLACED`] | the image, a character that is kept |
/// | [`SPELLED`] | where the image is in `images`, times 32, plus its length |
pub(super) struct Table {
    blocks: Vec<u16>,
    entries: Vec<u32>,
    images: Vec<char>,
    pairs: Vec<Pair>,
}

/// Two characters and the one that they compose to.
struct Pair {
    parts: (char, char),
    composite: char,
}

pub(super) enum Fold<'a> {
    /// Stays, and never interacts with what is before it.
    Kept,
    /// Becomes this character, which never interacts with what is before it.
    Replaced(char),
    /// Becomes these characters, perhaps none.
    Spelled(&'a [char]),
    /// Stays, but may change places or compose with what is before it. Has this canonical combining class.
    Attaching(u8),
}

const KIND: u32 = 3 << 30;
const KEPT: u32 = 0;
const ATTACHING: u32 = 1 << 30;
const REPLACED: u32 = 2 << 30;
const SPELLED: u32 = 3 << 30;

const BLOCK: usize = 64;

/// Tags, variation selectors and what is reserved for their like: the only characters from U+30000 on that folding changes.
const IGNORED: RangeInclusive<char> = '\u{E0000}'..='\u{E0FFF}';
const BLOCKS: usize = 0x30000 / BLOCK;

/// Jamo that compose with what is before them (Unicode Standard, section 3.12).
const VOWELS: RangeInclusive<char> = '\u{1161}'..='\u{1175}';
const TRAILING_CONSONANTS: RangeInclusive<char> = '\u{11A8}'..='\u{11C2}';

impl Table {
    #[inline]
    pub(super) fn fold(&self, character: char) -> Fold<'_> {
        let entry = self.entry(u32::from(character));
        match entry & KIND {
            KEPT if IGNORED.contains(&character) => Fold::Spelled(&[]),
            KEPT => Fold::Kept,
            ATTACHING => Fold::Attaching((entry & 0xFF) as u8),
            REPLACED => Fold::Replaced(char::from_u32(entry & !KIND).unwrap_or(character)),
            _ => {
                let length = (entry & 31) as usize;
                let start = ((entry & !KIND) >> 5) as usize;
                Fold::Spelled(self.images.get(start..start + length).unwrap_or_default())
            }
        }
    }

    #[inline]
    fn entry(&self, character: u32) -> u32 {
        let character = character as usize;
        let block = self.blocks.get(character / BLOCK).copied().unwrap_or_default();
        let at = usize::from(block) * BLOCK + character % BLOCK;
        self.entries.get(at).copied().unwrap_or_default()
    }

    /// The canonical decomposition of a character, one step of it.
    pub(super) fn decompose(&self, character: char) -> Option<(char, char)> {
        let entry = self.entry(u32::from(character));
        let number = match entry & KIND {
            KEPT => entry,
            ATTACHING => (entry & !KIND) >> 8,
            _ => 0,
        };
        let pair = self.pairs.get((number as usize).checked_sub(1)?)?;
        Some(pair.parts)
    }

    /// The primary composite of two characters.
    pub(super) fn compose(&self, first: char, second: char) -> Option<char> {
        if let Some(syllable) = compose_hangul(first, second) {
            return Some(syllable);
        }
        let parts = (first, second);
        let at = self.pairs.binary_search_by_key(&parts, |pair| pair.parts).ok()?;
        Some(self.pairs.get(at)?.composite)
    }

    fn unpack() -> Self {
        let mut table =
            Table { blocks: vec![0; BLOCKS], entries: vec![0; BLOCK], images: Vec::new(), pairs: Vec::new() };
        table.unpack_classes();
        table.unpack_pairs();
        table.unpack_mappings();
        table
    }

    fn unpack_classes(&mut self) {
        let mut gaps = Numbers::of(data::CLASS_GAPS);
        let mut counts = Numbers::of(data::CLASS_COUNTS);
        let mut next = 0;
        for &class in data::CLASS_VALUES {
            let from = next + gaps.number();
            next = from + counts.number();
            for character in from..next {
                self.set(character, ATTACHING | u32::from(class));
            }
        }
    }

    fn unpack_pairs(&mut self) {
        let mut firsts = Numbers::of(data::PAIR_FIRSTS);
        let mut seconds = Numbers::of(data::PAIR_SECONDS);
        let mut composites = Numbers::of(data::PAIR_COMPOSITES);
        let (mut first, mut second, mut composite) = (0, 0, 0);
        while !composites.is_empty() {
            first = firsts.near(first);
            second = seconds.near(second);
            composite += composites.number();
            let (Some(one), Some(two), Some(both)) =
                (char::from_u32(first), char::from_u32(second), char::from_u32(composite))
            else {
                continue;
            };
            self.pairs.push(Pair { parts: (one, two), composite: both });
            self.set(second, ATTACHING | self.entry(second));
        }
        self.pairs = sorted(mem::take(&mut self.pairs), |a, b| a.parts.cmp(&b.parts));
        for (number, at) in (1..).zip(0..self.pairs.len()) {
            let Some(&Pair { parts: (mut first, _), composite }) = self.pairs.get(at) else {
                continue;
            };
            while let Some((part, _)) = self.decompose(first) {
                first = part;
            }
            let entry = match self.fold(first) {
                Fold::Attaching(_) => ATTACHING | number << 8,
                _ => number,
            };
            self.set(u32::from(composite), entry);
        }
    }

    fn unpack_mappings(&mut self) {
        let mut gaps = Numbers::of(data::MAPPING_GAPS);
        let mut counts = Numbers::of(data::MAPPING_COUNTS);
        let mut images = Numbers::of(data::MAPPING_IMAGES);
        let mut next = 0;
        let mut image = [0; 32];
        for &kind in data::MAPPING_KINDS {
            let (length, step) = (usize::from(kind >> 2), u32::from(kind & 3));
            let from = next + gaps.number();
            let (count, step) = if step == 3 { (1, 0) } else { (counts.number() + 1, step) };
            next = from + count;
            for to in image.iter_mut().take(length) {
                *to = images.near(*to);
            }
            for (n, character) in (0..count).zip(from..) {
                if let (Some(to), true) = (image.first_mut(), n > 0 && length > 0) {
                    *to += step;
                }
                self.set_image(character, image.get(..length).unwrap_or_default());
            }
        }
    }

    #[cold]
    fn set_image(&mut self, character: u32, image: &[u32]) {
        if let &[to] = image
            && self.entry(to) & KIND == KEPT
        {
            self.set(character, REPLACED | to);
            return;
        }
        let place = u32::try_from(self.images.len() * 32 + image.len()).unwrap_or_default();
        self.images.extend(image.iter().copied().filter_map(char::from_u32));
        self.set(character, SPELLED | place);
    }

    #[cold]
    fn set(&mut self, character: u32, entry: u32) {
        let character = character as usize;
        let Some(block) = self.blocks.get_mut(character / BLOCK) else {
            return;
        };
        if *block == 0 {
            *block = u16::try_from(self.entries.len() / BLOCK).unwrap_or_default();
            self.entries.resize(self.entries.len() + BLOCK, 0);
        }
        let at = usize::from(*block) * BLOCK + character % BLOCK;
        if let Some(place) = self.entries.get_mut(at) {
            *place = entry;
        }
    }
}

/// A leading consonant and a vowel, or such a syllable and a trailing consonant (Unicode Standard, section 3.12).
fn compose_hangul(first: char, second: char) -> Option<char> {
    const VOWEL_COUNT: u32 = 21;
    const TRAILING_COUNT: u32 = 28;
    let syllables = u32::from('가');
    let leads = u32::from('\u{1100}');
    match first {
        '\u{1100}'..='\u{1112}' if VOWELS.contains(&second) => {
            let vowel = u32::from(second) - u32::from(*VOWELS.start());
            let lead = u32::from(first) - leads;
            char::from_u32(syllables + (lead * VOWEL_COUNT + vowel) * TRAILING_COUNT)
        }
        '가'..='힣'
            if TRAILING_CONSONANTS.contains(&second)
                && (u32::from(first) - syllables).is_multiple_of(TRAILING_COUNT) =>
        {
            char::from_u32(u32::from(first) + u32::from(second) - 0x11A7)
        }
        _ => None,
    }
}

/// A stream of LEB128 numbers. It never ends early, `data.rs` being generated; past its end there are only zeros.
struct Numbers(slice::Iter<'static, u8>);

impl Numbers {
    fn of(bytes: &'static [u8]) -> Self {
        Numbers(bytes.iter())
    }

    fn is_empty(&self) -> bool {
        self.0.as_slice().is_empty()
    }

    #[cold]
    fn number(&mut self) -> u32 {
        let mut value = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.0.next().copied().unwrap_or_default();
            value |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                break;
            }
        }
        value
    }

    /// A zigzag-coded difference, added to `value`.
    #[cold]
    fn near(&mut self, value: u32) -> u32 {
        let coded = self.number();
        value.wrapping_add(coded >> 1 ^ (coded & 1).wrapping_neg())
    }
}
