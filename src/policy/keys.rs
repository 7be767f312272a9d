//! Numbers by byte strings: the one hash table.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// The seed is fixed, so that every runtime does the same: keys come from the policy, and nobody who sends callbacks
/// can choose keys that collide.
const HASHER: FxBuildHasher = FxBuildHasher;

/// Byte strings, stored end to end, each with a number.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    bytes: Vec<u8>,
    entries: HashTable<Entry>,
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

/// The hash of each entry again, when the table grows. (One closure, so that growing is compiled once.)
fn rehash(bytes: &[u8]) -> impl Fn(&Entry) -> u64 {
    move |entry| HASHER.hash_one(entry.of(bytes))
}

impl Keys {
    /// Makes room for that many more keys.
    pub fn reserve(&mut self, count: usize) {
        self.entries.reserve(count, rehash(&self.bytes));
    }

    /// Adds a key, numbered in order; false if it is there already.
    pub fn add(&mut self, key: &[u8]) -> bool {
        let next = u32::try_from(self.count()).unwrap_or(u32::MAX);
        self.insert(key, next) == next
    }

    /// The number of a key, which gets this one if it is new.
    pub fn insert(&mut self, key: &[u8], number: u32) -> u32 {
        let hash = HASHER.hash_one(key);
        if let Some(known) = self.find(hash, key) {
            return known;
        }
        let (Ok(start), Ok(end)) = (u32::try_from(self.bytes.len()), u32::try_from(self.bytes.len() + key.len()))
        else {
            return number;
        };
        self.bytes.extend_from_slice(key);
        self.entries.insert_unique(hash, Entry { start, end, number }, rehash(&self.bytes));
        number
    }

    /// The number of a key.
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<u32> {
        if self.entries.is_empty() { None } else { self.find(HASHER.hash_one(key), key) }
    }

    fn find(&self, hash: u64, key: &[u8]) -> Option<u32> {
        self.entries.find(hash, |entry| entry.of(&self.bytes) == key).map(|entry| entry.number)
    }

    /// How many keys there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// The keys in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.iter().map(|entry| entry.of(&self.bytes))
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.bytes.capacity() + self.entries.capacity() * (size_of::<Entry>() + 1)
    }
}
