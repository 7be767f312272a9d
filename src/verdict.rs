//! Verdicts: what a callback is answered, and why.

use crate::decide::{Decision, Ending, decide};
use crate::event::{Context, Event};
use crate::fields::{FIELDS, Phase, Platform};
use crate::json::Number;
use crate::policy::{Action, Change, Deny, NewValue, Policy, Rule};
use crate::receive::{Received, receive};
use crate::rejection::{Reason, Rejection};
use crate::request::{Explain, Request};
use crate::texts::Texts;
use crate::trace::Trace;
use crate::value::{Item, Value};
use crate::writer::Writer;
use crate::{openim, tencent};

/// What became of a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The group may be created.
    Allow,
    /// It may not.
    Deny,
    /// It may, changed.
    Modify,
    /// It exists; there is nothing to decide.
    Acknowledge,
    /// The callback is about something else.
    Pass,
    /// The callback is not genuine, readable or accepted.
    Reject,
}

impl Outcome {
    /// The word in the verdict.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Modify => "modify",
            Self::Acknowledge => "acknowledge",
            Self::Pass => "pass",
            Self::Reject => "reject",
        }
    }
}

/// The answer to a callback, and why it is that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What became of the callback.
    pub outcome: Outcome,
    /// The HTTP status to answer with.
    pub status: u16,
    /// The JSON to answer with, exactly.
    pub body: String,
    /// The id of the rule that decided.
    pub rule: Option<String>,
    /// The platform's error code in the reply; 0 when nothing is refused.
    pub code: i64,
    /// The human reason; of a rejection the detail for the operator's log.
    pub message: String,
    /// Labels in rule order.
    pub flags: Vec<String>,
    /// Why a callback was rejected.
    pub reason: Option<Reason>,
    /// The canonical event as JSON.
    pub event: Option<String>,
    /// The trace as JSON.
    pub trace: Option<String>,
}

/// A callback that has been received and decided, before its verdict is spelled out.
#[derive(Debug)]
pub enum Settled<'s, 'p> {
    /// It is not answered by the policy.
    Rejected(Rejection<'s>),
    /// It is about something else.
    Passed(Platform),
    /// The policy has decided, or there was nothing to decide.
    Decided {
        /// What was decided.
        decision: Decision<'p>,
        /// What was decided about.
        context: Context<'s>,
        /// Why, if that was asked for.
        trace: Option<Trace>,
    },
}

/// Receives and decides a callback; `answer` is given what came of it.
pub fn settle<'p, T>(policy: &'p Policy, request: &Request, answer: impl FnOnce(&Settled<'_, 'p>) -> T) -> T {
    policy.room.folding.forget();
    let texts = Texts::default();
    let mut event = Event::default();
    event.members = policy.room.take();
    let answer = answer_to(policy, request, &texts, &mut event, answer);
    policy.room.keep(event.members);
    answer
}

fn answer_to<'p, 'a, T>(
    policy: &'p Policy,
    request: &Request<'a>,
    texts: &'a Texts,
    event: &mut Event<'a>,
    answer: impl FnOnce(&Settled<'_, 'p>) -> T,
) -> T {
    let received = receive(&policy.settings, request, texts, event);
    answer(&match (received, request.refuse) {
        (Err(rejection), _) => Settled::Rejected(rejection),
        (Ok(Received::Other(platform)), _) => Settled::Passed(platform),
        (Ok(Received::Event), Some(message)) if event.phase == Phase::Before => {
            Settled::Rejected(Rejection { reason: Reason::Host, message, dialect: Some(event.platform), decides: true })
        }
        (Ok(Received::Event), _) => decided(policy, request, event),
    })
}

/// Decides what was received.
fn decided<'s, 'p>(policy: &'p Policy, request: &Request<'s>, event: &'s Event<'s>) -> Settled<'s, 'p>
where
    'p: 's,
{
    let context = Context {
        event,
        now: request.now,
        offset_minutes: policy.offset_minutes,
        facts: request.facts,
        folding: &policy.room.folding,
    };
    let mut trace = (request.explain == Explain::Trace).then(Trace::default);
    let index = policy.index.as_ref().filter(|_| trace.is_none());
    let decision = decide(policy, index, &context, |rule, matched| {
        if let Some(trace) = &mut trace {
            trace.push(rule, matched, &context);
        }
    });
    Settled::Decided { decision, context, trace }
}

impl Settled<'_, '_> {
    /// Which of a policy's verdicts it is that are the same for every callback that gets them, and so worth making once:
    /// for each platform one for what is about something else, one for the default and one for each rule.
    #[must_use]
    pub fn constant(&self, policy: &Policy, explain: Explain) -> Option<usize> {
        let (platform, ending) = match self {
            Self::Passed(platform) => (*platform, 0),
            Self::Decided { decision, context, .. }
                if explain == Explain::Nothing
                    && context.event.phase == Phase::Before
                    && decision.met.is_empty()
                    && refusal(policy, decision.ending).is_none_or(Deny::is_constant) =>
            {
                let ending = match decision.ending {
                    Ending::Default => 1,
                    Ending::Rule(index) => index + 2,
                };
                (context.event.platform, ending)
            }
            Self::Rejected(_) | Self::Decided { .. } => return None,
        };
        Some(ending * 2 + platform as usize)
    }

    /// The verdict.
    #[must_use]
    pub fn verdict(&self, policy: &Policy, explain: Explain) -> Verdict {
        match self {
            Self::Rejected(rejection) => {
                let codes = [tencent::DEFAULT_CODE, openim::DEFAULT_CODE];
                let own = rejection.dialect.unwrap_or(Platform::Tencent);
                let mut verdict =
                    Verdict::new(Outcome::Reject, reply(rejection.dialect, codes, "callback rejected", ""));
                verdict.status = if rejection.decides { 200 } else { 403 };
                verdict.code = codes[own as usize];
                rejection.message.clone_into(&mut verdict.message);
                verdict.reason = Some(rejection.reason);
                verdict
            }
            Self::Passed(platform) => Verdict::new(Outcome::Pass, go_on(*platform)),
            Self::Decided { decision, context, trace } => {
                let event = context.event;
                let mut verdict = match event.phase {
                    Phase::Before => answer_of(policy, decision, context),
                    Phase::After => Verdict::new(Outcome::Acknowledge, go_on(event.platform)),
                };
                if let (Phase::Before, Ending::Rule(index)) = (event.phase, decision.ending) {
                    verdict.rule = policy.rules.get(index).map(|rule| rule.id.to_string());
                }
                verdict.flags = decision.met.iter().filter_map(|rule| flag(rule, event.platform)).collect();
                let tells = explain != Explain::Nothing || event.phase == Phase::After;
                verdict.event = tells.then(|| event.to_json());
                verdict.trace = trace.as_ref().map(Trace::to_json);
                verdict
            }
        }
    }
}

/// The answer in the dialect of a platform, or in both, with the code of each; more members may follow.
fn reply(dialect: Option<Platform>, [tencent_code, openim_code]: [i64; 2], message: &str, detail: &str) -> Writer {
    let mut json = Writer::default();
    json.open("{");
    if dialect != Some(Platform::OpenIm) {
        tencent::answer(&mut json, tencent_code, message);
    }
    if dialect != Some(Platform::Tencent) {
        openim::answer(&mut json, openim_code, message, detail);
    }
    json
}

fn go_on(platform: Platform) -> Writer {
    reply(Some(platform), [0; 2], "", "")
}

/// The verdict of a policy, as far as its answer goes.
fn answer_of(policy: &Policy, decision: &Decision, context: &Context) -> Verdict {
    let platform = context.event.platform;
    if let Some(deny) = refusal(policy, decision.ending) {
        let message = deny.message.render_cut(context);
        let detail = deny.detail.as_ref().map(|detail| detail.render_cut(context)).unwrap_or_default();
        let codes = [deny.tencent_code, deny.openim_code];
        let mut verdict = Verdict::new(Outcome::Deny, reply(Some(platform), codes, &message, &detail));
        verdict.code = codes[platform as usize];
        verdict.message = message;
        return verdict;
    }
    let mut json = go_on(platform);
    let unchanged = json.as_str().len();
    if platform == Platform::OpenIm {
        write_changes(&mut json, &decision.met, context);
    }
    let outcome = if json.as_str().len() == unchanged { Outcome::Allow } else { Outcome::Modify };
    Verdict::new(outcome, json)
}

/// The label that a rule which matched and ended nothing leaves.
fn flag(rule: &Rule, platform: Platform) -> Option<String> {
    let (prefix, label) = match &rule.action {
        _ if rule.monitor => ("monitor:", &rule.id),
        Action::Modify(_) if platform == Platform::Tencent => ("unapplied:", &rule.id),
        Action::Flag(label) => ("", label),
        _ => return None,
    };
    Some(format!("{prefix}{label}"))
}

/// The refusal that an ending stands for.
fn refusal(policy: &Policy, ending: Ending) -> Option<&Deny> {
    match ending {
        Ending::Default => policy.default.as_deref(),
        Ending::Rule(index) => match &policy.rules.get(index)?.action {
            Action::Deny(deny) => Some(deny),
            _ => None,
        },
    }
}

impl Deny {
    /// It reads the same for every callback.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.message.constant().is_some() && self.detail.as_ref().is_none_or(|detail| detail.constant().is_some())
    }
}

impl Verdict {
    /// A verdict with this answer, but for its end.
    fn new(outcome: Outcome, mut answer: Writer) -> Self {
        answer.close("}");
        Self {
            outcome,
            status: 200,
            body: answer.finish(),
            rule: None,
            code: 0,
            message: String::new(),
            flags: Vec::new(),
            reason: None,
            event: None,
            trace: None,
        }
    }

    /// The verdict as JSON text, its members in the order of the contract.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::default();
        json.open("{");
        json.name("outcome").text(self.outcome.name());
        json.name("status").integer(self.status.into());
        json.name("body").text(&self.body);
        match &self.rule {
            Some(rule) => json.name("rule").text(rule),
            None => json.name("rule").json("null"),
        }
        json.name("code").integer(self.code);
        json.name("message").text(&self.message);
        json.name("flags").open("[");
        for flag in &self.flags {
            json.text(flag);
        }
        json.close("]");
        if let Some(reason) = self.reason {
            json.name("reason").text(reason.code());
        }
        for (name, value) in [("event", &self.event), ("trace", &self.trace)] {
            if let Some(value) = value {
                json.name(name).json(value);
            }
        }
        json.close("}");
        json.finish()
    }
}

/// Writes what differs from the callback: keys of OpenIM's reply and their values, in the order of the catalogue. Of
/// several changes of a field the last one counts.
fn write_changes(json: &mut Writer, met: &[&Rule], context: &Context) {
    for (field, info) in &FIELDS {
        let Some(modify) = info.modify else { continue };
        let mut last = None;
        for rule in met {
            if let Action::Modify(changes) = &rule.action
                && !rule.monitor
            {
                last = changes.iter().find(|change| change.field == *field).or(last);
            }
        }
        if let Some(change) = last {
            write_change(json, modify.key, change, context);
        }
    }
}

/// Writes the new value, unless the callback has it already.
fn write_change(json: &mut Writer, key: &str, change: &Change, context: &Context) {
    let (event, field) = (context.event, change.field);
    match &change.value {
        NewValue::Text(template) => {
            let text = template.render(context);
            // A missing text counts as an empty one.
            if event.text(field).unwrap_or_default() != text {
                json.name(key).text(&text);
            }
        }
        NewValue::Choice(name, number) => {
            if event.text(field) != Some(name) {
                json.name(key).integer(*number);
            }
        }
        NewValue::Integer(integer) => {
            if !matches!(event.value(field), Value::One(Item::Number(Number::Integer(own))) if own == *integer) {
                json.name(key).integer(*integer);
            }
        }
    }
}
