//! Reading what operators compare with: values, lists, and other fields.

use std::mem;
use std::slice;

use crate::fields::FieldRef;
use crate::json::{Json, Number};
use crate::place::shown;

use super::check::Checker;
use super::condition::{Needle, Operand, Set};
use super::item::Key;
use super::lists::{Kind, Use};
use super::sets::{Anchor, Listed, Shared};
use super::values::Domain;

impl<'j> Checker<'j> {
    /// A single value to compare with, written here or another field's.
    pub fn operand(
        &mut self,
        value: &'j Json<'j>,
        domain: &Domain,
        folded: bool,
        negated: bool,
    ) -> Option<Operand<Box<[u8]>>> {
        let found = match value {
            Json::Array(_) => Some("an array"),
            _ if value.member("$list").is_some() => Some("a list"),
            _ => None,
        };
        if let Some(found) = found {
            let many = if negated { "$nin" } else { "$in" };
            let message = format_args!("found {found}, expected a single value");
            self.report(value, "wrong-type", message).hint(format_args!("`{many}`"));
            return None;
        }
        if value.member("$field").is_some() {
            return self.field_operand(value, domain, false).map(Operand::Field);
        }
        let item = self.scalar(value, domain, folded)?;
        item.key(&mut Key::default()).map(|key| Operand::Value(key.into()))
    }

    /// A number to compare with, written here or another field's.
    pub fn bound(&mut self, value: &'j Json<'j>) -> Option<Operand<Number>> {
        if let Json::Number(number) = value {
            return Some(Operand::Value(*number));
        }
        if value.member("$field").is_some() {
            return self.field_operand(value, &Domain::Integer(i64::MIN, i64::MAX), false).map(Operand::Field);
        }
        self.report_type(value, "a number").hint_without_quotes(value);
        None
    }

    /// Several values to compare with: an array, a list, or a field of many.
    pub fn set(&mut self, value: &'j Json<'j>, domain: &Domain, folded: bool) -> Option<Set> {
        if value.member("$field").is_some() {
            return self.field_operand(value, domain, true).map(Set::Field);
        }
        Some(Set::Values(self.listed(value, &Use { of: Kind::Values, domain: *domain, folded })))
    }

    /// What to look for in a text: words written here, a list of them, or another field's.
    pub fn needle(&mut self, value: &'j Json<'j>, domain: &Domain, anchor: Anchor, folded: bool) -> Option<Needle> {
        if value.member("$field").is_some() {
            return self.field_operand(value, &Domain::Text, false).map(|field| Needle::Field(anchor, field));
        }
        Some(Needle::Words(self.listed(value, &Use { of: Kind::Words(anchor), domain: *domain, folded })))
    }

    /// The field of `{ "$field": … }`, if its values compare with those of a domain.
    fn field_operand(&mut self, value: &'j Json<'j>, domain: &Domain, many: bool) -> Option<FieldRef> {
        let (name, value) = self.reference("$field", value)?;
        let field = self.field(value, name)?;
        let own = Domain::of(&field);
        let is_many = field.info().many;
        if !domain.agrees_with(own) {
            self.report(value, "wrong-type", format_args!("`{name}` holds {own}, expected {domain}"));
        } else if many && !is_many {
            let message = format_args!("`{name}` has a single value, expected a field of many");
            let reported = self.report(value, "wrong-type", message);
            reported.hint(format_args!("`$eq` or `$ne` compare with a single value"));
        } else if !many && is_many && own != Domain::Fact {
            let message = format_args!("`{name}` has many values, expected a field of one");
            let reported = self.report(value, "wrong-type", message);
            reported.hint(format_args!("`$in` or `$nin` compare with many values"));
        } else {
            return Some(field);
        }
        None
    }

    /// The text of `{ "<name>": text }`, and the value that it is.
    fn reference(&mut self, name: &'static str, value: &'j Json<'j>) -> Option<(&'j str, &'j Json<'j>)> {
        let mut target = None;
        self.each_member(value, &mut |this, own, member| {
            if own == name {
                target = this.any_text(member).map(|text| (text, member));
                return;
            }
            let shown = shown(own);
            let message = format_args!("`{shown}` stands beside `{name}`, expected nothing there");
            let reported = this.report(member, "unknown-member", message);
            if own.starts_with('$') {
                let operator = if name == "$list" { "$in" } else { "$eq" };
                reported.hint(format_args!(
                    "one level up, as in `{{ \"{operator}\": {{ \"{name}\": … }}, \"{shown}\": … }}`"
                ));
            }
        });
        target
    }

    /// What an array or a list is made into, or a single word or block.
    pub fn listed(&mut self, value: &'j Json<'j>, wanted: &Use) -> Shared<Listed> {
        let items = match (value, wanted.of) {
            (Json::Array(items), _) => items,
            (Json::Text(_), Kind::Words(_) | Kind::Blocks) => slice::from_ref(value),
            _ if value.member("$list").is_some() => return self.named_list(value, wanted).unwrap_or_default(),
            _ => {
                let expected = match wanted.of {
                    Kind::Values => "an array",
                    Kind::Words(_) => "text, an array",
                    Kind::Blocks => "a block, an array",
                };
                let expected = format_args!("{expected} or `{{ \"$list\": … }}`");
                let reported = self.report_found(value, "wrong-type", expected);
                match wanted.of {
                    Kind::Values => reported.hint(format_args!("`$eq` and `$ne` take a single value")),
                    Kind::Words(_) => reported.hint_in_quotes(value),
                    Kind::Blocks => {}
                }
                &[]
            }
        };
        self.make(items, wanted, false)
    }

    /// What the list of `{ "$list": … }` is made into, only once for each use.
    fn named_list(&mut self, value: &'j Json<'j>, wanted: &Use) -> Option<Shared<Listed>> {
        let (name, at) = self.reference("$list", value)?;
        let index = self.lists.binary_search_by(|list| list.name.cmp(name)).unwrap_or(usize::MAX);
        let Some(list) = self.lists.get_mut(index) else {
            let mut names = Vec::new();
            for list in &self.lists {
                names.push(list.name);
            }
            let message = format_args!("there is no list `{}`", shown(name));
            self.report(at, "unknown-list", message).hint_nearest(name, &names, None);
            return None;
        };
        list.used = true;
        if let Some(made) = list.made(wanted) {
            return Some(made);
        }
        let (items, value) = (list.items, mem::replace(&mut self.value, list.value));
        let pointer = mem::take(&mut self.pointer);
        self.pointer.enter("lists");
        self.pointer.enter(name);
        let before = self.issues.len();
        let made = self.make(items, wanted, true);
        for issue in self.issues.iter_mut().skip(before) {
            issue.message += &format!(" (the list is used at `{}`)", shown(pointer.as_str()));
        }
        (self.value, self.pointer) = (value, pointer);
        if let Some(list) = self.lists.get_mut(index) {
            list.remember(*wanted, made.clone());
        }
        Some(made)
    }

    /// What the entries of an array are made into, or of a list, where those that are no texts have been reported.
    fn make(&mut self, items: &'j [Json<'j>], wanted: &Use, named: bool) -> Shared<Listed> {
        let mut listed = Listed::new(if let Kind::Words(anchor) = wanted.of { anchor } else { Anchor::Anywhere });
        listed.reserve(items.len());
        for item in items {
            if named && !matches!(item, Json::Text(_)) {
                continue;
            }
            match wanted.of {
                Kind::Values => {
                    if let Some(item) = self.scalar(item, &wanted.domain, wanted.folded) {
                        listed.insert(item);
                    }
                }
                Kind::Words(_) => {
                    if let Some(word) = self.word(item, &wanted.domain, wanted.folded) {
                        listed.insert_word(word);
                    }
                }
                Kind::Blocks => {
                    if let Some(block) = self.block(item) {
                        listed.blocks.insert(block.first(), block.length(), 0);
                    }
                }
            }
        }
        if let Kind::Words(_) = wanted.of {
            listed.finish_words();
        }
        self.memory += listed.memory();
        listed.into()
    }

    /// A text to look for: one that is empty, or folds to nothing, would be found in every text.
    fn word(&mut self, value: &'j Json<'j>, domain: &Domain, folded: bool) -> Option<&'j str> {
        let text = self.any_text(value)?;
        let word = match domain {
            // Only whole values are brought to the names that clients have; parts of them are in lower case.
            Domain::ClientPlatform => self.texts.keep(text.to_ascii_lowercase()),
            _ => text,
        };
        let word = self.folded_if(folded, word);
        if !word.is_empty() {
            return Some(word);
        }
        let reported = if text.is_empty() {
            self.report(value, "empty-text", format_args!("found an empty text, which every text contains"))
        } else {
            let message = format_args!("`{}` folds to an empty text, which every text contains", shown(text));
            self.report(value, "empty-text", message)
        };
        reported.hint(format_args!("remove it"));
        None
    }
}
