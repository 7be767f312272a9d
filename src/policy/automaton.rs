//! Many words found in one pass over a text: Aho and Corasick's automaton ("Efficient string matching", 1975), made in
//! a time and in memory that grow with the words alone.
//!
//! Its states are numbered breadth first, so that the children of a state stand side by side and shallow states come
//! first. These, where a text mostly is, have a full row of transitions; the others search their few children and go
//! back to their longest suffix. (The crates there are do not tell beginnings, take 17 µs a word to make, or more bytes
//! than the rest of deciding.)

use super::keys::Keys;
use crate::order::sorted;

const ROOT: u32 = 0;

/// An automaton of words, each of which gives a number.
#[derive(Debug, Default)]
pub struct Automaton {
    /// The column of each byte in `rows`; the first is of bytes that are in no word.
    classes: Vec<u8>,
    states: Vec<State>,
    rows: Vec<u32>,
    width: usize,
    /// Every word is looked for at the beginning.
    only_starts: bool,
}

/// A beginning of words.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// The class of the bytes that lead to it.
    label: u8,
    /// Where its children begin, which end where those of the next state begin.
    children: u32,
    /// The state of its longest proper suffix.
    suffix: u32,
    /// The longest suffix, the state itself included, that is a word; the root where there is none.
    hit: u32,
    /// What the word that it is gives.
    gives: u32,
}

/// Where in a text words are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// Anywhere: `$contains`.
    #[default]
    Anywhere,
    /// At its beginning: `$startsWith`.
    Start,
    /// At its end: `$endsWith`.
    End,
}

/// Bytes that stand before and behind every text, and that no text has.
const START: u8 = 0xfe;
const END: u8 = 0xff;

impl Anchor {
    /// The word is in the text at its place.
    #[must_use]
    pub fn finds(self, word: &[u8], text: &[u8]) -> bool {
        match self {
            Self::Anywhere => contains(text, word),
            Self::Start => text.starts_with(word),
            Self::End => text.ends_with(word),
        }
    }

    /// The word as it stands at its place in a text, for an automaton.
    #[must_use]
    pub fn place(self, word: &str) -> Vec<u8> {
        let before: &[u8] = if self == Self::Start { &[START] } else { &[] };
        let behind: &[u8] = if self == Self::End { &[END] } else { &[] };
        [before, word.as_bytes(), behind].concat()
    }

    /// The word that stands so at its place.
    #[must_use]
    pub fn word(placed: &[u8]) -> &[u8] {
        placed.strip_prefix(&[START]).or_else(|| placed.strip_suffix(&[END])).unwrap_or(placed)
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

impl Automaton {
    /// The automaton of words, each at its place, and of what they give; none may be empty. Where case is
    /// ignored, words are in ASCII lower case.
    #[must_use]
    pub fn new(words: &Keys, ignore_case: bool) -> Self {
        let words = sorted(words.iter().collect(), |(a, _), (b, _)| a.cmp(b));
        let mut automaton = Self { classes: vec![0; 256], width: 1, only_starts: true, ..Self::default() };
        // The first states get full rows, as many as keep the memory in proportion to the words.
        let mut most = 0;
        for (word, _) in &words {
            automaton.only_starts &= word.starts_with(&[START]);
            automaton.classify(word);
            most += 4 * word.len();
        }
        if ignore_case {
            automaton.classes.copy_within(usize::from(b'a')..=usize::from(b'z'), usize::from(b'A'));
        }
        automaton.plant(&words, most);
        automaton
    }

    /// Tells apart the bytes that are in a word.
    fn classify(&mut self, word: &[u8]) {
        for byte in word {
            if let Some(class @ 0) = self.classes.get_mut(usize::from(*byte)) {
                (*class, self.width) = (u8::try_from(self.width).unwrap_or_default(), self.width + 1);
            }
        }
    }

    /// Makes the states, and about so many slots of rows: a state is a beginning that a range of the sorted words share.
    fn plant(&mut self, words: &[(&[u8], u32)], most: usize) {
        let mut ranges = vec![(0, words.len(), 0)];
        self.states.push(State::default());
        let mut state = ROOT;
        while let Some(&(mut from, to, depth)) = ranges.get(state as usize) {
            let suffix = at(&self.states, state).suffix;
            let mut hit = at(&self.states, suffix).hit;
            let mut gives = 0;
            if let Some((word, own)) = words.get(from)
                && word.len() == depth
            {
                (hit, gives, from) = (state, *own, from + 1);
            }
            let children = index(self.states.len());
            if let Some(own) = self.states.get_mut(state as usize) {
                *own = State { children, hit, gives, ..*own };
            }
            let row = self.rows.len();
            if state == ROOT {
                self.rows.resize(self.width, ROOT);
            } else if row < most {
                let same = suffix as usize * self.width;
                self.rows.extend_from_within(same..same + self.width);
            }
            let label_of = |word: usize| Some(at(&self.classes, (*words.get(word)?.0.get(depth)?).into()));
            while from < to
                && let Some(label) = label_of(from)
            {
                if let Some(slot) = self.rows.get_mut(row + usize::from(label)) {
                    *slot = index(self.states.len());
                }
                let suffix = if state == ROOT { ROOT } else { self.step(suffix, label) };
                self.states.push(State { label, suffix, ..State::default() });
                let mut next = from + 1;
                while next < to && label_of(next) == Some(label) {
                    next += 1;
                }
                ranges.push((from, next, depth + 1));
                from = next;
            }
            state += 1;
        }
    }

    #[inline]
    fn step(&self, mut state: u32, class: u8) -> u32 {
        loop {
            if let Some(next) = self.rows.get(state as usize * self.width + usize::from(class)) {
                return *next;
            }
            let end = self.states.get(state as usize + 1).map_or(index(self.states.len()), |next| next.children);
            let State { children, suffix, .. } = at(&self.states, state);
            if let Some(child) = (children..end).find(|child| at(&self.states, *child).label == class) {
                return child;
            }
            state = suffix;
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
        let mut state = ROOT;
        for place in 0..text.len() + 2 {
            let byte = if place == 0 { START } else { text.get(place - 1).copied().unwrap_or(END) };
            state = self.step(state, at(&self.classes, byte.into()));
            if state == ROOT && self.only_starts {
                return;
            }
            let mut hit = at(&self.states, state).hit;
            while hit != ROOT {
                let State { gives, suffix, .. } = at(&self.states, hit);
                match give(gives) {
                    Given::Anew => hit = at(&self.states, suffix).hit,
                    // Whoever was told of this word was told of those at its end.
                    Given::Again => break,
                    Given::Enough => return,
                }
            }
        }
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.states.len() * size_of::<State>() + self.rows.len() * 4 + 256
    }
}

/// So long may a word be that it is compared with each part of a text in turn.
const SHORT: usize = 32;

/// The word, which is not empty, is in the text. (`str::contains` says the same in seven times the code.)
#[must_use]
#[inline(never)]
pub fn contains(text: &[u8], word: &[u8]) -> bool {
    if word.len() > SHORT {
        let mut words = Keys::default();
        words.add(word);
        return Automaton::new(&words, false).is_in(text);
    }
    text.windows(word.len()).any(|part| part.first() == word.first() && part == word)
}

#[inline]
fn at<T: Copy + Default>(table: &[T], index: u32) -> T {
    table.get(index as usize).copied().unwrap_or_default()
}

/// The number of what comes behind so many: 32 bits, as memory is where the module runs.
#[must_use]
#[inline]
pub fn index(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(words: impl Iterator<Item = impl AsRef<[u8]>>) -> Keys {
        let mut keys = Keys::default();
        words.for_each(|word| assert!(keys.add(word.as_ref())));
        keys
    }

    /// What is found, sorted; a number is given once.
    fn found(words: &[(&str, Anchor)], text: &str) -> Vec<u32> {
        let placed = keys(words.iter().map(|(word, anchor)| anchor.place(word)));
        let mut found = Vec::new();
        Automaton::new(&placed, false).find(text.as_bytes(), &mut |number| {
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
                .filter(|((word, anchor), _)| anchor.finds(word.as_bytes(), text.as_bytes()))
                .map(|(_, number)| number)
                .collect();
            assert_eq!(found(&all, text), expected, "{text}");
        }
    }

    #[test]
    fn one_word_is_found_however_long_it_is() {
        for length in [1, 2, SHORT, SHORT + 1, 100] {
            let word = "ab".repeat(length)[..length].to_owned() + "é";
            for text in [word.clone(), format!("aba{word}"), format!("aaéa{word}b"), "ab".repeat(200), word[1..].into()]
            {
                assert_eq!(contains(text.as_bytes(), word.as_bytes()), text.contains(&word), "{word} in {text}");
            }
        }
    }

    #[test]
    fn every_byte_of_a_text_may_be_in_a_word() {
        let automaton = Automaton::new(&keys((0..START).map(|byte| [byte, byte ^ 1])), false);
        for byte in 0..START {
            assert!(automaton.is_in(&[byte, byte, byte ^ 1]));
            assert!(!automaton.is_in(&[byte, byte, byte]));
        }
    }

    #[test]
    fn case_is_ignored_where_that_is_asked_for() {
        let automaton = Automaton::new(&keys(["poker [a]"].iter()), true);
        assert!(automaton.is_in("no Poker [A] é".as_bytes()));
        assert!(!automaton.is_in("poker {A}".as_bytes()));
    }
}
