//! Deciding: an event meets a compiled policy. Total: whatever the event, there is a decision.

use crate::event::Context;
use crate::fields::Phase;
use crate::policy::index::Index;
use crate::policy::{Action, Policy, Rule};

/// What a policy says of an event.
#[derive(Debug, Default)]
pub struct Decision<'p> {
    /// How the run through the rules ended.
    pub ending: Ending,
    /// The rules that matched before and ended nothing, in rule order.
    pub met: Vec<&'p Rule>,
}

/// How the run through the rules ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// A rule of that index decided.
    Rule(usize),
    /// No rule did.
    #[default]
    Default,
}

/// The rule is looked at for events of that phase: after creation nothing is left to decide.
#[must_use]
pub fn is_looked_at(rule: &Rule, phase: Phase) -> bool {
    rule.enabled && (phase == Phase::Before || matches!(rule.action, Action::Flag(_)))
}

/// Runs through the rules in order.
///
/// `heard` is told of every rule that is looked at, by index, and whether it matched.
pub fn decide<'p>(policy: &'p Policy, context: &Context, mut heard: impl FnMut(usize, bool)) -> Decision<'p> {
    let mut decision = Decision::default();
    let phase = context.event.phase;
    for (index, rule) in policy.rules.iter().enumerate() {
        if !is_looked_at(rule, phase) {
            continue;
        }
        let matched = rule.when.holds(context);
        heard(index, matched);
        if matched && decision.take(rule) {
            decision.ending = Ending::Rule(index);
            break;
        }
    }
    decision
}

/// The same decision, made by looking only at the rules that the callback may meet.
pub fn decide_by_index<'p>(policy: &'p Policy, index: &Index, context: &Context) -> Decision<'p> {
    let mut decision = Decision::default();
    let phase = context.event.phase;
    index.visit(context, |number| {
        let Some(rule) = policy.rules.get(number) else { return true };
        let ends = is_looked_at(rule, phase) && rule.when.holds(context) && decision.take(rule);
        if ends {
            decision.ending = Ending::Rule(number);
        }
        ends
    });
    decision
}

impl<'p> Decision<'p> {
    /// Takes in a rule that matched; true if it ends the run.
    fn take(&mut self, rule: &'p Rule) -> bool {
        let ends = rule.decides();
        if !ends {
            self.met.push(rule);
        }
        ends
    }
}
