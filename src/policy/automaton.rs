//! Many words found in one pass over a text: Aho and Corasick's automaton ("Efficient string matching", 1975), made in
//! a time and in memory that grow with the words alone.
//!
//! Its states are numbered breadth first, so that the children of a state stand side by side and shallow states come
//! first. These, where a text mostly is, have a full row of transitions; the others search their few children and go
//! back to their longest suffix. (The crates there are do not tell beginnings, take 17 µs a word to make, or more bytes
//! than the rest of deciding.)

use crate::order::sorted;

const ROOT: u32 = 0;
const NONE: u32 = u32::MAX;

/// An automaton of words, each of which gives a number.
#[derive(Debug, Default)]
pub struct Automaton {
    /// Where the children of each state begin; those of the last end with the states.
    children: Vec<u32>,
    /// The byte that leads to each state.
    labels: Vec<u8>,
    /// The state of each state's longest proper suffix.
    suffixes: Vec<u32>,
    /// The longest suffix, the state itself included, that is a word found anywhere; the root where there is none.
    hits: Vec<u32>,
    /// What the words of each state give; shorter than the states where nothing follows.
    found: Vec<Found>,
    /// The column of each byte in `rows`.
    classes: Vec<u8>,
    rows: Vec<u32>,
    width: usize,
    /// Some word is looked for anywhere, or at the end.
    to_the_end: bool,
}

/// What a word gives, by where it is looked for.
#[derive(Clone, Copy, Debug)]
struct Found {
    anywhere: u32,
    start: u32,
    end: u32,
}

impl Found {
    const NOTHING: Self = Self { anywhere: NONE, start: NONE, end: NONE };
}

/// Where in a text words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// Anywhere: `$contains`.
    Anywhere,
    /// At its beginning: `$startsWith`.
    Start,
    /// At its end: `$endsWith`.
    End,
}

impl Anchor {
    /// The word is in the text at its place.
    #[must_use]
    pub fn finds(self, word: &str, text: &str) -> bool {
        match self {
            Self::Anywhere => text.contains(word),
            Self::Start => text.starts_with(word),
            Self::End => text.ends_with(word),
        }
    }
}

/// What somebody says who is given what a word gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It is new.
    Anew,
    /// It was given before.
    Again,
    /// Nothing more is wanted.
    Enough,
}

/// A word, where it is looked for, and the number that it gives.
pub type Entry<'w> = (&'w [u8], Anchor, u32);

impl Automaton {
    /// The automaton of these words; none may be empty, nor come twice for one place.
    #[must_use]
    pub fn new(words: Vec<Entry>) -> Self {
        let words = sorted(words, |(a, ..), (b, ..)| a.cmp(b));
        let mut automaton = Self { to_the_end: words.iter().any(|word| word.1 != Anchor::Start), ..Self::default() };
        automaton.plant(&words);
        automaton.link();
        automaton.widen();
        automaton
    }

    /// Makes the states: a state is a beginning that a range of the sorted words share.
    fn plant(&mut self, words: &[Entry]) {
        let label_of = |word: usize, depth: usize| words.get(word)?.0.get(depth).copied();
        let mut ranges = vec![(0, words.len())];
        self.labels.push(0);
        let (mut state, mut level_end, mut depth) = (0, 1, 0);
        while let Some(&(mut from, to)) = ranges.get(state) {
            if state == level_end {
                (level_end, depth) = (ranges.len(), depth + 1);
            }
            let mut found = Found::NOTHING;
            while from < to
                && let Some((word, anchor, gives)) = words.get(from)
                && word.len() == depth
            {
                match anchor {
                    Anchor::Anywhere => found.anywhere = *gives,
                    Anchor::Start => found.start = *gives,
                    Anchor::End => found.end = *gives,
                }
                from += 1;
            }
            self.found.push(found);
            self.children.push(index(ranges.len()));
            while from < to
                && let Some(label) = label_of(from, depth)
            {
                let mut next = from + 1;
                while next < to && label_of(next, depth) == Some(label) {
                    next += 1;
                }
                ranges.push((from, next));
                self.labels.push(label);
                from = next;
            }
            state += 1;
        }
    }

    /// Finds each state's longest suffix.
    fn link(&mut self) {
        let count = self.labels.len();
        self.suffixes = vec![ROOT; count];
        self.hits = vec![ROOT; count];
        for parent in 0..index(count) {
            let (first, end) = self.children_of(parent);
            for child in first..end {
                let label = at(&self.labels, child);
                let mut suffix = parent;
                let target = loop {
                    if suffix == ROOT {
                        break None;
                    }
                    suffix = at(&self.suffixes, suffix);
                    if let Some(target) = self.child(suffix, label) {
                        break Some(target);
                    }
                };
                let target = target.unwrap_or(ROOT);
                let is_word = self.found.get(child as usize).is_some_and(|found| found.anywhere != NONE);
                let hit = if is_word { child } else { at(&self.hits, target) };
                if let (Some(suffix), Some(slot)) =
                    (self.suffixes.get_mut(child as usize), self.hits.get_mut(child as usize))
                {
                    (*suffix, *slot) = (target, hit);
                }
            }
        }
    }

    /// Gives the first states full rows, as many as keep the memory in proportion to the words.
    fn widen(&mut self) {
        self.classes = vec![0; 256];
        let mut width = 1;
        for label in self.labels.get(1..).unwrap_or_default() {
            if let Some(class) = self.classes.get_mut(usize::from(*label))
                && *class == 0
                && width < 256
            {
                (*class, width) = (u8::try_from(width).unwrap_or_default(), width + 1);
            }
        }
        self.width = width;
        let states = (4 * self.labels.len() / width).clamp(1, self.labels.len());
        self.rows = vec![ROOT; states * width];
        for state in 0..index(states) {
            let row = state as usize * width;
            if state != ROOT {
                let suffix = at(&self.suffixes, state) as usize * width;
                self.rows.copy_within(suffix..suffix + width, row);
            }
            let (first, end) = self.children_of(state);
            for child in first..end {
                let class = at(&self.classes, u32::from(at(&self.labels, child)));
                if let Some(slot) = self.rows.get_mut(row + usize::from(class)) {
                    *slot = child;
                }
            }
        }
    }

    #[inline]
    fn children_of(&self, state: u32) -> (u32, u32) {
        let end = self.children.get(state as usize + 1).copied().unwrap_or(index(self.labels.len()));
        (at(&self.children, state), end)
    }

    #[inline]
    fn child(&self, state: u32, label: u8) -> Option<u32> {
        let (first, end) = self.children_of(state);
        (first..end).find(|child| at(&self.labels, *child) == label)
    }

    #[inline]
    fn step(&self, mut state: u32, byte: u8) -> u32 {
        let class = usize::from(at(&self.classes, u32::from(byte)));
        // Class 0 is of bytes that are in no word, and of one byte where all 256 are.
        loop {
            if let Some(next) = self.rows.get(state as usize * self.width + class) {
                return *next;
            }
            if let Some(child) = self.child(state, byte) {
                return child;
            }
            state = at(&self.suffixes, state);
        }
    }

    /// Some word is in the text, where it is looked for.
    #[must_use]
    pub fn is_in(&self, text: &[u8]) -> bool {
        let mut found = false;
        self.find(text, &mut |_| {
            found = true;
            Given::Enough
        });
        found
    }

    /// Calls `give` with what the words in the text give.
    pub fn find(&self, text: &[u8], give: &mut dyn FnMut(u32) -> Given) {
        let mut give_one = |gives: Option<u32>| match gives {
            Some(gives) if gives != NONE => give(gives),
            _ => Given::Anew,
        };
        let mut state = ROOT;
        let mut beginning = true;
        for byte in text {
            let next = self.step(state, *byte);
            if beginning {
                let (first, end) = self.children_of(state);
                beginning = (first..end).contains(&next);
                if !beginning && !self.to_the_end {
                    return;
                }
                let start = self.found.get(next as usize).filter(|_| beginning).map(|found| found.start);
                if give_one(start) == Given::Enough {
                    return;
                }
            }
            state = next;
            let mut hit = at(&self.hits, state);
            while hit != ROOT {
                match give_one(self.found.get(hit as usize).map(|found| found.anywhere)) {
                    Given::Anew => hit = at(&self.hits, at(&self.suffixes, hit)),
                    // Whoever was told of this word was told of those at its end.
                    Given::Again => break,
                    Given::Enough => return,
                }
            }
        }
        while state != ROOT && give_one(self.found.get(state as usize).map(|found| found.end)) != Given::Enough {
            state = at(&self.suffixes, state);
        }
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.labels.len() * 13 + self.found.len() * size_of::<Found>() + self.rows.len() * 4 + 256
    }
}

#[inline]
fn at<T: Copy + Default>(table: &[T], index: u32) -> T {
    table.get(index as usize).copied().unwrap_or_default()
}

/// States are numbered in 32 bits, as memory is where the module runs.
#[inline]
fn index(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found, sorted; a number is given once.
    fn found(words: &[(&str, Anchor)], text: &str) -> Vec<u32> {
        let entries = words.iter().zip(0..).map(|((word, anchor), number)| (word.as_bytes(), *anchor, number));
        let mut found = Vec::new();
        Automaton::new(entries.collect()).find(text.as_bytes(), &mut |number| {
            if found.contains(&number) {
                return Given::Again;
            }
            found.push(number);
            Given::Anew
        });
        sorted(found, Ord::cmp)
    }

    #[test]
    fn words_are_found_where_they_are_looked_for() {
        let words = ["a", "ab", "bab", "bc", "bca", "c", "caa", "é", "aaaa"];
        let anchors = [Anchor::Anywhere, Anchor::Start, Anchor::End];
        let all: Vec<(&str, Anchor)> = words.iter().flat_map(|word| anchors.map(|anchor| (*word, anchor))).collect();
        for text in ["", "abccab", "bcaa", "xaaaaax", "caaé", "é", "Ã©", "babab", "aaaa"] {
            let expected: Vec<u32> = all
                .iter()
                .zip(0..)
                .filter(|((word, anchor), _)| anchor.finds(word, text))
                .map(|(_, number)| number)
                .collect();
            assert_eq!(found(&all, text), expected, "{text}");
        }
    }

    #[test]
    fn every_byte_may_be_in_a_word() {
        let words: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte, byte ^ 0xff]).collect();
        let automaton = Automaton::new(words.iter().map(|word| (&**word, Anchor::Anywhere, 1)).collect());
        for byte in 0..=255 {
            assert!(automaton.is_in(&[byte, byte, byte ^ 0xff]));
            assert!(!automaton.is_in(&[byte, byte, byte]));
        }
    }
}
