//! What tests look things up in: sets of values, words to find, address blocks. Each is made once for a policy and
//! answers in a time that does not grow with its length.

use std::fmt;
use std::rc::Rc;

pub use super::automaton::Anchor;
use super::automaton::Automaton;
use super::item::{Item, Key};
use super::keys::Keys;
use crate::address::{Address, Block};
use crate::json::Number;
use crate::order::{order, sorted};

/// A single value of a policy.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// `null`, of facts.
    Null,
    /// A boolean, of facts.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(Box<str>),
    /// An address; an IPv4-mapped one as the IPv4 one.
    Address(Address),
}

/// A set of values of any type.
#[derive(Clone, Debug, Default)]
pub struct ScalarSet {
    keys: Keys,
    texts: usize,
}

impl ScalarSet {
    /// Makes room for that many more values.
    pub fn reserve(&mut self, count: usize) {
        self.keys.reserve(count);
    }

    /// Adds a value.
    pub fn insert(&mut self, item: Item) {
        if item.key(&mut Key::default()).is_some_and(|key| self.keys.add(key)) {
            self.texts += usize::from(matches!(item, Item::Text(_)));
        }
    }

    /// The value is one of the set.
    #[must_use]
    pub fn has(&self, item: Item) -> bool {
        item.key(&mut Key::default()).is_some_and(|key| self.keys.get(key).is_some())
    }

    /// The values in no particular order.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        self.keys.iter().map(|(key, _)| Item::of_key(key))
    }

    /// How many values there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.keys.count()
    }

    /// How many of them are texts.
    #[must_use]
    pub const fn texts(&self) -> usize {
        self.texts
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.keys.memory()
    }
}

/// Words of which any may be found, in one pass however many they are.
pub struct Words {
    anchor: Anchor,
    /// The words, each once.
    sorted: Vec<String>,
    /// Of more than one word.
    automaton: Option<Automaton>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").field("anchor", &self.anchor).field("words", &self.sorted.len()).finish_non_exhaustive()
    }
}

impl Words {
    /// Makes the words ready.
    pub fn new(anchor: Anchor, words: Vec<String>) -> Self {
        let mut words = sorted(words, Ord::cmp);
        words.dedup();
        let automaton = (words.len() > 1).then(|| {
            let placed: Vec<Vec<u8>> = words.iter().map(|word| anchor.place(word)).collect();
            Automaton::new(placed.iter().map(|word| (&**word, 0)).collect(), false)
        });
        Self { anchor, sorted: words, automaton }
    }

    /// The text has one of the words at its place.
    #[must_use]
    pub fn find_in(&self, text: &str) -> bool {
        match &self.automaton {
            Some(automaton) => automaton.is_in(text.as_bytes()),
            None => self.sorted.first().is_some_and(|word| self.anchor.finds(word, text)),
        }
    }

    /// Where in a text they are looked for.
    #[must_use]
    pub const fn anchor(&self) -> Anchor {
        self.anchor
    }

    /// The words, sorted.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.sorted
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.sorted.iter().map(|word| word.len() + 24).sum::<usize>()
            + self.automaton.as_ref().map_or(0, Automaton::memory)
    }
}

/// Address blocks as sorted ranges, both ends included, that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks(Vec<(u128, u128)>);

impl Blocks {
    /// The union of blocks; only one that lies in IPv4 has addresses of IPv4.
    #[must_use]
    pub fn new(blocks: &[Block]) -> Self {
        let mut all = Vec::new();
        for block in blocks {
            let (mut first, Address(last)) = (block.first().0, block.last());
            if first < *Address::V4.start() && last >= *Address::V4.end() {
                all.push((first, Address::V4.start() - 1));
                first = Address::V4.end() + 1;
            }
            if first <= last {
                all.push((first, last));
            }
        }
        let mut joined: Vec<(u128, u128)> = Vec::with_capacity(all.len());
        for index in order(all.len(), &mut |a, b| all.get(a).cmp(&all.get(b))) {
            let Some((first, last)) = all.get(index).copied() else { continue };
            match joined.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => joined.push((first, last)),
            }
        }
        Self(joined)
    }

    /// The address lies in one of the blocks.
    #[must_use]
    pub fn contain(&self, Address(address): Address) -> bool {
        let following = self.0.partition_point(|(first, _)| *first <= address);
        following.checked_sub(1).and_then(|index| self.0.get(index)).is_some_and(|(_, last)| address <= *last)
    }

    /// The blocks that the ranges come to: the first address, and how many of its bits all of a block
    /// share.
    pub fn prefixes(&self) -> impl Iterator<Item = (u128, u8)> {
        self.0.iter().flat_map(|(first, last)| {
            let mut rest = Some(*first);
            std::iter::from_fn(move || {
                let first = rest?;
                let hosts = |free: u32| u128::MAX.checked_shr(128 - free).unwrap_or_default();
                let mut free = first.trailing_zeros();
                while first | hosts(free) > *last {
                    free -= 1;
                }
                rest = (first | hosts(free)).checked_add(1).filter(|next| next <= last);
                Some((first, u8::try_from(128 - free).unwrap_or_default()))
            })
        })
    }

    /// The ranges.
    #[must_use]
    pub fn ranges(&self) -> &[(u128, u128)] {
        &self.0
    }
}

/// What several tests share.
pub type Shared<T> = Rc<T>;
