//! Unicode folding for `$fold`: `toNFKC_Casefold`.
//!
//! Each character is replaced by its `NFKC_Casefold` mapping, and the result is normalised to NFC (Unicode Standard, section
//! 3.13, R5). Case, width, font, ligatures and other compatibility variants are lost, and invisible characters are removed.

mod data;
mod table;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::fmt;

use table::{TABLE, Table};

use crate::texts::Texts;

/// The folded text: the text itself if folding changes nothing.
#[must_use]
pub fn fold<'t>(text: &'t str, texts: &'t Texts) -> &'t str {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    if folded == text { text } else { texts.keep(folded) }
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
    let table: &Table = &TABLE;
    let mut normalizer = Normalizer { table, began: folded.len(), folded, pending: Vec::new() };
    let mut rest = text.chars();
    loop {
        let kept = rest.as_str();
        let other = rest.find(|character| !table.keeps((*character).into()));
        let length = kept.len() - rest.as_str().len() - other.map_or(0, char::len_utf8);
        if length > 0 {
            normalizer.settle();
            normalizer.folded.push_str(kept.get(..length).unwrap_or_default());
        }
        let Some(other) = other else { break };
        normalizer.push(other.into());
    }
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

/// NFC of the characters that the mapping leaves.
struct Normalizer<'a> {
    table: &'a Table,
    /// Ends with a character that never interacts with what is before it, unless it ends where it began.
    folded: &'a mut String,
    began: usize,
    /// That character and all after it, decomposed, each with its canonical combining class; empty when they are in
    /// `folded`.
    pending: Vec<(u32, u8)>,
}

impl Normalizer<'_> {
    fn push(&mut self, character: u32) {
        for &part in self.table.image(character).unwrap_or(&[character]) {
            if !self.table.attaches(part) {
                self.settle();
                keep(self.folded, part);
                continue;
            }
            if self.pending.is_empty() && self.folded.len() > self.began {
                self.folded.pop().into_iter().for_each(|last| self.decompose(last.into()));
            }
            self.decompose(part);
        }
    }

    fn decompose(&mut self, character: u32) {
        if let Some((first, second)) = self.table.decompose(character) {
            self.decompose(first);
            self.decompose(second);
        } else {
            self.pending.push((character, self.table.class(character)));
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
        // What stays is moved forward, over what became a part of its starter.
        let (mut starter, mut length, mut last_class) = (None, 0, 0);
        for at in 0..self.pending.len() {
            let Some(&(character, class)) = self.pending.get(at) else { break };
            let blocked = last_class >= class && starter.is_some_and(|at| at + 1 < length);
            if let Some((first, _)) = starter.filter(|_| !blocked).and_then(|at| self.pending.get_mut(at))
                && let Some(composite) = self.table.compose(*first, character)
            {
                *first = composite;
                continue;
            }
            if class == 0 {
                starter = Some(length);
            }
            last_class = class;
            self.pending.swap(length, at);
            length += 1;
        }
        self.pending.truncate(length);
        for (character, _) in self.pending.drain(..) {
            keep(self.folded, character);
        }
    }
}

fn keep(folded: &mut String, character: u32) {
    if let Some(character) = char::from_u32(character) {
        folded.push(character);
    }
}

/// Sorts by combining class, stably and in linear time.
///
/// The standard library's stable sort would add 3 KiB to the module.
fn order(marks: &mut [(u32, u8)]) {
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
