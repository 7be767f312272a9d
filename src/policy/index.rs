//! Which rules a callback may meet, found without looking at the others.
//!
//! A rule cannot match unless one of a few of its tests holds: of tests that must all hold the one that few callbacks
//! meet, of alternatives one each. These tests are sorted into columns, one for each field and form of its text: equal
//! values by hash, words, prefixes, suffixes and what regular expressions require in one automaton, address blocks by
//! their prefixes, bounds by blocks of rules. What the values of a callback find there are lists of rules, which are
//! merged in the order of the policy. Rules without such a test are in a list that every callback finds.

mod bounds;
mod builder;
mod literals;

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;

use super::automaton::{Automaton, Given};
use super::condition::{Comparison, Operator};
use super::holds::is_met;
use super::item::{Item, Key, block_key, items};
use super::keys::Keys;
use crate::address::Address;
use crate::event::{Context, Value};
use crate::fields::{Field, FieldRef};
use crate::json::Number;
use bounds::Bounds;

/// The rules of a policy by what callbacks hold.
pub struct Index {
    columns: Vec<Column>,
    /// Those of all fields but `custom.<Key>`.
    others: Vec<u32>,
    /// The first column of each `custom.<Key>`.
    customs: Keys,
    /// Where each list of rules begins in `rules`, and at last its end.
    starts: Vec<u32>,
    rules: Vec<u32>,
    scratch: Cell<Scratch>,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("rules", &self.rules.len()).finish_non_exhaustive()
    }
}

/// What is looked up by the value of one field.
#[derive(Debug)]
struct Column {
    field: FieldRef,
    form: Form,
    /// The next column of the same `custom.<Key>`.
    next: Option<u32>,
    /// Equal values, blocks of addresses, and the places of what is in `shared`.
    keys: Keys,
    /// How long the prefixes of address blocks are; a block of 128 bits is one address.
    prefixes: Vec<u8>,
    words: Option<Automaton>,
    above: Bounds,
    below: Bounds,
    /// Tests with a list of the policy, which is looked up as it is, and the rules of each.
    shared: Vec<(Operator, u32)>,
}

/// How a text is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    Folded,
    /// Words alone, in any ASCII case.
    AnyCase,
}

impl Form {
    const fn of(fold: bool) -> Self {
        if fold { Self::Folded } else { Self::Plain }
    }
}

/// Rules that are still to come.
#[derive(Debug)]
enum Source {
    /// These of `rules`.
    List(u32, u32),
    /// Those of a column whose bound, from that place on, the number meets.
    Bounds(u32, Comparison, usize, f64),
}

/// What a run works with, kept from call to call so that none allocates.
#[derive(Debug, Default)]
struct Scratch {
    sources: Vec<Source>,
    /// The next rule of each source.
    heads: BinaryHeap<Reverse<(u32, u32)>>,
    /// The run that found each list last.
    found: Vec<u32>,
    run: u32,
}

/// The list of rules that every callback finds.
const ALWAYS: u32 = 0;

impl Index {
    /// Calls `visit` with every rule that the callback may meet, in order, until it says true.
    pub fn visit(&self, context: &Context, mut visit: impl FnMut(usize) -> bool) {
        let mut scratch = self.scratch.take();
        self.look(context, &mut scratch);
        let mut last = None;
        while let Some(Reverse((rule, source))) = scratch.heads.pop() {
            if let Some(next) = scratch.sources.get_mut(source as usize).and_then(|source| self.advance(source)) {
                scratch.heads.push(Reverse((next, source)));
            }
            if last.replace(rule) != Some(rule) && visit(rule as usize) {
                break;
            }
        }
        self.scratch.set(scratch);
    }

    fn look(&self, context: &Context, scratch: &mut Scratch) {
        scratch.sources.clear();
        scratch.heads.clear();
        scratch.run = scratch.run.wrapping_add(1);
        if scratch.run == 0 || scratch.found.is_empty() {
            scratch.found = vec![0; self.starts.len()];
            scratch.run = 1;
        }
        self.take(ALWAYS, scratch);
        for number in &self.others {
            if let Some(column) = self.columns.get(*number as usize) {
                self.look_in(*number, column, context, scratch);
            }
        }
        for (key, value) in &context.event.custom {
            let mut next = self.customs.get(key.as_bytes());
            while let Some((number, column)) = next.and_then(|next| Some((next, self.columns.get(next as usize)?))) {
                self.look_up(column, Value::Text(value), context, scratch);
                self.take_bounds(number, column, Value::Text(value), scratch);
                next = column.next;
            }
        }
    }

    fn look_in(&self, number: u32, column: &Column, context: &Context, scratch: &mut Scratch) {
        // The exact count takes sorting all ids: bounds need no more than the length of the list.
        let counted = matches!(column.field, FieldRef::Known(Field::MembersCount | Field::MembersAdminCount));
        if counted && column.keys.count() == 0 {
            let most = i64::try_from(context.event.members.len()).unwrap_or(i64::MAX);
            let least = most.min(i64::from(column.field == FieldRef::Known(Field::MembersCount)));
            let float = |count| float(Number::Integer(count));
            self.take_bound(number, column, Comparison::GreaterOrEqual, float(most), scratch);
            self.take_bound(number, column, Comparison::LessOrEqual, float(least), scratch);
            return;
        }
        let value = context.value(&column.field);
        self.look_up(column, value, context, scratch);
        self.take_bounds(number, column, value, scratch);
    }

    fn look_up(&self, column: &Column, value: Value, context: &Context, scratch: &mut Scratch) {
        for item in items(value) {
            is_met(item, column.form == Form::Folded, context, &mut |item| {
                self.look_up_item(column, item, scratch);
                false
            });
            if !column.prefixes.is_empty()
                && let Some(Address(bits)) = item.address()
            {
                for length in &column.prefixes {
                    self.take_key(column, Some(block_key(bits, *length, &mut Key::default())), scratch);
                }
            }
        }
        for (operator, list) in &column.shared {
            if operator.holds(value, context) {
                self.take(*list, scratch);
            }
        }
    }

    fn look_up_item(&self, column: &Column, item: Item, scratch: &mut Scratch) {
        self.take_key(column, item.key(&mut Key::default()), scratch);
        if let (Item::Text(text), Some(words)) = (item, &column.words) {
            words.find(text.as_bytes(), &mut |list| self.take(list, scratch));
        }
    }

    fn take_key(&self, column: &Column, key: Option<&[u8]>, scratch: &mut Scratch) {
        if let Some(list) = key.and_then(|key| column.keys.get(key)) {
            self.take(list, scratch);
        }
    }

    /// Takes in a list of rules.
    fn take(&self, list: u32, scratch: &mut Scratch) -> Given {
        let Some(found) = scratch.found.get_mut(list as usize) else { return Given::Again };
        if std::mem::replace(found, scratch.run) == scratch.run {
            return Given::Again;
        }
        let list = list as usize;
        if let (Some(start), Some(end)) = (self.starts.get(list), self.starts.get(list + 1)) {
            self.put(Source::List(*start, *end), scratch);
        }
        Given::Anew
    }

    fn take_bounds(&self, number: u32, column: &Column, value: Value, scratch: &mut Scratch) {
        for item in items(value) {
            if let Item::Number(value) = item {
                self.take_bound(number, column, Comparison::GreaterOrEqual, float(value), scratch);
                self.take_bound(number, column, Comparison::LessOrEqual, float(value), scratch);
            }
        }
    }

    fn take_bound(&self, number: u32, column: &Column, how: Comparison, value: f64, scratch: &mut Scratch) {
        if !column.bounds(how).is_empty() {
            self.put(Source::Bounds(number, how, 0, value), scratch);
        }
    }

    fn put(&self, mut source: Source, scratch: &mut Scratch) {
        if let (Some(rule), Ok(place)) = (self.advance(&mut source), u32::try_from(scratch.sources.len())) {
            scratch.sources.push(source);
            scratch.heads.push(Reverse((rule, place)));
        }
    }

    /// The next rule of a source, which goes on behind it.
    fn advance(&self, source: &mut Source) -> Option<u32> {
        match source {
            Source::List(start, end) => {
                let rule = (start < end).then(|| self.rules.get(*start as usize).copied())?;
                *start += 1;
                rule
            }
            Source::Bounds(column, how, place, value) => {
                let bounds = self.columns.get(*column as usize)?.bounds(*how);
                let value = if *how == Comparison::GreaterOrEqual { *value } else { -*value };
                let (found, rule) = bounds.next(*place, value)?;
                *place = found + 1;
                Some(rule)
            }
        }
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        let columns = self.columns.iter().map(|column| {
            size_of::<Column>()
                + column.keys.memory()
                + column.words.as_ref().map_or(0, Automaton::memory)
                + column.above.memory()
                + column.below.memory()
                + column.shared.len() * size_of::<(Operator, u32)>()
        });
        columns.sum::<usize>() + (2 * self.starts.len() + self.rules.len()) * 4
    }
}

impl Column {
    fn bounds(&self, how: Comparison) -> &Bounds {
        if how == Comparison::GreaterOrEqual { &self.above } else { &self.below }
    }
}

/// A number as a float, which keeps the order: of two numbers none comes before one that is less.
#[expect(clippy::cast_precision_loss, reason = "rules that a rounded bound lets through are looked at")]
const fn float(number: Number) -> f64 {
    match number {
        Number::Integer(value) => value as f64,
        Number::Float(value) => value,
    }
}
