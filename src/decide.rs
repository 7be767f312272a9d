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

/// Runs through the rules in order: with an index only through those that the callback may meet.
///
/// `heard` is told of every rule that is looked at, and whether it matched.
pub fn decide<'p>(
    policy: &'p Policy,
    index: Option<&Index>,
    context: &Context,
    mut heard: impl FnMut(&Rule, bool),
) -> Decision<'p> {
    let mut decision = Decision::default();
    let phase = context.event.phase;
    let ends = |number| {
        let Some(rule) = policy.rules.get(number) else { return true };
        if !is_looked_at(rule, phase) {
            return false;
        }
        let matched = rule.when.holds(context);
        heard(rule, matched);
        let ends = matched && decision.take(rule);
        if ends {
            decision.ending = Ending::Rule(number);
        }
        ends
    };
    match index {
        Some(index) => index.visit(context, ends),
        None => drop((0..policy.rules.len()).any(ends)),
    }
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
