//! Unicode folding for `$fold`: `toNFKC_Casefold`.
//!
//! Each character is replaced by its `NFKC_Casefold` mapping, and the result is normalised to NFC (Unicode Standard, section
//! 3.13, R5). Case, width, font, ligatures and other compatibility variants are lost, and invisible characters are removed.

mod data;
mod table;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use table::{Fold, TABLE, Table};

/// The folded text: borrowed if folding plainly changes nothing.
#[must_use]
pub fn fold(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    Cow::Owned(folded)
}

/// Appends the folded text to `folded`.
pub fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let start = folded.len();
        folded.push_str(text);
        if let Some(added) = folded.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    let mut normalizer =
        Normalizer { table: &TABLE, last: folded.len(), folded, pending: Vec::new(), composed: Vec::new() };
    normalizer.push_text(text);
    normalizer.settle();
}

/// The text that was folded last, kept since several tests may look at it, and the room for it.
#[derive(Default)]
pub struct Folding {
    text: Cell<String>,
    /// Where the text stands that was folded, and how long it is; nowhere where there is none.
    of: Cell<(usize, usize)>,
}

impl fmt::Debug for Folding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Folding").finish_non_exhaustive()
    }
}

impl Folding {
    /// A longer text is not kept.
    const MOST: usize = 64 << 10;

    /// Forgets the text, since another may come to stand in its place.
    pub fn forget(&self) {
        self.of.take();
    }

    /// Whether the folded text meets the test; the text itself must stay where it is until it is forgotten.
    pub fn is_met(&self, text: &str, test: &mut dyn FnMut(&str) -> bool) -> bool {
        let place = (text.as_ptr().addr(), text.len());
        let mut folded = self.text.take();
        if self.of.take() != place {
            folded.clear();
            fold_into(text, &mut folded);
        }
        let met = test(&folded);
        if folded.capacity() <= Self::MOST {
            self.text.set(folded);
            self.of.set(place);
        }
        met
    }
}

fn is_plain(text: &str) -> bool {
    if text.is_ascii() {
        return !text.bytes().any(|byte| byte.is_ascii_uppercase());
    }
    plain_prefix(&TABLE, text).0 == text.len()
}

/// Length of the longest prefix of characters that are kept as they are, and where the last of them begins.
fn plain_prefix(table: &Table, text: &str) -> (usize, usize) {
    let mut last = 0;
    for (at, character) in text.char_indices() {
        let plain = if character.is_ascii() {
            !character.is_ascii_uppercase()
        } else {
            matches!(table.fold(character), Fold::Kept)
        };
        if !plain {
            return (at, last);
        }
        last = at;
    }
    (text.len(), last)
}

/// NFC of the characters that the mapping leaves.
struct Normalizer<'a> {
    table: &'a Table,
    folded: &'a mut String,
    /// Where in `folded` the last character begins that never interacts with what is before it.
    last: usize,
    /// That character and all after it, decomposed, each with its canonical combining class; empty when they are in `folded`.
    pending: Vec<(char, u8)>,
    /// What comes of those, while it is being found out.
    composed: Vec<char>,
}

impl Normalizer<'_> {
    fn push_text(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let (length, last) = plain_prefix(self.table, rest);
            let Some((plain, others)) = rest.split_at_checked(length) else {
                return;
            };
            if length > 0 {
                self.settle();
                self.last = self.folded.len() + last;
                self.folded.push_str(plain);
            }
            let mut characters = others.chars();
            let Some(character) = characters.next() else {
                return;
            };
            rest = characters.as_str();
            self.push(character);
        }
    }

    fn push(&mut self, character: char) {
        match self.table.fold(character) {
            Fold::Kept => self.start(character),
            Fold::Replaced(image) => self.start(image),
            Fold::Attaching(class) => self.attach(character, class),
            Fold::Spelled(image) => {
                for &character in image {
                    if let Fold::Attaching(class) = self.table.fold(character) {
                        self.attach(character, class);
                    } else {
                        self.start(character);
                    }
                }
            }
        }
    }

    fn start(&mut self, character: char) {
        self.settle();
        self.last = self.folded.len();
        self.folded.push(character);
    }

    fn attach(&mut self, character: char, class: u8) {
        if self.pending.is_empty() {
            let starter = self.folded.get(self.last..).and_then(|last| last.chars().next());
            self.folded.truncate(self.last);
            if let Some(starter) = starter {
                self.decompose(starter, 0);
            }
        }
        self.decompose(character, class);
    }

    fn decompose(&mut self, character: char, class: u8) {
        let Some((first, second)) = self.table.decompose(character) else {
            self.pending.push((character, class));
            return;
        };
        for part in [first, second] {
            let class = match self.table.fold(part) {
                Fold::Attaching(class) => class,
                _ => 0,
            };
            self.decompose(part, class);
        }
    }

    /// Brings `pending` into canonical order and composes it (Unicode Standard, section 3.11).
    fn settle(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        for marks in self.pending.split_mut(|&(_, class)| class == 0) {
            order(marks);
        }
        let mut starter: Option<usize> = None;
        let mut last_class = 0;
        for &(character, class) in &self.pending {
            let apart = starter.is_some_and(|at| at + 1 < self.composed.len());
            let blocked = apart && last_class >= class;
            if let Some(first) = starter.filter(|_| !blocked).and_then(|at| self.composed.get_mut(at))
                && let Some(composite) = self.table.compose(*first, character)
            {
                *first = composite;
                continue;
            }
            if class == 0 {
                starter = Some(self.composed.len());
            }
            last_class = class;
            self.composed.push(character);
        }
        for character in self.composed.drain(..) {
            self.folded.push(character);
        }
        self.pending.clear();
    }
}

/// Sorts by combining class, stably and in linear time.
///
/// The standard library's stable sort would add 3 KiB to the module.
fn order(marks: &mut [(char, u8)]) {
    if marks.is_sorted_by_key(|&(_, class)| class) {
        return;
    }
    let unordered = marks.to_vec();
    let mut places = [0; 256];
    for &(_, class) in &unordered {
        if let Some(count) = places.get_mut(usize::from(class) + 1) {
            *count += 1;
        }
    }
    let mut before = 0;
    for place in &mut places {
        before += *place;
        *place = before;
    }
    for mark in unordered {
        let place = &mut places[usize::from(mark.1)];
        if let Some(slot) = marks.get_mut(*place) {
            *slot = mark;
        }
        *place += 1;
    }
}
