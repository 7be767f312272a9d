//! The boundary to JavaScript, the only file of the crate that knows it (with `pkg/host.js`, which does for it what only
//! JavaScript can).
//!
//! A call costs one trip to JavaScript: `receive` reads the request and leaves body, URL and the rest in buffers that
//! this module owns. A verdict that is the same for every callback is made once for its policy, frozen, and handed out
//! again; any other is made from its JSON.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::body;
use crate::decide::Ending;
use crate::fields::Platform;
use crate::json::Json;
use crate::policy::Policy;
use crate::policy::issue::issues_json;
use crate::rejection::Rejection;
use crate::request::{Explain, Request, Token};
use crate::verdict::{Constant, Settled, settle};

#[wasm_bindgen(raw_module = "../host.js")]
extern "C" {
    fn attach(
        memory: &JsValue,
        header_at: *const i32,
        body_at: *const u8,
        body_room: usize,
        text_at: *const u8,
        text_room: usize,
    );
    fn receive(policy: &JsValue, request: &JsValue, learned: bool) -> i32;
    fn clock() -> f64;
    fn keep_token();
    fn wrong_call() -> JsValue;
    fn type_error(message: &str) -> JsValue;
    fn policy_text(policy: &JsValue) -> Option<String>;
    fn remember(policy: &JsValue, number: usize);
    fn forget(number: usize);
    fn frozen(json: &str) -> JsValue;
    fn policy_error(message: &str, issues: &str) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String)]
    pub fn float_text(value: f64) -> String;
    #[wasm_bindgen(js_name = Number)]
    pub fn float_of(spelled: &str) -> f64;
}

/// What `receive` says beside the length of the body; the same numbers stand in `host.js`.
const UNKNOWN_POLICY: i32 = -1;
const WRONG_CALL: i32 = -2;
const REPORT: i32 = -3;
const TOO_LONG: i32 = -4;
const MORE_ROOM: i32 = -6;

/// What JavaScript leaves beside texts; the same order stands in `wasm.js`.
#[derive(Clone, Copy)]
enum Header {
    Policy,
    UrlLength,
    ExtrasLength,
    Explain,
    Needed,
}

/// How many policies are remembered.
const MAX_POLICIES: usize = 64;
/// How many bytes all remembered policies may take.
const MAX_POLICIES_SIZE: usize = 64 << 20;
/// The room for bodies and for other texts at first: enough for what platforms send.
const FIRST_ROOM: usize = 16 << 10;

/// A policy that was handed over once, compiled or found wrong.
struct Known {
    policy: Result<Policy, Mistakes>,
    /// The verdicts that are the same for every callback that gets them, by [`position`].
    constants: RefCell<Vec<Option<JsValue>>>,
}

/// What is thrown for a policy, again and again.
struct Mistakes {
    message: String,
    issues: String,
}

impl Known {
    fn size(&self) -> usize {
        match &self.policy {
            Ok(policy) => policy.size,
            Err(mistakes) => mistakes.message.len() + mistakes.issues.len(),
        }
    }

    fn policy(&self) -> Result<&Policy, JsValue> {
        self.policy.as_ref().map_err(|mistakes| policy_error(&mistakes.message, &mistakes.issues))
    }
}

/// A policy that is remembered, and when it was last used.
struct Remembered {
    known: Rc<Known>,
    used: u64,
}

/// What lives as long as the module.
#[derive(Default)]
struct Module {
    header: Box<[i32; 8]>,
    body: Vec<u8>,
    text: Vec<u8>,
    policies: Vec<Option<Remembered>>,
    /// Grows with every call, so that it tells which policy was used longest ago.
    calls: u64,
    /// The token of the last call that gave one.
    token: Option<Token>,
}

thread_local! {
    static MODULE: RefCell<Module> = RefCell::default();
}

/// Decides one callback, or reports on a policy where the request is null.
///
/// # Errors
/// A `PolicyError` for a wrong policy, a `TypeError` for a call of the wrong shape.
#[wasm_bindgen(skip_typescript)]
#[expect(clippy::needless_pass_by_value, reason = "what JavaScript hands over is owned, and a reference costs more")]
pub fn evaluate(policy: JsValue, request: JsValue) -> Result<JsValue, JsValue> {
    MODULE.with_borrow_mut(Module::attach_once);
    let mut learned = None;
    let mut said = receive(&policy, &request, false);
    if said == UNKNOWN_POLICY {
        learned = Some(learn(&policy)?);
        said = receive(&policy, &request, true);
    }
    if said == MORE_ROOM {
        MODULE.with_borrow_mut(Module::make_room);
        said = receive(&policy, &request, learned.is_some());
        // A request that needs more room each time it is looked at has no right to an answer.
        if said == MORE_ROOM {
            return Err(type_error("evaluate: the request changes while it is read"));
        }
    }
    match said {
        WRONG_CALL | UNKNOWN_POLICY => Err(wrong_call()),
        REPORT => report(&policy, learned),
        _ => MODULE.with_borrow_mut(|module| module.answer(said, learned)),
    }
}

/// Compiles a policy that is not known, and remembers it unless it is too large for that.
fn learn(policy: &JsValue) -> Result<Rc<Known>, JsValue> {
    // This may run code of the host's, which may call `evaluate`: nothing is borrowed here.
    let text = policy_text(policy).ok_or_else(wrong_call)?;
    let known = Rc::new(Known { policy: compile(policy, &text), constants: RefCell::default() });
    MODULE.with_borrow_mut(|module| module.remember(policy, &known));
    Ok(known)
}

fn compile(policy: &JsValue, text: &str) -> Result<Policy, Mistakes> {
    Policy::parse(text).map_err(|mut error| {
        if !policy.is_string() {
            error.issues.iter_mut().for_each(|issue| issue.place = None);
        }
        Mistakes { message: error.to_string(), issues: issues_json(&error.issues) }
    })
}

fn report(policy: &JsValue, learned: Option<Rc<Known>>) -> Result<JsValue, JsValue> {
    let known = match learned {
        Some(known) => known,
        None => MODULE.with_borrow(Module::last).ok_or_else(wrong_call)?,
    };
    let text = policy.as_string();
    Ok(frozen(&known.policy()?.report(text.as_deref()).to_json()))
}

impl Module {
    fn attach_once(&mut self) {
        if self.body.is_empty() {
            self.body.resize(FIRST_ROOM, 0);
            self.text.resize(FIRST_ROOM, 0);
            self.attach();
        }
    }

    fn attach(&self) {
        let memory = wasm_bindgen::memory();
        attach(&memory, self.header.as_ptr(), self.body.as_ptr(), self.body.len(), self.text.as_ptr(), self.text.len());
    }

    /// Makes as much room as `receive` asked for.
    fn make_room(&mut self) {
        let enough = |asked: usize, now: usize| if asked > now { asked.next_power_of_two() } else { now };
        let body = enough(self.header(Header::Needed), self.body.len());
        let text = enough(self.header(Header::UrlLength), self.text.len());
        self.body.resize(body, 0);
        self.text.resize(text, 0);
        self.attach();
    }

    fn header(&self, which: Header) -> usize {
        usize::try_from(self.header[which as usize]).unwrap_or_default()
    }

    /// The policy of the last call.
    fn last(&self) -> Option<Rc<Known>> {
        self.policies.get(self.header(Header::Policy))?.as_ref().map(|remembered| remembered.known.clone())
    }

    /// Remembers a policy; those used longest ago go.
    fn remember(&mut self, policy: &JsValue, known: &Rc<Known>) {
        let size = known.size();
        if size > MAX_POLICIES_SIZE {
            return;
        }
        loop {
            let remembered = || self.policies.iter().enumerate().filter_map(|(i, slot)| Some((i, slot.as_ref()?)));
            let total: usize = remembered().map(|(_, slot)| slot.known.size()).sum();
            if remembered().count() < MAX_POLICIES && total + size <= MAX_POLICIES_SIZE {
                break;
            }
            let Some((oldest, _)) = remembered().min_by_key(|(_, slot)| slot.used) else { break };
            forget(oldest);
            if let Some(slot) = self.policies.get_mut(oldest) {
                *slot = None;
            }
        }
        let number = self.policies.iter().position(Option::is_none).unwrap_or(self.policies.len());
        let entry = Some(Remembered { known: known.clone(), used: self.calls });
        match self.policies.get_mut(number) {
            Some(slot) => *slot = entry,
            None => self.policies.push(entry),
        }
        remember(policy, number);
    }

    /// Decides the call that `receive` has left in memory.
    #[expect(clippy::cast_possible_truncation, reason = "a clock beyond 64 bits stands at their end")]
    fn answer(&mut self, said: i32, learned: Option<Rc<Known>>) -> Result<JsValue, JsValue> {
        self.calls += 1;
        let (url_length, extras_length) =
            (self.header[Header::UrlLength as usize], self.header[Header::ExtrasLength as usize]);
        let number = self.header(Header::Policy);
        let explain = match self.header(Header::Explain) {
            0 => Explain::Nothing,
            1 => Explain::Event,
            _ => Explain::Trace,
        };
        let remembered = self.policies.get_mut(number).and_then(Option::as_mut);
        let known = match (learned, remembered) {
            (Some(known), _) => known,
            (None, Some(remembered)) => {
                remembered.used = self.calls;
                remembered.known.clone()
            }
            (None, None) => return Err(wrong_call()),
        };
        let policy = known.policy()?;
        if said < 0 {
            let rejection = match said {
                TOO_LONG => body::too_long(self.header(Header::Needed)),
                _ => Rejection::unreadable("the body holds a lone surrogate".to_owned()),
            };
            return Ok(frozen(&Settled::Rejected(rejection).verdict(policy, explain).to_json()));
        }
        let url_end = usize::try_from(url_length).unwrap_or_default();
        let url = self.text.get(..url_end).and_then(|url| str::from_utf8(url).ok()).filter(|_| url_length >= 0);
        let mut extras = Extras::default();
        if extras_length > 0 {
            let end = url_end + usize::try_from(extras_length).unwrap_or_default();
            let text = self.text.get(url_end..end).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default();
            extras = Extras::parse(text)?;
            self.token = extras.token.take();
            keep_token();
        }
        let body = usize::try_from(said).ok().and_then(|length| self.body.get(..length)).unwrap_or_default();
        let token = self.token.as_ref().filter(|_| extras_length != 0);
        let needs_clock = policy.reads_clock || token.is_some();
        let request = Request {
            body,
            url,
            token,
            now: if needs_clock { clock() as i64 } else { 0 },
            facts: extras.facts.as_ref(),
            refuse: extras.refuse.as_deref(),
            explain,
        };
        Ok(settle(policy, &request, |settled| known.verdict(policy, explain, settled)))
    }
}

/// What a request may hold beside body, URL and clock.
#[derive(Default)]
struct Extras<'t> {
    token: Option<Token>,
    facts: Option<Json<'t>>,
    refuse: Option<String>,
}

impl<'t> Extras<'t> {
    fn parse(text: &'t str) -> Result<Self, JsValue> {
        let Ok(Json::Object(members)) = Json::parse(text) else {
            return Err(type_error("evaluate: token, facts and refuse hold a lone surrogate or nest too deep"));
        };
        let mut extras = Self::default();
        for (name, value) in members {
            match (&*name, value) {
                ("token", token) => {
                    let token = token_of(&token)
                        .ok_or_else(|| type_error("evaluate: request.token changes while it is read"))?;
                    extras.token = Some(token);
                }
                ("refuse", Json::Text(text)) => extras.refuse = Some(text.into_owned()),
                ("facts", facts) => extras.facts = Some(facts),
                _ => {}
            }
        }
        Ok(extras)
    }
}

/// The token that `receive` took for one; none if it reads otherwise now.
fn token_of(value: &Json) -> Option<Token> {
    match value {
        Json::Object(apps) => {
            let apps = apps.iter().map(|(app, tokens)| Some((app.to_string(), texts(tokens)?)));
            Some(Token::PerApp(apps.collect::<Option<_>>()?))
        }
        shared => Some(Token::Shared(texts(shared)?)),
    }
}

fn texts(value: &Json) -> Option<Vec<String>> {
    match value {
        Json::Text(text) if !text.is_empty() => Some(vec![text.to_string()]),
        Json::Array(items) if !items.is_empty() => {
            let texts = items.iter().map(|item| match item {
                Json::Text(text) if !text.is_empty() => Some(text.to_string()),
                _ => None,
            });
            texts.collect()
        }
        _ => None,
    }
}

impl Known {
    fn verdict(&self, policy: &Policy, explain: Explain, settled: Settled) -> JsValue {
        let Some(constant) = settled.constant(policy, explain) else {
            return frozen(&settled.verdict(policy, explain).to_json());
        };
        let position = position(constant);
        let mut constants = self.constants.borrow_mut();
        if let Some(Some(made)) = constants.get(position) {
            return made.clone();
        }
        let verdict = frozen(&settled.verdict(policy, explain).to_json());
        if constants.len() <= position {
            constants.resize(position + 1, None);
        }
        if let Some(slot) = constants.get_mut(position) {
            *slot = Some(verdict.clone());
        }
        verdict
    }
}

/// Where a constant verdict is kept.
const fn position(constant: Constant) -> usize {
    let ending = match constant.ending {
        None => 0,
        Some(Ending::Default) => 1,
        Some(Ending::Rule(index)) => index + 2,
    };
    let platform = match constant.platform {
        Platform::Tencent => 0,
        Platform::OpenIm => 1,
    };
    ending * 2 + platform
}
