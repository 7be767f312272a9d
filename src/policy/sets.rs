//! What tests look things up in: values, words to find, address blocks. Each is made once for a policy and answers in a
//! time that does not grow with its length.

use std::rc::Rc;

pub use super::automaton::Anchor;
use super::automaton::Automaton;
use super::item::{Key, block_key};
use super::keys::Keys;
use crate::address::Address;
use crate::value::Item;

/// What a test lists: values of any type, words of which any may be found, or address blocks.
#[derive(Debug, Default)]
pub struct Listed {
    /// The values, or the words as they stand at their place, each once.
    keys: Keys,
    texts: usize,
    anchor: Anchor,
    /// Of more than one word, which it finds in one pass however many they are.
    automaton: Option<Automaton>,
    /// The address blocks.
    pub blocks: Blocks,
}

impl Listed {
    /// Nothing yet: neither values, nor words to look for at that place.
    #[must_use]
    pub fn new(anchor: Anchor) -> Self {
        Self { anchor, ..Self::default() }
    }

    /// Makes room for that many more values or words.
    pub fn reserve(&mut self, count: usize) {
        self.keys.reserve(count);
    }

    /// Adds a value.
    pub fn insert(&mut self, item: Item) {
        if item.key(&mut Key::default()).is_some_and(|key| self.keys.add(key)) {
            self.texts += usize::from(matches!(item, Item::Text(_)));
        }
    }

    /// The value is one of those listed.
    #[must_use]
    pub fn has(&self, item: Item) -> bool {
        item.key(&mut Key::default()).is_some_and(|key| self.keys.get(key).is_some())
    }

    /// Visits the values, until one visit says that it is enough: then true.
    pub fn any(&self, visit: &mut dyn FnMut(Item) -> bool) -> bool {
        self.keys.any(&mut |key| visit(Item::of_key(key)))
    }

    /// How many values or words there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.keys.count()
    }

    /// How many of the values are texts.
    #[must_use]
    pub const fn texts(&self) -> usize {
        self.texts
    }

    /// Adds a word.
    pub fn insert_word(&mut self, word: &str) {
        self.keys.add(&self.anchor.place(word));
    }

    /// Makes the words ready.
    pub fn finish_words(&mut self) {
        self.automaton = (self.count() > 1).then(|| Automaton::new(&self.keys, false));
    }

    /// The text has one of the words at its place.
    #[must_use]
    pub fn find_in(&self, text: &str) -> bool {
        match &self.automaton {
            Some(automaton) => automaton.is_in(text.as_bytes()),
            None => self.any_placed(&mut |placed| self.anchor.finds(Anchor::word(placed), text.as_bytes())),
        }
    }

    /// Where in a text the words are looked for.
    #[must_use]
    pub const fn anchor(&self) -> Anchor {
        self.anchor
    }

    /// Visits the words, until one visit says that it is enough: then true.
    pub fn any_word(&self, visit: &mut dyn FnMut(Item) -> bool) -> bool {
        self.any_placed(&mut |placed| visit(Item::of_key(Anchor::word(placed))))
    }

    /// Visits the words as they stand at their place, until one visit says that it is enough: then true.
    pub fn any_placed(&self, visit: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        self.keys.any(visit)
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.keys.memory() + self.automaton.as_ref().map_or(0, Automaton::memory) + self.blocks.memory()
    }
}

/// Address blocks by the bits that all of a block share, each with a number.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    keys: Keys,
    /// How many bits the blocks share, each number once.
    lengths: Vec<u8>,
}

impl Blocks {
    /// The number of the block of an address and those that share so many bits with it, which gets this one if it is
    /// new.
    #[inline(never)]
    pub fn insert(&mut self, first: Address, length: u8, number: u32) -> u32 {
        if !self.lengths.contains(&length) {
            self.lengths.push(length);
        }
        self.keys.insert(block_key(first.bits(), length, &mut Key::default()), number)
    }

    /// The address lies in one of the blocks.
    #[must_use]
    pub fn contain(&self, address: Address) -> bool {
        self.any_around(address, &mut |_| true)
    }

    /// Visits the numbers of the blocks that an address lies in, one of IPv4 only in those that lie in IPv4 themselves,
    /// until one visit says that it is enough: then true.
    pub fn any_around(&self, address: Address, visit: &mut dyn FnMut(u32) -> bool) -> bool {
        let address = address.bits();
        let least = if Address::V4.contains(&address) { Address::V4_LENGTH } else { 0 };
        self.lengths.iter().any(|length| {
            *length >= least && self.keys.get(block_key(address, *length, &mut Key::default())).is_some_and(&mut *visit)
        })
    }

    /// How many blocks there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.keys.count()
    }

    /// Visits the blocks, the first address of each and how many bits it shares with the others, until one visit says
    /// that it is enough: then true.
    pub fn any(&self, visit: &mut dyn FnMut(Address, u8) -> bool) -> bool {
        self.keys.any(&mut |key| match (Item::of_key(key), key) {
            (Item::Address(first), [_, length, ..]) => visit(first, *length),
            _ => false,
        })
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.keys.memory()
    }
}

/// What several tests share.
pub type Shared<T> = Rc<T>;
