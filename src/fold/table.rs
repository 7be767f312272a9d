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
/// | 0 | the pair that the character decomposes to, counted from 1, times 256; or 0 |
/// | [`ATTACHING`] | likewise, plus the canonical combining class |
/// | [`SPELLED`] | where the image is in `images`, times 32, plus its length |
pub(super) struct Table {
    blocks: Vec<u16>,
    entries: Vec<u32>,
    images: Vec<u32>,
    pairs: Vec<Pair>,
    /// The same in the order of their parts.
    by_parts: Vec<Pair>,
}

/// Two characters and the one that they compose to.
#[derive(Clone)]
struct Pair {
    parts: (u32, u32),
    composite: u32,
}

const ATTACHING: u32 = 1 << 30;
const SPELLED: u32 = 1 << 31;

const BLOCK: usize = 64;

/// Tags, variation selectors and what is reserved for their like: the only characters from U+30000 on that folding changes.
const IGNORED: RangeInclusive<u32> = 0xE0000..=0xE0FFF;
const BLOCKS: usize = 0x30000 / BLOCK;

impl Table {
    /// The character stays, and never interacts with what is before it.
    #[inline]
    pub(super) fn keeps(&self, character: u32) -> bool {
        self.entry(character) < ATTACHING && !IGNORED.contains(&character)
    }

    /// The characters, perhaps none, that another character becomes.
    pub(super) fn image(&self, character: u32) -> Option<&[u32]> {
        let entry = self.entry(character);
        let place = if IGNORED.contains(&character) { 0 } else { entry.checked_sub(SPELLED)? };
        let (start, length) = (place as usize / 32, place as usize % 32);
        self.images.get(start..start + length)
    }

    /// The character stays, but may change places or compose with what is before it.
    pub(super) fn attaches(&self, character: u32) -> bool {
        self.entry(character) & ATTACHING != 0
    }

    #[inline]
    fn entry(&self, character: u32) -> u32 {
        let character = character as usize;
        let block = self.blocks.get(character / BLOCK).copied().unwrap_or_default();
        let at = usize::from(block) * BLOCK + character % BLOCK;
        self.entries.get(at).copied().unwrap_or_default()
    }

    /// The canonical combining class of a character that folding keeps.
    pub(super) fn class(&self, character: u32) -> u8 {
        (self.entry(character) & 0xFF) as u8
    }

    /// The canonical decomposition of a character that folding keeps, one step of it.
    pub(super) fn decompose(&self, character: u32) -> Option<(u32, u32)> {
        let number = (self.entry(character) & !ATTACHING) as usize / 256;
        Some(self.pairs.get(number.checked_sub(1)?)?.parts)
    }

    /// The primary composite of two characters.
    pub(super) fn compose(&self, first: u32, second: u32) -> Option<u32> {
        match (first, second) {
            // A leading consonant and a vowel, or such a syllable and a trailing consonant (Unicode Standard, section
            // 3.12).
            (0x1100..=0x1112, 0x1161..=0x1175) => Some(0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28),
            (0xAC00..=0xD7A3, 0x11A8..=0x11C2) if (first - 0xAC00).is_multiple_of(28) => {
                Some(first + (second - 0x11A7))
            }
            parts => {
                let at = self.by_parts.binary_search_by_key(&parts, |pair| pair.parts).ok()?;
                Some(self.by_parts.get(at)?.composite)
            }
        }
    }

    fn unpack() -> Self {
        let mut table = Table {
            blocks: vec![0; BLOCKS],
            entries: vec![0; BLOCK],
            images: Vec::new(),
            pairs: Vec::new(),
            by_parts: Vec::new(),
        };
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
            self.pairs.push(Pair { parts: (first, second), composite });
            self.set(second, ATTACHING | self.entry(second));
            let number = u32::try_from(self.pairs.len()).unwrap_or_default();
            self.set(composite, self.entry(composite) | number << 8);
        }
        self.by_parts = sorted(self.pairs.clone(), |a, b| a.parts.cmp(&b.parts));
    }

    fn unpack_mappings(&mut self) {
        let mut gaps = Numbers::of(data::MAPPING_GAPS);
        let mut counts = Numbers::of(data::MAPPING_COUNTS);
        let mut images = Numbers::of(data::MAPPING_IMAGES);
        let mut next = 0;
        let mut last = [0; 32];
        for &kind in data::MAPPING_KINDS {
            let (form, step) = (usize::from(kind >> 2), u32::from(kind & 3));
            let from = next + gaps.number();
            let (count, step) = if step == 3 { (1, 0) } else { (counts.number() + 1, step) };
            next = from + count;
            let places = if form > data::LONGEST { form..form + 1 } else { 0..form };
            let image = last.get_mut(places).unwrap_or_default();
            for to in image.iter_mut() {
                *to = images.near(*to);
            }
            for (n, character) in (0..count).zip(from..) {
                if let (Some(to), true) = (image.first_mut(), n > 0) {
                    *to += step;
                }
                let place = u32::try_from(self.images.len() * 32 + image.len()).unwrap_or_default();
                self.images.extend_from_slice(image);
                self.set(character, SPELLED | place);
            }
        }
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
