//! Numbers by byte strings: the one hash table.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// Byte strings, stored end to end, each with a number.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    /// From where its hash says to the next 0, each key has the index of its entry, counted from 1.
    slots: Vec<usize>,
}

/// Where a key stands, and its number.
#[derive(Clone, Copy, Debug)]
struct Entry {
    start: usize,
    end: usize,
    number: u32,
}

impl Keys {
    /// Makes room for that many more keys.
    pub fn reserve(&mut self, count: usize) {
        // At least every other slot stays empty, so that what is looked for is found in a few steps.
        let needed = 2 * (self.entries.len() + count);
        if needed > self.slots.len() {
            self.slots = vec![0; needed.next_power_of_two().max(8)];
            for index in 0..self.entries.len() {
                let slot = self.entries.get(index).map(|entry| self.slot(self.key(*entry)));
                self.fill(slot.unwrap_or_default(), index);
            }
        }
    }

    /// Adds a key, numbered in order; false if it is there already.
    pub fn add(&mut self, key: &[u8]) -> bool {
        let next = u32::try_from(self.count()).unwrap_or(u32::MAX);
        self.insert(key, next) == next
    }

    /// The number of a key, which gets this one if it is new.
    #[inline(never)]
    pub fn insert(&mut self, key: &[u8], number: u32) -> u32 {
        self.reserve(1);
        let slot = self.slot(key);
        if let Some(known) = self.entry(slot) {
            return known.number;
        }
        self.fill(slot, self.entries.len());
        let start = self.bytes.len();
        self.bytes.extend_from_slice(key);
        self.entries.push(Entry { start, end: self.bytes.len(), number });
        number
    }

    /// The number of a key.
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<u32> {
        if self.entries.is_empty() { None } else { Some(self.entry(self.slot(key))?.number) }
    }

    /// The slot of a key, or the empty one where it would be.
    #[expect(clippy::cast_possible_truncation, reason = "a part of a hash is a hash")]
    fn slot(&self, key: &[u8]) -> usize {
        // The seed is fixed, so that every runtime does the same: keys come from the policy, and nobody who sends
        // callbacks can choose keys that collide.
        let mut slot = FxBuildHasher.hash_one(key) as usize;
        loop {
            slot &= self.slots.len().wrapping_sub(1);
            match self.entry(slot) {
                Some(entry) if self.key(entry) != key => slot += 1,
                _ => return slot,
            }
        }
    }

    fn entry(&self, slot: usize) -> Option<Entry> {
        self.entries.get(self.slots.get(slot)?.checked_sub(1)?).copied()
    }

    fn fill(&mut self, slot: usize, index: usize) {
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = index + 1;
        }
    }

    fn key(&self, entry: Entry) -> &[u8] {
        self.bytes.get(entry.start..entry.end).unwrap_or_default()
    }

    /// How many keys there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.entries.len()
    }

    /// The keys and their numbers in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], u32)> {
        self.entries.iter().map(|entry| (self.key(*entry), entry.number))
    }

    /// Visits the keys in that order, until one visit says that it is enough: then true.
    pub fn any(&self, visit: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        self.iter().any(|(key, _)| visit(key))
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.bytes.capacity() + self.entries.capacity() * size_of::<Entry>() + self.slots.len() * size_of::<usize>()
    }
}
