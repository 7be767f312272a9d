//! The trace of a verdict: for every rule that was looked at, whether it matched, and if not which test failed.

use crate::event::Context;
use crate::policy::Rule;
use crate::policy::condition::{Condition, Test};
use crate::value::Value;
use crate::writer::Writer;

/// A trace that grows rule by rule.
#[derive(Debug, Default)]
pub struct Trace {
    entries: Writer,
}

impl Trace {
    /// Adds a rule.
    pub fn push(&mut self, rule: &Rule, matched: bool, context: &Context) {
        let json = &mut self.entries;
        json.open("{");
        json.name("rule").text(&rule.id);
        json.name("matched").boolean(matched);
        if !matched {
            json.name("because").open("{");
            match because(&rule.when, context) {
                Some(Because::Test(test)) => write_test(json, test, context),
                Some(Because::Branch(path)) => {
                    json.name("path").text(&path);
                    json.name("operator").text("$nor");
                }
                None => {}
            }
            json.close("}");
        }
        json.close("}");
    }

    /// The trace as a JSON array.
    #[must_use]
    pub fn to_json(&self) -> String {
        format!("[{}]", self.entries.as_str())
    }
}

fn write_test(json: &mut Writer, test: &Test, context: &Context) {
    let source = &test.source;
    json.name("path").text(source.path());
    json.name("field").text(&test.field.name());
    json.name("operator").text(source.name);
    let actual = context.value(&test.field);
    if !matches!(actual, Value::Missing) {
        actual.write(json.name("actual"));
    }
    json.name("expected").json(source.expected());
}

/// Why a condition does not hold.
enum Because<'c> {
    /// This test failed, or inside `$nor` held.
    Test(&'c Test),
    /// A branch of `$nor` without a test held, as it always does.
    Branch(String),
}

/// The first test that failed; of `$or` in its first alternative, for `$nor` in the branch that held.
fn because<'c>(condition: &'c Condition, context: &Context) -> Option<Because<'c>> {
    match condition {
        Condition::All(branches) => because(branches.iter().find(|branch| !branch.holds(context))?, context),
        Condition::Any(branches) => because(branches.first()?, context),
        Condition::Neither { path, branches } => {
            let (index, branch) = branches.iter().enumerate().find(|(_, branch)| branch.holds(context))?;
            Some(held(branch, context).map_or_else(|| Because::Branch(format!("{path}/{index}")), Because::Test))
        }
        Condition::Test(test) => Some(Because::Test(test)),
    }
}

/// The first test that a condition that holds rests on.
fn held<'c>(condition: &'c Condition, context: &Context) -> Option<&'c Test> {
    match condition {
        Condition::All(branches) => branches.iter().find_map(|branch| held(branch, context)),
        Condition::Any(branches) => held(branches.iter().find(|branch| branch.holds(context))?, context),
        Condition::Neither { branches, .. } => match because(branches.first()?, context)? {
            Because::Test(test) => Some(test),
            Because::Branch(_) => None,
        },
        Condition::Test(test) => Some(test),
    }
}
