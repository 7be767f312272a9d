//! Numbers by byte strings: the one hash table.

use std::hash::Hasher;
use std::mem;

use rustc_hash::FxHasher;

/// Byte strings, stored end to end, each with a number.
///
/// The hash has no seed, so that every runtime does the same: keys come from the policy, and nobody who sends callbacks
/// can choose keys that collide.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    bytes: Vec<u8>,
    /// In the order in which they came.
    entries: Vec<Entry>,
    /// A power of two of them, at least half of them free: each key has the first that was free from where its hash
    /// points to, and finds there its hash and its place among the entries, from 1.
    slots: Vec<(u32, u32)>,
}

/// Where a key stands, and its number. Positions are 32-bit, as memory is where the module runs.
#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u32,
    end: u32,
    number: u32,
}

impl Entry {
    fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the hash has 32 bits where the module runs")]
fn hash(key: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(key);
    hasher.finish() as u32
}

impl Keys {
    /// Makes room for that many more keys.
    pub fn reserve(&mut self, count: usize) {
        self.entries.reserve(count);
        self.make_slots(self.count() + count);
    }

    /// Makes slots for that many keys in all.
    fn make_slots(&mut self, count: usize) {
        let wanted = (2 * count).next_power_of_two();
        if wanted > self.slots.len() {
            for (hash, place) in mem::replace(&mut self.slots, vec![(0, 0); wanted]) {
                if place > 0 {
                    self.take_slot(hash, place);
                }
            }
        }
    }

    fn take_slot(&mut self, hash: u32, place: u32) {
        let mut at = hash as usize;
        let last = self.slots.len().saturating_sub(1);
        while let Some(slot) = self.slots.get_mut(at & last) {
            if slot.1 == 0 {
                *slot = (hash, place);
                return;
            }
            at = at.wrapping_add(1);
        }
    }

    /// Adds a key, numbered in order; false if it is there already.
    pub fn add(&mut self, key: &[u8]) -> bool {
        let next = u32::try_from(self.count()).unwrap_or(u32::MAX);
        self.insert(key, next) == next
    }

    /// The number of a key, which gets this one if it is new.
    pub fn insert(&mut self, key: &[u8], number: u32) -> u32 {
        if let Some(known) = self.get(key) {
            return known;
        }
        let (start, place) = (self.bytes.len(), self.count() + 1);
        if let (Ok(start), Ok(end), Ok(place)) =
            (u32::try_from(start), u32::try_from(start + key.len()), u32::try_from(place))
        {
            self.bytes.extend_from_slice(key);
            self.entries.push(Entry { start, end, number });
            self.make_slots(self.count());
            self.take_slot(hash(key), place);
        }
        number
    }

    /// The number of a key.
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<u32> {
        let last = self.slots.len().checked_sub(1)?;
        let hash = hash(key);
        let mut at = hash as usize;
        loop {
            let (own, place) = *self.slots.get(at & last)?;
            let entry = self.entries.get((place as usize).checked_sub(1)?)?;
            if own == hash && entry.of(&self.bytes) == key {
                return Some(entry.number);
            }
            at = at.wrapping_add(1);
        }
    }

    /// How many keys there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.entries.len()
    }

    /// The keys in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.iter().map(|entry| entry.of(&self.bytes))
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.bytes.capacity()
            + self.entries.capacity() * size_of::<Entry>()
            + self.slots.capacity() * size_of::<(u32, u32)>()
    }
}
