//! Making an index: of each condition the tests that few callbacks meet, sorted into columns.

use std::cell::Cell;

use super::literals::required;
use super::{ALWAYS, Bounds, Column, END, Form, Index, Lists, Marks, float, run};
use crate::fields::{FieldRef, Kind};
use crate::order::sorted;
use crate::policy::Rule;
use crate::policy::automaton::{Automaton, index};
use crate::policy::condition::{Comparison, Condition, Needle, Operand, Operator, Set, Test};
use crate::policy::item::{Key, place_key};
use crate::policy::keys::Keys;
use crate::policy::sets::{Blocks, Listed, Shared};
use crate::value::Item;

/// How many callbacks meet the tests that a condition is looked up by, roughly: the fewer, the less.
fn weight(condition: &Condition) -> u32 {
    match condition {
        Condition::All(branches) => branches.iter().map(weight).min().unwrap_or(ANY),
        Condition::Any(branches) => branches.iter().map(weight).max().unwrap_or(ANY),
        Condition::Neither { .. } => ANY,
        Condition::Test(test) => weight_of_test(test).unwrap_or(ANY),
    }
}

/// The weight of what cannot be looked up.
const ANY: u32 = u32::MAX;

/// How many callbacks meet a test; none where it cannot be looked up.
fn weight_of_test(test: &Test) -> Option<u32> {
    const RARE: u32 = 1;
    const SHARED: u32 = 3;
    const COMMON: u32 = 8;
    let of_values = if matches!(test.field.info().kind, Kind::Choice(_)) { COMMON } else { RARE };
    Some(match &test.operator {
        Operator::Equal { to: Operand::Value(key), negated: false, .. } => match Item::of_key(key) {
            Item::Fact(_) => COMMON,
            _ => of_values,
        },
        Operator::In { set: Set::Values(set), negated: false, .. } => of_values + shared(set) * SHARED,
        Operator::All { set: Set::Values(set), .. } if set.texts() > 0 => of_values,
        Operator::Find { needle: Needle::Words(words), .. } => RARE + 1 + shared(words) * SHARED,
        Operator::Within(blocks) => RARE + 1 + shared(blocks) * SHARED,
        Operator::Regex { pattern, ignore_case, .. } => {
            let literals = required(pattern, *ignore_case)?;
            if literals.texts.iter().all(|text| text.len() > 2) { RARE + 1 } else { COMMON }
        }
        Operator::Compare { to: Operand::Value(_), .. } => COMMON - 1,
        _ => return None,
    })
}

fn shared(of: &Shared<Listed>) -> u32 {
    u32::from(Shared::strong_count(of) > 1)
}

/// An index that is being made.
#[derive(Default)]
struct Builder {
    columns: Vec<Column>,
    always: Vec<u32>,
    named: Keys,
    /// The columns by form and field.
    names: Keys,
    lists: Lists,
}

impl Lists {
    /// The number of the next list.
    fn next(&self) -> u32 {
        index(self.heads.len())
    }

    /// Puts a rule into the list of a key.
    fn put(&mut self, keys: &mut Keys, key: &[u8], rule: u32) {
        self.add_rule(keys.insert(key, self.next()), rule);
    }

    fn add_rule(&mut self, list: u32, rule: u32) {
        self.add(list, rule / 64, 1 << (rule % 64));
    }

    /// Adds rules to a list, or to a new one.
    fn add(&mut self, list: u32, place: u32, bits: u64) {
        if list == self.next() {
            self.heads.push(END);
        }
        let next = index(self.rules.len());
        let Some(head) = self.heads.get_mut(list as usize) else { return };
        match self.rules.get_mut(*head as usize) {
            Some(last) if last.place == place => last.bits |= bits,
            _ => self.rules.push(Marks { place, next: std::mem::replace(head, next), bits }),
        }
    }
}

impl Index {
    /// The index of the rules that are enabled.
    #[must_use]
    pub fn new(rules: &[Rule]) -> Self {
        let mut builder = Builder::default();
        builder.lists.heads.push(END);
        for (number, rule) in (0..).zip(rules) {
            if !rule.enabled {
                continue;
            }
            if weight(&rule.when) == ANY {
                builder.lists.add_rule(ALWAYS, number);
            } else {
                builder.add(&rule.when, number);
            }
        }
        let Builder { mut columns, always, named, lists, .. } = builder;
        let marks = vec![Cell::new(0); rules.len() / 64 + 1];
        let mut index = Self { columns: Vec::new(), always, named, lists, found: Vec::new(), run: Cell::new(0), marks };
        for column in &mut columns {
            index.finish(column);
        }
        index.found = vec![Cell::new(0); index.lists.heads.len()];
        index.columns = columns;
        index
    }

    /// Makes a column ready for look-ups.
    fn finish(&mut self, column: &mut Column) {
        let words = std::mem::take(&mut column.words);
        if words.count() > 0 {
            column.automaton = Some(Automaton::new(&words, column.form == Form::AnyCase));
        }
        for bounds in &mut column.bounds {
            *bounds = sorted(std::mem::take(bounds), |(a, _), (b, _)| a.total_cmp(b));
            self.join_runs(bounds);
        }
    }

    /// Makes the list of the last bound of each run one of all rules up to there.
    fn join_runs(&mut self, bounds: &mut [(f64, u32)]) {
        self.marks.iter().for_each(|marks| marks.set(0));
        let run = run(bounds.len());
        for (place, (_, list)) in bounds.iter_mut().enumerate() {
            self.mark(*list);
            if (place + 1) % run == 0 {
                *list = self.lists.next();
                for (place, bits) in (0..).zip(&self.marks) {
                    if bits.get() != 0 {
                        self.lists.add(*list, place, bits.get());
                    }
                }
            }
        }
    }
}

impl Builder {
    /// Adds the tests one of which every callback meets that meets the condition, as few callbacks as can be.
    fn add(&mut self, condition: &Condition, rule: u32) {
        match condition {
            Condition::All(branches) => {
                if let Some(rarest) = branches.iter().min_by_key(|branch| weight(branch)) {
                    self.add(rarest, rule);
                }
            }
            Condition::Test(test) => self.add_test(test, rule),
            _ => condition.branches().iter().for_each(|branch| self.add(branch, rule)),
        }
    }

    fn add_test(&mut self, test: &Test, rule: u32) {
        let required = match &test.operator {
            Operator::Regex { pattern, ignore_case, .. } => required(pattern, *ignore_case),
            _ => None,
        };
        let form = match &test.operator {
            operator if operator.folds() => Form::Folded,
            _ if required.as_ref().is_some_and(|literals| literals.ignore_case) => Form::AnyCase,
            _ => Form::Plain,
        };
        let Some((column, lists)) = self.column(&test.field, form) else { return };
        if let Some((place, operator)) = shared_list(&test.operator) {
            let next = lists.next();
            let list = column.keys.insert(place_key(place, &mut Key::default()), next);
            lists.add_rule(list, rule);
            if list == next {
                column.shared.push((operator, list));
            }
            return;
        }
        match &test.operator {
            Operator::Find { needle: Needle::Words(words), .. } => {
                words.any_placed(&mut |word| {
                    lists.put(&mut column.words, word, rule);
                    false
                });
            }
            Operator::Regex { .. } => {
                for text in required.iter().flat_map(|literals| &literals.texts) {
                    lists.put(&mut column.words, text.as_bytes(), rule);
                }
            }
            Operator::Within(listed) => {
                listed.blocks.any(&mut |first, length| {
                    lists.add_rule(column.blocks.insert(first, length, lists.next()), rule);
                    false
                });
            }
            Operator::Compare { how, .. } => {
                test.operator.any_value(&mut |bound| {
                    column.add_bound(*how, bound, rule, lists);
                    false
                });
            }
            // Of what must all be there one text is enough.
            Operator::All { .. } => {
                test.operator.any_value(&mut |item| {
                    let is_text = matches!(item, Item::Text(_));
                    if is_text {
                        column.add_value(item, rule, lists);
                    }
                    is_text
                });
            }
            operator => {
                operator.any_value(&mut |item| {
                    column.add_value(item, rule, lists);
                    false
                });
            }
        }
    }

    fn column(&mut self, field: &FieldRef, form: Form) -> Option<(&mut Column, &mut Lists)> {
        let name = [&[form as u8], field.name().as_bytes()].concat();
        let next = index(self.columns.len());
        let number = self.names.insert(&name, next);
        if number == next {
            let mut column = Column::new(field.clone(), form);
            let first = match field {
                FieldRef::Known(_) => {
                    self.always.push(number);
                    number
                }
                FieldRef::Custom(name) => self.named.insert(name.as_bytes(), number),
                FieldRef::Facts(path) => self.named.insert(path.first().map_or(&[], |name| name.as_bytes()), number),
            };
            if let Some(first) = self.columns.get_mut(first as usize) {
                column.next = first.next.replace(number);
            }
            self.columns.push(column);
        }
        Some((self.columns.get_mut(number as usize)?, &mut self.lists))
    }
}

/// A test with a list of the policy that other tests share, and where that stands in memory.
fn shared_list(operator: &Operator) -> Option<(usize, Operator)> {
    Some(match operator {
        Operator::In { set: Set::Values(set), fold, .. } if shared(set) > 0 => {
            let set_again = Set::Values(set.clone());
            (Shared::as_ptr(set).addr(), Operator::In { set: set_again, fold: *fold, negated: false })
        }
        Operator::Find { needle: Needle::Words(words), fold } if shared(words) > 0 => {
            let needle = Needle::Words(words.clone());
            (Shared::as_ptr(words).addr(), Operator::Find { needle, fold: *fold })
        }
        Operator::Within(blocks) if shared(blocks) > 0 => {
            (Shared::as_ptr(blocks).addr(), Operator::Within(blocks.clone()))
        }
        _ => return None,
    })
}

impl Column {
    fn new(field: FieldRef, form: Form) -> Self {
        Self {
            field,
            next: None,
            form,
            keys: Keys::default(),
            blocks: Blocks::default(),
            words: Keys::default(),
            automaton: None,
            bounds: Bounds::default(),
            shared: Vec::new(),
        }
    }

    fn add_value(&mut self, value: Item, rule: u32, lists: &mut Lists) {
        if let Item::Address(address) = value {
            lists.add_rule(self.blocks.insert(address, 128, lists.next()), rule);
        } else if let Some(key) = value.key(&mut Key::default()) {
            lists.put(&mut self.keys, key, rule);
        }
    }

    fn add_bound(&mut self, how: Comparison, bound: Item, rule: u32, lists: &mut Lists) {
        let Item::Number(bound) = bound else { return };
        let [above, below] = &mut self.bounds;
        let (bounds, bound) = match how {
            Comparison::Greater | Comparison::GreaterOrEqual => (above, float(bound)),
            Comparison::Less | Comparison::LessOrEqual => (below, -float(bound)),
        };
        let list = lists.next();
        lists.add_rule(list, rule);
        bounds.push((bound, list));
    }
}
