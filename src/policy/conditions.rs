//! Reading `when`: from the policy's JSON to a [`Condition`], every mistake on the way reported.

use std::borrow::Cow;

use crate::fields::{FIELDS, FieldRef};
use crate::json::Json;
use crate::place::shown;

use super::check::{Checker, one_of};
use super::condition::{Branch, Condition, Operand, Set, Source, Test};
use super::issue::nearest;
use super::lists::{Lists, Made, Use};
use super::regexes::Regexes;
use super::sets::ScalarSet;
use super::tests::TestObject;
use super::values::Domain;

/// How deep conditions may nest.
pub const MAX_DEPTH: u32 = 64;

/// What combines conditions.
pub const COMBINATORS: [&str; 3] = ["$and", "$or", "$nor"];

/// What people read about [`COMBINATORS`], in their order.
pub const COMBINATORS_ABOUT: [&str; 3] =
    ["All of these conditions hold.", "At least one of these conditions holds.", "None of these conditions holds."];

/// Reads conditions.
#[derive(Debug)]
pub struct Conditions<'c, 'j> {
    /// Where we are and what was wrong so far.
    pub checker: &'c mut Checker,
    /// The policy's lists.
    pub lists: &'c Lists<'j>,
    /// The policy's regular expressions so far.
    pub regexes: &'c mut Regexes,
    /// How many conditions and `$not` are open.
    pub depth: u32,
}

impl<'j> Conditions<'_, 'j> {
    /// Walks one step down.
    pub fn at<T>(&mut self, step: impl super::issue::Step, walk: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.checker.pointer.enter(step);
        let result = walk(self);
        self.checker.pointer.leave(mark);
        result
    }

    /// Goes one condition deeper, if that is not too deep.
    pub fn deeper<T>(&mut self, walk: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == MAX_DEPTH {
            self.checker.report("too-deep", format!("conditions nest deeper than {MAX_DEPTH}"), None);
            return None;
        }
        self.depth += 1;
        let result = walk(self);
        self.depth -= 1;
        result
    }

    /// A condition: an object of fields and combinators, all of which must hold.
    pub fn condition(&mut self, value: &'j Json<'j>) -> Option<Condition> {
        self.deeper(|this| this.condition_here(value))
    }

    fn condition_here(&mut self, value: &'j Json<'j>) -> Option<Condition> {
        let Json::Object(members) = value else {
            let hint = matches!(value, Json::Array(_)).then(|| "`{ \"$and\": [ … ] }`".to_owned());
            self.checker.report_type_with("an object of fields and tests", value, hint);
            return None;
        };
        let mut parts = Some(Vec::new());
        for ((name, value), repeated) in members.iter().zip(super::check::repeated(members)) {
            let part = self.at(&**name, |this| {
                if repeated {
                    this.checker.report_duplicate();
                    return None;
                }
                this.part(name, value)
            });
            match (part, &mut parts) {
                (Some(part), Some(parts)) => parts.extend(part),
                _ => parts = None,
            }
        }
        let mut parts = parts?;
        Some(if parts.len() == 1 { parts.remove(0) } else { Condition::All(parts.into()) })
    }

    fn part(&mut self, name: &str, value: &'j Json<'j>) -> Option<Vec<Condition>> {
        match name {
            "$and" => self.branches(value).map(|branches| vec![Condition::All(branches.into())]),
            "$or" => self.branches(value).map(|branches| vec![Condition::Any(branches.into())]),
            "$nor" => {
                let base = self.checker.pointer.as_str().to_owned();
                let branches = self.branches(value)?.into_iter().enumerate();
                let branches =
                    branches.map(|(i, condition)| Branch { path: format!("{base}/{i}").into(), condition }).collect();
                Some(vec![Condition::Neither(branches)])
            }
            _ if name.starts_with('$') => {
                let hint = match name {
                    "$not" => Some("`\"$nor\": [ … ]`; `$not` stands inside the test of a field".to_owned()),
                    "$expr" => Some(
                        "`{ \"$field\": \"…\" }` as the value of an operator compares with another field".to_owned(),
                    ),
                    "$where" | "$function" => Some("compute it on the host and hand it over in `facts`".to_owned()),
                    "$comment" => Some("`description`, beside `when`".to_owned()),
                    _ if super::tests::OPERATORS.iter().any(|(own, _)| *own == name) => {
                        Some(format!("`{{ \"<field>\": {{ \"{name}\": … }} }}`"))
                    }
                    _ => nearest(name, COMBINATORS).map(|near| format!("`{near}`")),
                };
                let hint = hint.or_else(|| Some("conditions combine by `$and`, `$or` and `$nor`".to_owned()));
                self.checker.report("unknown-operator", format!("`{}` does not combine conditions", shown(name)), hint);
                None
            }
            _ => {
                let field = self.field(name)?;
                let tests = TestObject::new(self, Domain::of(&field), field.info().many).read(value)?;
                let tests = tests
                    .into_iter()
                    .map(|(operator, source)| Condition::Test(Test { field: field.clone(), operator, source }));
                Some(tests.collect())
            }
        }
    }

    fn branches(&mut self, value: &'j Json<'j>) -> Option<Vec<Condition>> {
        let Json::Array(items) = value else {
            self.checker.report_type("an array of conditions", value);
            return None;
        };
        if items.is_empty() {
            self.checker.report("empty-array", "found an empty array, expected at least one condition", None);
            return None;
        }
        let branches: Vec<Option<Condition>> =
            items.iter().enumerate().map(|(i, item)| self.at(i, |this| this.condition(item))).collect();
        branches.into_iter().collect()
    }

    /// The field of that name; an unknown one is reported at the place that is walked.
    pub fn field(&mut self, name: &str) -> Option<FieldRef> {
        let field = FieldRef::named(name);
        if field.is_none() {
            self.checker.report(
                "unknown-field",
                format!("there is no field `{}`", shown(name)),
                Some(field_hint(name)),
            );
        }
        field
    }

    /// `{ "$field": … }`, if that is what stands here: the field, or a mistake.
    pub fn field_operand(&mut self, value: &'j Json<'j>, domain: Domain, many: bool) -> Option<Option<FieldRef>> {
        let target = self.reference("$field", value)?;
        Some(target.and_then(|name| {
            self.at("$field", |this| {
                let field = this.field(name)?;
                let info = field.info();
                let is_fact = Domain::of(&field) == Domain::Fact;
                if !domain.agrees_with(Domain::of(&field)) {
                    let message =
                        format!("`{name}` holds {}, expected {}", Domain::of(&field).expected(), domain.expected());
                    this.checker.report("wrong-type", message, None);
                } else if many && !info.many {
                    let message = format!("`{name}` has a single value, expected a field of many");
                    this.checker.report(
                        "wrong-type",
                        message,
                        Some("`$eq` or `$ne` compare with a single value".to_owned()),
                    );
                } else if !many && info.many && !is_fact {
                    let message = format!("`{name}` has many values, expected a field of one");
                    this.checker.report(
                        "wrong-type",
                        message,
                        Some("`$in` or `$nin` compare with many values".to_owned()),
                    );
                } else {
                    return Some(field);
                }
                None
            })
        }))
    }

    /// The text of `{ "<name>": text }`, if the value is an object with that member; inside, none after a mistake.
    pub fn reference(&mut self, name: &'static str, value: &'j Json<'j>) -> Option<Option<&'j str>> {
        let Json::Object(members) = value else { return None };
        if !members.iter().any(|(own, _)| own == name) {
            return None;
        }
        let before = self.checker.issues.len();
        let mut target = None;
        for (own, value) in members {
            self.at(&**own, |this| match target {
                _ if own != name => {
                    let message = format!("`{}` stands beside `{name}`, expected nothing there", shown(own));
                    let operator = if name == "$list" { "$in" } else { "$eq" };
                    let hint = own.starts_with('$').then(|| {
                        format!(
                            "one level up, as in `{{ \"{operator}\": {{ \"{name}\": … }}, \"{}\": … }}`",
                            shown(own)
                        )
                    });
                    this.checker.report("unknown-member", message, hint);
                }
                Some(_) => this.checker.report_duplicate(),
                None => target = Some(this.checker.any_text(value)),
            });
        }
        Some(target.flatten().filter(|_| self.checker.issues.len() == before))
    }

    /// A single value to compare with, written here or another field's.
    pub fn operand(&mut self, value: &'j Json<'j>, domain: Domain, folded: bool) -> Option<Operand> {
        match self.field_operand(value, domain, false) {
            Some(field) => field.map(Operand::Field),
            None => self.checker.scalar(value, domain, folded).map(Operand::Value),
        }
    }

    /// Several values to compare with: an array, a list, or a field of many.
    pub fn set(&mut self, value: &'j Json<'j>, domain: Domain, folded: bool) -> Option<Set> {
        if let Some(field) = self.field_operand(value, domain, true) {
            return field.map(Set::Field);
        }
        let wanted = Use::Values(domain, folded);
        let make = |this: &mut Self, items: &'j [Json<'j>]| {
            let values: Vec<Option<_>> = items
                .iter()
                .enumerate()
                .map(|(i, item)| this.checker.at(i, |checker| checker.scalar(item, domain, folded)))
                .collect();
            Made::Values(values.into_iter().collect::<Option<Vec<_>>>().map(|values| ScalarSet::new(values).into()))
        };
        match self.items(value, wanted, make)? {
            Made::Values(set) => set.map(Set::Values),
            _ => None,
        }
    }

    /// What an array or a list is made into; a list only once for each use.
    pub fn items(
        &mut self,
        value: &'j Json<'j>,
        wanted: Use,
        make: impl FnOnce(&mut Self, &'j [Json<'j>]) -> Made,
    ) -> Option<Made> {
        if let Json::Array(items) = value {
            return Some(make(self, items));
        }
        let Some(reference) = self.reference("$list", value) else {
            let (expected, hint) = match wanted {
                Use::Values(..) => ("an array", Some("`$eq` and `$ne` take a single value".to_owned())),
                Use::Words(..) => ("text, an array", None),
                Use::Blocks => ("a block, an array", None),
            };
            self.checker.report_type_with(&format!("{expected} or `{{ \"$list\": … }}`"), value, hint);
            return None;
        };
        let name = reference?;
        let lists = self.lists;
        let Some(list) = lists.get(name) else {
            let hint = nearest(name, lists.iter().map(|(name, _)| name)).map(|near| format!("`{near}`"));
            self.at("$list", |this| {
                this.checker.report("unknown-list", format!("there is no list `{}`", shown(name)), hint);
            });
            return None;
        };
        list.used.set(true);
        if let Some(made) = list.made(wanted) {
            return Some(made);
        }
        let here = std::mem::take(&mut self.checker.pointer);
        let before = self.checker.issues.len();
        let made = self.at("lists", |this| this.at(name, |this| make(this, list.items)));
        for issue in self.checker.issues.iter_mut().skip(before) {
            issue.message += &format!(" (the list is used at `{}`)", shown(here.as_str()));
        }
        self.checker.pointer = here;
        list.remember(wanted, made.clone());
        Some(made)
    }

    /// How the policy wrote a test.
    #[must_use]
    pub fn source(&self, name: &'static str, expected: &Json) -> Source {
        Source { path: self.checker.pointer.as_str().into(), name, expected: expected.to_portable().into() }
    }
}

/// What may have been meant by the name of no field.
#[must_use]
pub fn field_hint(name: &str) -> String {
    const WIRE_NAMES: [(&str, &str); 10] = [
        ("SdkAppid", "app.id"),
        ("OptPlatform", "client.platform"),
        ("Operator_Account", "operator.id"),
        ("Owner_Account", "owner.id"),
        ("CreateGroupNum", "operator.groupCount"),
        ("Name", "group.name"),
        ("Type", "group.type"),
        ("MemberList", "members.id"),
        ("ownerUserID", "owner.id"),
        ("initMemberList", "members.id"),
    ];
    let wire = WIRE_NAMES.iter().find(|(wire, _)| *wire == name).map(|(_, field)| *field);
    let names = FIELDS.iter().map(|(_, info)| info.name);
    let near = wire.or_else(|| nearest(name, names.clone()));
    // The last part of a name alone is a likely slip: `name` for `group.name`.
    let near = near.or_else(|| names.clone().find(|known| known.rsplit('.').next() == Some(name)));
    match near {
        Some(near) => format!("`{near}`"),
        None if names.clone().any(|known| known.split('.').next() == Some(name)) => {
            let inside: Vec<&str> = names.filter(|known| known.split('.').next() == Some(name)).collect();
            format!("fields are named whole: {}", one_of(&inside))
        }
        None if name.starts_with("facts") => "`facts.<path>`".to_owned(),
        None if name.starts_with("custom") => "`custom.<Key>`".to_owned(),
        None => "fields are `operator.id`, `group.name`, `members.count`, `facts.<path>`, …".to_owned(),
    }
}

/// A value in lower case where the field's values are.
#[must_use]
pub fn canonical_word(domain: Domain, word: &str) -> Cow<'_, str> {
    if domain == Domain::ClientPlatform { Cow::Owned(word.to_ascii_lowercase()) } else { Cow::Borrowed(word) }
}
