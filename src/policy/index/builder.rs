//! Making an index: of each condition the tests that few callbacks meet, sorted into columns.

use std::cell::Cell;

use super::bounds::Bounds;
use super::literals::{Literals, required};
use super::{ALWAYS, Column, Form, Index, float};
use crate::fields::{FieldRef, Kind};
use crate::policy::automaton::Automaton;
use crate::policy::condition::{Comparison, Condition, Needle, Operand, Operator, Set, Test};
use crate::policy::item::{Item, Key, block_key, place_key};
use crate::policy::keys::Keys;
use crate::policy::sets::{Blocks, Scalar, Shared};

impl Index {
    /// The index of conditions, those of rules by their numbers.
    pub fn new<'c>(conditions: impl Iterator<Item = (u32, &'c Condition)>) -> Self {
        let mut builder = Builder { lists: ALWAYS + 1, ..Builder::default() };
        for (rule, condition) in conditions {
            match rarest(condition) {
                Some((_, tests)) => tests.into_iter().for_each(|test| builder.add_test(test, rule)),
                None => builder.found.push((ALWAYS, rule)),
            }
        }
        builder.finish()
    }

    fn add(&mut self, mut column: Column, number: u32) {
        if let FieldRef::Custom(key) = &column.field {
            let first = self.customs.insert(key.as_bytes(), number) as usize;
            if let Some(first) = self.columns.get_mut(first) {
                column.next = first.next.replace(number);
            }
        } else {
            self.others.push(number);
        }
        self.columns.push(column);
    }
}

/// The tests one of which every callback meets that meets the condition, as few callbacks as can be, and their weight.
/// None where there are no such tests that can be looked up.
fn rarest(condition: &Condition) -> Option<(u32, Vec<&Test>)> {
    match condition {
        Condition::All(branches) => branches.iter().filter_map(rarest).min_by_key(|(weight, _)| *weight),
        Condition::Any(branches) => {
            let mut all = (0, Vec::new());
            for branch in branches {
                let (weight, tests) = rarest(branch)?;
                all.0 = weight.max(all.0);
                all.1.extend(tests);
            }
            Some(all)
        }
        Condition::Neither(_) => None,
        Condition::Test(test) => Some((weight(test)?, vec![test])),
    }
}

/// How many callbacks meet a test, roughly: the fewer, the less. None where it cannot be looked up.
fn weight(test: &Test) -> Option<u32> {
    const RARE: u32 = 1;
    const SHARED: u32 = 3;
    const COMMON: u32 = 8;
    let of_values = if matches!(test.field.info().kind, Kind::Choice(_)) { COMMON } else { RARE };
    Some(match &test.operator {
        Operator::Equal { to: Operand::Value(Scalar::Null | Scalar::Bool(_)), negated: false, .. } => COMMON,
        Operator::Equal { to: Operand::Value(_), negated: false, .. } => of_values,
        Operator::In { set: Set::Values(set), negated: false, .. } => of_values + shared(set) * SHARED,
        Operator::All { set: Set::Values(set), .. } if set.texts() > 0 => of_values,
        Operator::Find { needle: Needle::Words(words), .. } => RARE + 1 + shared(words) * SHARED,
        Operator::Within(blocks) => RARE + 1 + shared(blocks) * SHARED,
        Operator::Regex { pattern, ignore_case, .. } => {
            let literals = required(pattern, *ignore_case)?;
            if literals.texts.iter().all(|text| text.len() > 2) { RARE + 1 } else { COMMON }
        }
        Operator::Compare { to: Operand::Value(Scalar::Number(_)), .. } => COMMON - 1,
        _ => return None,
    })
}

fn shared<T>(of: &Shared<T>) -> u32 {
    u32::from(Shared::strong_count(of) > 1)
}

/// An index that is being made.
#[derive(Default)]
struct Builder {
    /// Each with its words, which a text is searched for.
    columns: Vec<(Column, Keys)>,
    /// The columns by field and form.
    names: Keys,
    lists: u32,
    /// A list, and a rule that is in it.
    found: Vec<(u32, u32)>,
}

impl Builder {
    fn add_test(&mut self, test: &Test, rule: u32) {
        let field = &test.field;
        match &test.operator {
            Operator::Equal { to: Operand::Value(value), fold, .. } => {
                self.add_value(field, Form::of(*fold), Item::of_scalar(value), rule);
            }
            Operator::In { set: Set::Values(set), fold, .. } if shared(set) == 0 => {
                let form = Form::of(*fold);
                set.items().for_each(|item| self.add_value(field, form, item, rule));
            }
            Operator::In { set: Set::Values(set), fold, .. } => {
                let operator = Operator::In { set: Set::Values(set.clone()), fold: *fold, negated: false };
                self.add_shared(field, Form::of(*fold), Shared::as_ptr(set).addr(), operator, rule);
            }
            Operator::All { set: Set::Values(set), fold } => {
                if let Some(text) = set.items().find(|item| matches!(item, Item::Text(_))) {
                    self.add_value(field, Form::of(*fold), text, rule);
                }
            }
            Operator::Find { needle: Needle::Words(words), fold } if shared(words) == 0 => {
                for word in words.words() {
                    self.add_word(field, Form::of(*fold), &words.anchor().place(word), rule);
                }
            }
            Operator::Find { needle: Needle::Words(words), fold } => {
                let operator = Operator::Find { needle: Needle::Words(words.clone()), fold: *fold };
                self.add_shared(field, Form::of(*fold), Shared::as_ptr(words).addr(), operator, rule);
            }
            Operator::Regex { pattern, ignore_case, fold, .. } => {
                if let Some(Literals { texts, ignore_case }) = required(pattern, *ignore_case) {
                    let form = if ignore_case && !fold { Form::AnyCase } else { Form::of(*fold) };
                    for text in texts {
                        self.add_word(field, form, &text, rule);
                    }
                }
            }
            Operator::Within(blocks) if shared(blocks) == 0 => self.add_blocks(field, blocks, rule),
            Operator::Within(blocks) => {
                let place = Shared::as_ptr(blocks).addr();
                self.add_shared(field, Form::Plain, place, Operator::Within(blocks.clone()), rule);
            }
            Operator::Compare { how, to: Operand::Value(Scalar::Number(bound)) } => {
                let Some((column, _)) = self.column(field, Form::Plain) else { return };
                match how {
                    Comparison::Greater | Comparison::GreaterOrEqual => column.above.push(float(*bound), rule),
                    Comparison::Less | Comparison::LessOrEqual => column.below.push(-float(*bound), rule),
                }
            }
            _ => {}
        }
    }

    fn add_value(&mut self, field: &FieldRef, form: Form, value: Item, rule: u32) {
        let new = self.lists;
        let Some((column, _)) = self.column(field, form) else { return };
        if matches!(value, Item::Address(_)) {
            column.read_addresses(128);
        }
        let Some(list) = value.key(&mut Key::default()).map(|key| column.keys.insert(key, new)) else { return };
        self.put(list, rule);
    }

    fn add_word(&mut self, field: &FieldRef, form: Form, word: &[u8], rule: u32) {
        let new = self.lists;
        let Some((_, words)) = self.column(field, form) else { return };
        let list = words.insert(word, new);
        self.put(list, rule);
    }

    fn add_blocks(&mut self, field: &FieldRef, blocks: &Blocks, rule: u32) {
        for (bits, length) in blocks.prefixes() {
            let new = self.lists;
            let Some((column, _)) = self.column(field, Form::Plain) else { return };
            column.read_addresses(length);
            let list = column.keys.insert(block_key(bits, length, &mut Key::default()), new);
            self.put(list, rule);
        }
    }

    /// Adds a test with a list of the policy, which stands at that place in memory.
    fn add_shared(&mut self, field: &FieldRef, form: Form, place: usize, operator: Operator, rule: u32) {
        let new = self.lists;
        let Some((column, _)) = self.column(field, form) else { return };
        let list = column.keys.insert(place_key(place, &mut Key::default()), new);
        if list == new {
            column.shared.push((operator, list));
        }
        self.put(list, rule);
    }

    fn put(&mut self, list: u32, rule: u32) {
        self.lists = self.lists.max(list + 1);
        self.found.push((list, rule));
    }

    fn column(&mut self, field: &FieldRef, form: Form) -> Option<&mut (Column, Keys)> {
        let mut name = vec![form as u8];
        match field {
            FieldRef::Known(field) => name.push(*field as u8),
            _ => name.extend_from_slice(field.name().as_bytes()),
        }
        let new = self.columns.len();
        let number = self.names.insert(&name, u32::try_from(new).unwrap_or(u32::MAX)) as usize;
        if number == new {
            self.columns.push((Column::new(field.clone(), form), Keys::default()));
        }
        self.columns.get_mut(number)
    }

    fn finish(self) -> Index {
        let (starts, rules) = in_lists(&self.found, self.lists);
        let mut index = Index {
            columns: Vec::with_capacity(self.columns.len()),
            others: Vec::new(),
            customs: Keys::default(),
            starts,
            rules,
            scratch: Cell::default(),
        };
        for ((mut column, words), number) in self.columns.into_iter().zip(0..) {
            if words.count() > 0 {
                column.words = Some(Automaton::new(words.iter().collect(), column.form == Form::AnyCase));
            }
            column.above.finish();
            column.below.finish();
            index.add(column, number);
        }
        index
    }
}

impl Column {
    fn new(field: FieldRef, form: Form) -> Self {
        Self {
            field,
            form,
            next: None,
            keys: Keys::default(),
            prefixes: Vec::new(),
            words: None,
            above: Bounds::default(),
            below: Bounds::default(),
            shared: Vec::new(),
        }
    }

    fn read_addresses(&mut self, length: u8) {
        if !self.prefixes.contains(&length) {
            self.prefixes.push(length);
        }
    }
}

/// Sorts rules into their lists: where each begins, and the rules list by list in order.
fn in_lists(found: &[(u32, u32)], lists: u32) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0; lists as usize + 2];
    for (list, _) in found {
        if let Some(count) = starts.get_mut(*list as usize + 2) {
            *count += 1;
        }
    }
    let mut before = 0;
    for start in &mut starts {
        before += *start;
        *start = before;
    }
    let mut rules = vec![0; found.len()];
    for (list, rule) in found {
        if let Some(place) = starts.get_mut(*list as usize + 1) {
            if let Some(slot) = rules.get_mut(*place as usize) {
                *slot = *rule;
            }
            *place += 1;
        }
    }
    starts.pop();
    (starts, rules)
}
