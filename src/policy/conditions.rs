//! Reading `when`: from the policy's JSON to a [`Condition`], every mistake on the way reported. What is wrong is left
//! out of the condition: a policy with mistakes is never used.

use crate::fields::{FIELDS, FieldRef};
use crate::json::Json;
use crate::place::shown;

use super::check::{Checker, Reported, one_of};
use super::condition::Condition;
use super::issue::nearest;
use super::operators::OPERATORS;
use super::tests::{Subject, Target};

/// How deep conditions may nest.
pub const MAX_DEPTH: u32 = 64;

/// What combines conditions.
pub const COMBINATORS: [&str; 3] = ["$and", "$or", "$nor"];

/// What people read about [`COMBINATORS`], in their order.
pub const COMBINATORS_ABOUT: [&str; 3] =
    ["All of these conditions hold.", "At least one of these conditions holds.", "None of these conditions holds."];

impl<'j> Checker<'j> {
    /// A condition: an object of fields and combinators, all of which must hold.
    pub fn condition(&mut self, value: &'j Json<'j>) -> Condition {
        let mut parts = Vec::new();
        if self.goes_deeper(value) {
            if value.members().is_none() {
                let reported = self.report_type(value, "an object of fields and tests");
                if let Json::Array(_) = value {
                    reported.hint(format_args!("`{{ \"$and\": [ … ] }}`"));
                }
            }
            self.each_member(value, &mut |this, name, member| this.part(name, member, &mut parts));
            self.depth -= 1;
        }
        let only = if parts.len() == 1 { parts.pop() } else { None };
        only.unwrap_or(Condition::All(parts))
    }

    /// Goes one condition deeper, if that is not too deep.
    pub fn goes_deeper(&mut self, value: &'j Json<'j>) -> bool {
        if self.depth == MAX_DEPTH {
            self.report(value, "too-deep", format_args!("conditions nest deeper than {MAX_DEPTH}"));
            return false;
        }
        self.depth += 1;
        true
    }

    /// A member of a condition: a combinator, or a field with its tests.
    fn part(&mut self, name: &'j str, value: &'j Json<'j>, parts: &mut Vec<Condition>) {
        match name {
            "$and" => parts.push(Condition::All(self.branches(value))),
            "$or" => parts.push(Condition::Any(self.branches(value))),
            "$nor" => {
                parts.push(Condition::Neither { path: self.pointer.as_str().into(), branches: self.branches(value) });
            }
            _ if name.starts_with('$') => self.report_no_combinator(value, name),
            _ => {
                let field = self.field(value, name).or_else(|| {
                    // Operators are looked at all the same: as those of facts, of which every one can be asked.
                    let members = value.members().unwrap_or_default();
                    members.iter().all(|(name, _)| name.starts_with('$')).then_some(FieldRef::Facts(Box::default()))
                });
                let Some(field) = field else { return };
                self.tests(value, &Subject::of(&field), &mut Target::Tests(&field, parts));
            }
        }
    }

    fn branches(&mut self, value: &'j Json<'j>) -> Vec<Condition> {
        let Json::Array(items) = value else {
            self.report_type(value, "an array of conditions");
            return Vec::new();
        };
        if items.is_empty() {
            let message = format_args!("found an empty array, expected at least one condition");
            self.report(value, "empty-array", message);
        }
        let mut branches = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            let outer = self.enter_item(i, item);
            branches.push(self.condition(item));
            self.leave(outer);
        }
        branches
    }

    fn report_no_combinator(&mut self, value: &'j Json<'j>, name: &str) {
        const GUESSES: [(&str, &str); 5] = [
            ("$not", "`\"$nor\": [ … ]`; `$not` stands inside the test of a field"),
            ("$expr", "`{ \"$field\": \"…\" }` as the value of an operator compares with another field"),
            ("$where", "compute it on the host and hand it over in `facts`"),
            ("$function", "compute it on the host and hand it over in `facts`"),
            ("$comment", "`description`, beside `when`"),
        ];
        let message = format_args!("`{}` does not combine conditions", shown(name));
        let reported = self.report(value, "unknown-operator", message);
        if let Some((_, hint)) = GUESSES.iter().find(|(own, _)| *own == name) {
            reported.hint(format_args!("{hint}"));
        } else if OPERATORS.iter().any(|own| own.name == name) {
            reported.hint(format_args!("`{{ \"<field>\": {{ \"{name}\": … }} }}`"));
        } else {
            let other = format_args!("conditions combine by `$and`, `$or` and `$nor`");
            reported.hint_nearest(name, &COMBINATORS, Some(other));
        }
    }

    /// The field of that name, which something reads; an unknown one is reported.
    pub fn field(&mut self, value: &'j Json<'j>, name: &str) -> Option<FieldRef> {
        let field = FieldRef::named(name);
        match &field {
            None => {
                let message = format_args!("there is no field `{}`", shown(name));
                self.report(value, "unknown-field", message).hint_field(name);
            }
            Some(FieldRef::Facts(_)) => self.reads_facts = true,
            Some(FieldRef::Known(field)) => self.reads_clock |= field.is_of_clock(),
            Some(FieldRef::Custom(_)) => {}
        }
        field
    }
}

impl Reported<'_> {
    /// Adds what may have been meant by the name of no field.
    fn hint_field(self, name: &str) {
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
        let (mut names, mut inside, mut ending) = (Vec::new(), Vec::new(), None);
        for (_, info) in &FIELDS {
            names.push(info.name);
            if info.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')) {
                inside.push(info.name);
            }
            if info.name.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')) {
                ending = ending.or(Some(info.name));
            }
        }
        let near = WIRE_NAMES.iter().find(|(wire, _)| *wire == name).map(|(_, field)| *field);
        // The last part of a name alone is a likely slip: `name` for `group.name`.
        if let Some(near) = near.or_else(|| nearest(name, &names)).or(ending) {
            return self.hint(format_args!("`{near}`"));
        }
        if !inside.is_empty() {
            return self.hint(format_args!("fields are named whole: {}", one_of(&inside)));
        }
        let hint = match name {
            _ if name.starts_with("facts") => "`facts.<path>`",
            _ if name.starts_with("custom") => "`custom.<Key>`",
            _ => "fields are `operator.id`, `group.name`, `members.count`, `facts.<path>`, …",
        };
        self.hint(format_args!("{hint}"));
    }
}
