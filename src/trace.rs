//! The trace of a verdict: for every rule that was looked at, whether it matched, and if not which test failed.

use crate::event::{Context, Value, first_members};
use crate::json::{Number, array, integer_json, quoted};
use crate::policy::Rule;
use crate::policy::condition::{Condition, Test};

/// A trace that grows rule by rule.
#[derive(Debug, Default)]
pub struct Trace {
    entries: String,
}

impl Trace {
    /// Adds a rule.
    pub fn push(&mut self, rule: &Rule, matched: bool, context: &Context) {
        if !self.entries.is_empty() {
            self.entries.push(',');
        }
        self.entries += &format!("{{\"rule\":{},\"matched\":{matched}", quoted(&rule.id));
        if !matched {
            self.entries += ",\"because\":";
            self.entries +=
                &because(&rule.when, context).map_or_else(|| "{}".to_owned(), |reason| reason.to_json(context));
        }
        self.entries.push('}');
    }

    /// The trace as a JSON array.
    #[must_use]
    pub fn to_json(&self) -> String {
        format!("[{}]", self.entries)
    }
}

/// Why a condition does not hold.
enum Because<'c> {
    /// This test failed, or inside `$nor` held.
    Test(&'c Test),
    /// A branch of `$nor` without a test held, as it always does.
    Branch(&'c str),
}

/// The first test that failed; of `$or` in its first alternative, for `$nor` in the branch that held.
fn because<'c>(condition: &'c Condition, context: &Context) -> Option<Because<'c>> {
    match condition {
        Condition::All(branches) => because(branches.iter().find(|branch| !branch.holds(context))?, context),
        Condition::Any(branches) => because(branches.first()?, context),
        Condition::Neither(branches) => {
            let branch = branches.iter().find(|branch| branch.condition.holds(context))?;
            Some(held(&branch.condition, context).map_or(Because::Branch(&branch.path), Because::Test))
        }
        Condition::Test(test) => Some(Because::Test(test)),
    }
}

/// The first test that a condition that holds rests on.
fn held<'c>(condition: &'c Condition, context: &Context) -> Option<&'c Test> {
    match condition {
        Condition::All(branches) => branches.iter().find_map(|branch| held(branch, context)),
        Condition::Any(branches) => held(branches.iter().find(|branch| branch.holds(context))?, context),
        Condition::Neither(branches) => match because(&branches.first()?.condition, context)? {
            Because::Test(test) => Some(test),
            Because::Branch(_) => None,
        },
        Condition::Test(test) => Some(test),
    }
}

impl Because<'_> {
    fn to_json(&self, context: &Context) -> String {
        match self {
            Self::Branch(path) => format!("{{\"path\":{},\"operator\":\"$nor\"}}", quoted(path)),
            Self::Test(test) => {
                let source = &test.source;
                let actual = value_json(context.value(&test.field));
                format!(
                    "{{\"path\":{},\"field\":{},\"operator\":\"{}\",{}\"expected\":{}}}",
                    quoted(source.path()),
                    quoted(&test.field.name()),
                    source.name,
                    actual.map(|actual| format!("\"actual\":{actual},")).unwrap_or_default(),
                    source.expected()
                )
            }
        }
    }
}

/// A field's value as JSON; none where it is missing.
fn value_json(value: Value) -> Option<String> {
    Some(match value {
        Value::Missing => return None,
        Value::Text(text) => quoted(text),
        Value::Number(Number::Integer(value)) => integer_json(value),
        Value::Number(number) => number.to_string(),
        Value::Address(address) => quoted(&address.to_string()),
        Value::Members(members) => array(&mut first_members(members).map(|member| quoted(&member.id))),
        Value::Fact(fact) => fact.to_portable(),
    })
}
