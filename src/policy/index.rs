//! Which rules a callback may meet, found without looking at the others.
//!
//! A rule cannot match unless one of a few of its tests holds: of tests that must all hold the one that few callbacks
//! meet, of alternatives one each. These tests are sorted into columns, one for each field and form of its text: equal
//! values by hash, words, prefixes, suffixes and what regular expressions require in one automaton, address blocks by
//! their prefixes, bounds sorted. What the values of a callback find there are lists of rules, each of which is marked by
//! a bit, so that they come out in the order of the policy. Rules without such a test are in a list that every callback
//! finds.

mod builder;
mod literals;

use std::cell::Cell;
use std::fmt;

use super::automaton::{Automaton, Given};
use super::condition::Operator;
use super::holds::is_met;
use super::item::Key;
use super::keys::Keys;
use super::sets::Blocks;
use crate::event::Context;
use crate::fields::{Field, FieldRef};
use crate::json::{Json, Number};
use crate::value::{Item, Value};

/// The rules of a policy by what callbacks hold.
pub struct Index {
    columns: Vec<Column>,
    /// The columns that every callback looks into.
    always: Vec<u32>,
    /// The first column of the custom key and the member of the facts of each name: only those that a callback has are
    /// looked into.
    named: Keys,
    lists: Lists,
    /// The run that found each list last.
    found: Vec<Cell<u32>>,
    run: Cell<u32>,
    /// A bit for each rule that the callback may meet.
    marks: Vec<Cell<u64>>,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("lists", &self.lists.heads.len()).finish_non_exhaustive()
    }
}

/// Lists of rules by their numbers.
#[derive(Default)]
struct Lists {
    /// The rules that were put into each list last.
    heads: Vec<u32>,
    rules: Vec<Marks>,
}

/// Rules of a list.
struct Marks {
    /// Which 64 of all they are among.
    place: u32,
    /// More of the list, where there are.
    next: u32,
    /// A bit for each of the 64.
    bits: u64,
}

/// What follows at the end of a list.
const END: u32 = u32::MAX;

/// What is looked up by the value of one field.
#[derive(Debug)]
struct Column {
    field: FieldRef,
    /// The next column of the same name.
    next: Option<u32>,
    form: Form,
    /// Equal values, and the places of what is in `shared`.
    keys: Keys,
    /// Blocks of addresses; one of 128 bits is one address.
    blocks: Blocks,
    /// The words until they are in `automaton`.
    words: Keys,
    automaton: Option<Automaton>,
    bounds: Bounds,
    /// Tests with a list of the policy, which is looked up as it is, and the rules of each.
    shared: Vec<(Operator, u32)>,
}

/// The least numbers that rules let through, and the greatest ones with their signs turned, each sorted and with its
/// list. The last of each [`run`] has the rules of all before it in its list too.
type Bounds = [Vec<(f64, u32)>; 2];

/// How many bounds of so many are looked at one by one: few, and yet the lists stay as long as the policy.
fn run(bounds: usize) -> usize {
    (bounds / 64).max(64)
}

/// How a text is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    Folded,
    /// Words alone, in any ASCII case.
    AnyCase,
}

/// The list of rules that every callback finds.
const ALWAYS: u32 = 0;

impl Index {
    /// Calls `visit` with every rule that the callback may meet, in order, until it says true.
    pub fn visit(&self, context: &Context, mut visit: impl FnMut(usize) -> bool) {
        self.look(context);
        for (place, marks) in self.marks.iter().enumerate() {
            let mut rest = marks.get();
            while rest != 0 {
                if visit(place * 64 + rest.trailing_zeros() as usize) {
                    return;
                }
                rest &= rest - 1;
            }
        }
    }

    fn look(&self, context: &Context) {
        self.marks.iter().for_each(|marks| marks.set(0));
        self.run.set(self.run.get().wrapping_add(1));
        if self.run.get() == 0 {
            self.found.iter().for_each(|run| run.set(0));
            self.run.set(1);
        }
        self.take(ALWAYS);
        for column in self.always.iter().filter_map(|number| self.columns.get(*number as usize)) {
            // The exact count takes sorting all ids: bounds need no more than the length of the list.
            let counted = matches!(column.field, FieldRef::Known(Field::MembersCount | Field::MembersAdminCount));
            if counted && column.keys.count() == 0 {
                let most = i64::try_from(context.event.members.len()).unwrap_or(i64::MAX);
                let least = most.min(i64::from(column.field == FieldRef::Known(Field::MembersCount)));
                self.take_bounds(column, Number::Integer(least), Number::Integer(most));
            } else {
                self.look_up(column, context.value(&column.field), context);
            }
        }
        for (name, _) in &context.event.custom {
            self.look_up_named(name, context);
        }
        if let Some(Json::Object(members)) = context.facts {
            for (name, _) in members {
                self.look_up_named(name, context);
            }
        }
    }

    fn look_up_named(&self, name: &str, context: &Context) {
        let mut next = self.named.get(name.as_bytes());
        while let Some(column) = next.and_then(|number| self.columns.get(number as usize)) {
            self.look_up(column, context.value(&column.field), context);
            next = column.next;
        }
    }

    fn look_up(&self, column: &Column, value: Value, context: &Context) {
        value.any(&mut |item| {
            if let Item::Number(number) = item {
                self.take_bounds(column, number, number);
            }
            if column.blocks.count() > 0
                && let Some(address) = item.address()
            {
                column.blocks.any_around(address, &mut |list| self.take(list) == Given::Enough);
            }
            is_met(item, column.form == Form::Folded, context, &mut |item| self.look_up_item(column, item))
        });
        for (operator, list) in &column.shared {
            if operator.holds(value, context) {
                self.take(*list);
            }
        }
    }

    fn look_up_item(&self, column: &Column, item: Item) -> bool {
        if let Some(list) = item.key(&mut Key::default()).and_then(|key| column.keys.get(key)) {
            self.take(list);
        }
        if let (Item::Text(text), Some(words)) = (item, &column.automaton) {
            words.find(text.as_bytes(), &mut |list| self.take(list));
        }
        false
    }

    /// Takes in a list of rules.
    fn take(&self, list: u32) -> Given {
        let Some(found) = self.found.get(list as usize) else { return Given::Again };
        if found.replace(self.run.get()) == self.run.get() {
            return Given::Again;
        }
        self.mark(list);
        Given::Anew
    }

    /// Marks the rules of a list.
    fn mark(&self, list: u32) {
        let mut next = self.lists.heads.get(list as usize);
        while let Some(rules) = next.and_then(|next| self.lists.rules.get(*next as usize)) {
            if let Some(marks) = self.marks.get(rules.place as usize) {
                marks.set(marks.get() | rules.bits);
            }
            next = Some(&rules.next);
        }
    }

    /// Takes in the rules whose bounds a number meets that lies between two.
    fn take_bounds(&self, column: &Column, least: Number, most: Number) {
        let [above, below] = &column.bounds;
        self.take_bounds_up_to(float(most), above);
        self.take_bounds_up_to(-float(least), below);
    }

    fn take_bounds_up_to(&self, value: f64, bounds: &[(f64, u32)]) {
        let met = bounds.partition_point(|(bound, _)| *bound <= value);
        let first = met.saturating_sub(met % run(bounds.len()) + 1);
        for (_, list) in bounds.get(first..met).unwrap_or_default() {
            self.take(*list);
        }
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        let mut memory = 2 * size_of_val(&*self.lists.heads)
            + size_of_val(&*self.lists.rules)
            + size_of_val(&*self.marks)
            + self.named.memory();
        for column in &self.columns {
            let [above, below] = &column.bounds;
            memory += size_of::<Column>()
                + column.keys.memory()
                + column.blocks.memory()
                + size_of_val(&**above)
                + size_of_val(&**below);
            memory += size_of_val(&*column.shared) + column.automaton.as_ref().map_or(0, Automaton::memory);
        }
        memory
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
