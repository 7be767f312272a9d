//! The trace of a verdict: for every rule that was looked at, whether it matched, and if not which test failed.

use crate::event::Context;
use crate::policy::Rule;
use crate::policy::condition::{Condition, Test};
use crate::policy::sight::combines;
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
            write_because(json, &rule.when, false, context);
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

/// Writes the first test by which a condition holds, or does not: of `$or` that does not in its first alternative, of
/// `$nor` that does not in the branch that held, or the path of that branch where it has no test. False where there is
/// nothing to write, as for a condition without a test.
fn write_because(json: &mut Writer, condition: &Condition, holds: bool, context: &Context) -> bool {
    if let Condition::Test(test) = condition {
        write_test(json, test, context);
        return true;
    }
    let (all, holds) = combines(condition, holds);
    for (index, branch) in condition.branches().iter().enumerate() {
        if !all && branch.holds(context) != holds {
            continue;
        }
        if write_because(json, branch, holds, context) {
            return true;
        }
        if !all {
            let Condition::Neither { path, .. } = condition else { return false };
            json.name("path").text(&format!("{path}/{index}"));
            json.name("operator").text("$nor");
            return true;
        }
    }
    false
}
