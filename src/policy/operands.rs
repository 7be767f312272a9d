//! Reading what operators compare with: values, lists, and other fields.

use std::borrow::Cow;
use std::slice;

use crate::fields::FieldRef;
use crate::json::Json;
use crate::place::shown;

use super::check::Checker;
use super::condition::{Needle, Operand, Set};
use super::lists::{Made, Use};
use super::node::Node;
use super::sets::{Anchor, Blocks, Scalar, ScalarSet, Shared, Words};
use super::values::{Domain, folded_if};

impl<'j> Checker<'j> {
    /// A single value to compare with, written here or another field's.
    pub fn operand(&mut self, node: &Node<'_, 'j>, domain: &Domain, folded: bool, negated: bool) -> Option<Operand> {
        let found = match node.value {
            Json::Array(_) => Some("an array"),
            _ if node.get("$list").is_some() => Some("a list"),
            _ => None,
        };
        if let Some(found) = found {
            let many = if negated { "$nin" } else { "$in" };
            let message = format_args!("found {found}, expected a single value");
            self.report(node, "wrong-type", message).hint(format_args!("`{many}`"));
            return None;
        }
        if node.get("$field").is_some() {
            return self.field_operand(node, domain, false).map(Operand::Field);
        }
        let mut value = None;
        self.scalar(node, domain, folded, &mut |item| value = item.to_scalar());
        value.map(Operand::Value)
    }

    /// A number to compare with, written here or another field's.
    pub fn bound(&mut self, node: &Node<'_, 'j>) -> Option<Operand> {
        if let Json::Number(number) = node.value {
            return Some(Operand::Value(Scalar::Number(*number)));
        }
        if node.get("$field").is_some() {
            return self.field_operand(node, &Domain::Integer(i64::MIN, i64::MAX), false).map(Operand::Field);
        }
        self.report_type(node, "a number").hint_without_quotes(node.value);
        None
    }

    /// Several values to compare with: an array, a list, or a field of many.
    pub fn set(&mut self, node: &Node<'_, 'j>, domain: &Domain, folded: bool) -> Option<Set> {
        if node.get("$field").is_some() {
            return self.field_operand(node, domain, true).map(Set::Field);
        }
        match self.made(node, &Use::Values(*domain, folded))? {
            Made::Values(set) => Some(Set::Values(set)),
            _ => None,
        }
    }

    /// What to look for in a text: words written here, a list of them, or another field's.
    pub fn needle(&mut self, node: &Node<'_, 'j>, domain: &Domain, anchor: Anchor, folded: bool) -> Option<Needle> {
        if node.get("$field").is_some() {
            return self.field_operand(node, &Domain::Text, false).map(|field| Needle::Field(anchor, field));
        }
        match self.made(node, &Use::Words(anchor, *domain, folded))? {
            Made::Words(words) => Some(Needle::Words(words)),
            _ => None,
        }
    }

    /// Address blocks: one, an array or a list.
    pub fn blocks(&mut self, node: &Node<'_, 'j>) -> Option<Shared<Blocks>> {
        match self.made(node, &Use::Blocks)? {
            Made::Blocks(blocks) => Some(blocks),
            _ => None,
        }
    }

    /// The field of `{ "$field": … }`, if its values compare with those of a domain.
    fn field_operand(&mut self, node: &Node<'_, 'j>, domain: &Domain, many: bool) -> Option<FieldRef> {
        let name = self.reference("$field", node)?;
        let node = &node.get("$field")?;
        let field = self.field(node, name)?;
        let own = Domain::of(&field);
        let is_many = field.info().many;
        if !domain.agrees_with(own) {
            self.report(node, "wrong-type", format_args!("`{name}` holds {own}, expected {domain}"));
        } else if many && !is_many {
            let message = format_args!("`{name}` has a single value, expected a field of many");
            let reported = self.report(node, "wrong-type", message);
            reported.hint(format_args!("`$eq` or `$ne` compare with a single value"));
        } else if !many && is_many && own != Domain::Fact {
            let message = format_args!("`{name}` has many values, expected a field of one");
            let reported = self.report(node, "wrong-type", message);
            reported.hint(format_args!("`$in` or `$nin` compare with many values"));
        } else {
            return Some(field);
        }
        None
    }

    /// The text of `{ "<name>": text }`.
    fn reference(&mut self, name: &'static str, node: &Node<'_, 'j>) -> Option<&'j str> {
        let mut target = None;
        self.each_member(node, &mut |this, own, member| {
            if own == name {
                target = this.any_text(member);
                return;
            }
            let own = shown(own);
            let message = format_args!("`{own}` stands beside `{name}`, expected nothing there");
            let reported = this.report(member, "unknown-member", message);
            if member.name().starts_with('$') {
                let operator = if name == "$list" { "$in" } else { "$eq" };
                reported.hint(format_args!(
                    "one level up, as in `{{ \"{operator}\": {{ \"{name}\": … }}, \"{own}\": … }}`"
                ));
            }
        });
        target
    }

    /// What an array or a list is made into, or a single word or block; a list only once for each use.
    fn made(&mut self, node: &Node<'_, 'j>, wanted: &Use) -> Option<Made> {
        match (node.value, wanted) {
            (Json::Array(items), _) => return self.make(node, items, wanted, false),
            (Json::Text(_), Use::Words(..) | Use::Blocks) => {
                return self.make(node, slice::from_ref(node.value), wanted, false);
            }
            _ => {}
        }
        if node.get("$list").is_none() {
            let expected = match wanted {
                Use::Values(..) => "an array",
                Use::Words(..) => "text, an array",
                Use::Blocks => "a block, an array",
            };
            let expected = format_args!("{expected} or `{{ \"$list\": … }}`");
            let reported = self.report_found(node, "wrong-type", expected);
            match wanted {
                Use::Values(..) => reported.hint(format_args!("`$eq` and `$ne` take a single value")),
                Use::Words(..) => reported.hint_in_quotes(node.value),
                Use::Blocks => {}
            }
            return None;
        }
        let name = self.reference("$list", node)?;
        let index = self.lists.binary_search_by(|list| list.name.cmp(name)).unwrap_or(usize::MAX);
        let Some(list) = self.lists.get_mut(index) else {
            let names: Vec<&str> = self.lists.iter().map(|list| list.name).collect();
            let message = format_args!("there is no list `{}`", shown(name));
            self.report(&node.get("$list")?, "unknown-list", message).hint_nearest(name, &names, None);
            return None;
        };
        list.used = true;
        if let Some(made) = list.made(wanted) {
            return made;
        }
        let items = list.items;
        let before = self.issues.len();
        let root = Node::root(&Json::Null);
        let made = self.make(&root.member("lists", &Json::Null).member(name, &Json::Null), items, wanted, true);
        for issue in self.issues.iter_mut().skip(before) {
            issue.message += &format!(" (the list is used at `{}`)", shown(&node.pointer()));
        }
        if let Some(list) = self.lists.get_mut(index) {
            list.remember(*wanted, made.clone());
        }
        made
    }

    /// What the entries of an array are made into, or of a list, where those that are no texts have been reported.
    fn make(&mut self, node: &Node<'_, 'j>, items: &'j [Json<'j>], wanted: &Use, listed: bool) -> Option<Made> {
        let before = self.issues.len();
        let entries = items.iter().enumerate().filter(|(_, item)| !listed || matches!(item, Json::Text(_)));
        let made = match wanted {
            Use::Values(domain, folded) => {
                let mut set = ScalarSet::default();
                set.reserve(items.len());
                for (i, item) in entries {
                    self.scalar(&node.item(i, item), domain, *folded, &mut |item| set.insert(item));
                }
                Made::Values(set.into())
            }
            Use::Words(anchor, domain, folded) => {
                let mut words = Words::new(*anchor);
                for (i, item) in entries {
                    if let Some(word) = self.word(&node.itself_or_item(i, item), domain, *folded) {
                        words.insert(&word);
                    }
                }
                Made::Words(words.finish().into())
            }
            Use::Blocks => {
                let mut blocks = Blocks::default();
                for (i, item) in entries {
                    if let Some(block) = self.block(&node.itself_or_item(i, item)) {
                        blocks.insert(block);
                    }
                }
                Made::Blocks(blocks.into())
            }
        };
        self.memory += made.memory();
        (self.issues.len() == before).then_some(made)
    }

    /// A text to look for: one that is empty, or folds to nothing, would be found in every text.
    fn word(&mut self, node: &Node<'_, 'j>, domain: &Domain, folded: bool) -> Option<Cow<'j, str>> {
        let text = self.any_text(node)?;
        let word = match domain {
            // Only whole values are brought to the names that clients have; parts of them are in lower case.
            Domain::ClientPlatform => Cow::Owned(folded_if(folded, &text.to_ascii_lowercase()).into_owned()),
            _ => folded_if(folded, text),
        };
        if !word.is_empty() {
            return Some(word);
        }
        let reported = if text.is_empty() {
            self.report(node, "empty-text", format_args!("found an empty text, which every text contains"))
        } else {
            let message = format_args!("`{}` folds to an empty text, which every text contains", shown(text));
            self.report(node, "empty-text", message)
        };
        reported.hint(format_args!("remove it"));
        None
    }
}
