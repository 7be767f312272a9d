//! The boundary to JavaScript, the only file of the crate that knows it (with `pkg/host.js`, which does for it what only
//! JavaScript can).
//!
//! A call costs one trip into the module: `host.js` has read the request and left body, URL and the rest in buffers that
//! this module owns, and tells with a few numbers which policy and how long each text. A verdict that is the same for every
//! callback is named by its number, and spelled out only when `host.js` asks for that; any other is handed over as JSON.
//! While the module runs, nothing of the host does.

use std::cell::RefCell;
use std::ops::Range;
use std::slice;

use wasm_bindgen::prelude::*;

use crate::body;
use crate::json::Json;
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::request::{Explain, HttpBody, Request, Token};
use crate::texts::Texts;
use crate::verdict::{Settled, settle};
use crate::writer::Writer;

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[wasm_bindgen(raw_module = "../host.js")]
extern "C" {
    fn attach(body_at: *mut u8, body_room: usize, text_at: *mut u8, text_room: usize);
    fn give(json: &str);
    #[wasm_bindgen(js_name = float_text)]
    fn spell_float(value: f64, at: *mut u8, room: usize) -> usize;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Number)]
    pub fn float_of(spelled: &str) -> f64;
}

/// A float as JavaScript prints it.
pub fn float_text(value: f64) -> String {
    // The longest have 24 characters.
    let mut text = [0; 32];
    let length = spell_float(value, text.as_mut_ptr(), text.len());
    str::from_utf8(text.get(..length).unwrap_or_default()).unwrap_or_default().to_owned()
}

/// What the module is asked; the same numbers stand in `host.js`. Any other number is that of a body of text.
const BYTES: i32 = 1;
const TOO_LONG: i32 = 2;
const ILL_FORMED: i32 = 3;
const LEARN: i32 = 4;
const REPORT: i32 = 5;
const MORE_ROOM: i32 = 6;
const FORGET: i32 = 7;

/// What is told beside the answer, and that no number will do; the same numbers stand in `host.js`.
const EVENT: i32 = 1;
const TRACE: i32 = 2;
const SPELLED_OUT: i32 = 3;

/// What the module says beside the number of a verdict; the same numbers stand in `host.js`.
const GIVEN: i32 = -1;
const FAILED: i32 = -2;

/// The room for bodies and for other texts at first: enough for what platforms send.
const FIRST_ROOM: usize = 16 << 10;

/// A policy that was handed over once, compiled, or as JSON text what is wrong with it.
type Known = Result<Policy, String>;

/// What lives as long as the module.
struct Module {
    /// Room for a body of text: `host.js` keeps all of it UTF-8.
    body: String,
    /// Room for other texts, and behind them for a body of bytes.
    text: Vec<u8>,
    policies: Vec<Option<Known>>,
    /// The token of the last call that gave one.
    token: Option<Token>,
}

thread_local! {
    static MODULE: RefCell<Module> = const {
        RefCell::new(Module { body: String::new(), text: Vec::new(), policies: Vec::new(), token: None })
    };
}

/// Decides a callback by the policy of that number, or does what else is asked; says the number of the verdict, or what
/// else there is to say.
///
/// `length` is that of the body, or how much room one needs; `text` is that of the URL or of the policy's text, or how
/// much room texts need; `extras` is that of the rest, less than 0 where there is nothing but the token of the last call.
/// `explain` is of a policy whether it was handed over as text.
#[wasm_bindgen(skip_typescript)]
#[must_use]
pub fn evaluate(policy: usize, asked: i32, length: usize, text: usize, extras: i32, explain: i32, now: f64) -> i32 {
    MODULE.with_borrow_mut(|module| match asked {
        LEARN => module.learn(policy, text, explain != 0),
        REPORT => module.report(policy, (explain != 0).then_some(text)).unwrap_or(FAILED),
        MORE_ROOM => module.make_room(length, text),
        FORGET => module.keep(policy, None),
        _ => module.answer(policy, asked, length, text, extras, explain, now).unwrap_or(FAILED),
    })
}

/// `host.js` has been given what is to be thrown.
struct Failed;

fn failed(message: &str) -> Failed {
    let mut json = Writer::default();
    json.open("{");
    json.name("message").text(message);
    json.close("}");
    give(json.as_str());
    Failed
}

/// The policy of that number.
fn policy(policies: &[Option<Known>], number: usize) -> Result<&Policy, Failed> {
    match policies.get(number) {
        Some(Some(Ok(policy))) => Ok(policy),
        Some(Some(Err(mistakes))) => {
            give(mistakes);
            Err(Failed)
        }
        _ => Err(failed("the policy is not known any more")),
    }
}

impl Module {
    /// Makes as much room as is asked for, and tells where it is.
    #[inline(never)]
    fn make_room(&mut self, body: usize, text: usize) -> i32 {
        let room = |asked: usize| vec![0; asked.next_power_of_two().max(FIRST_ROOM)];
        let (body, text) = (room(body), room(text));
        if body.len() > self.body.len() {
            self.body = String::from_utf8(body).unwrap_or_default();
        }
        if text.len() > self.text.len() {
            self.text = text;
        }
        let (body, text) = (&mut self.body, &mut self.text);
        attach(body.as_mut_ptr(), body.len(), text.as_mut_ptr(), text.len());
        GIVEN
    }

    #[inline(never)]
    fn keep(&mut self, number: usize, known: Option<Known>) -> i32 {
        if self.policies.len() <= number {
            self.policies.resize_with(number + 1, || None);
        }
        if let Some(slot) = self.policies.get_mut(number) {
            *slot = known;
        }
        GIVEN
    }

    /// Compiles the policy whose text was left, which is known by that number from now on. Says how many bytes it takes;
    /// with all bits turned, so less than 0, where calls need the clock.
    #[inline(never)]
    fn learn(&mut self, number: usize, length: usize, is_text: bool) -> i32 {
        // The room for it may be much, and goes.
        let mut text = std::mem::take(&mut self.text);
        text.truncate(length);
        let known = Policy::parse(&String::from_utf8(text).unwrap_or_default()).map_err(|mut error| {
            if !is_text {
                error.issues.iter_mut().for_each(|issue| issue.place = None);
            }
            error.to_json()
        });
        let (size, reads_clock) = match &known {
            Ok(policy) => (policy.size, policy.reads_clock),
            Err(mistakes) => (mistakes.len(), false),
        };
        self.keep(number, Some(known));
        self.make_room(0, 0);
        let size = i32::try_from(size).unwrap_or(i32::MAX);
        if reads_clock { !size } else { size }
    }

    #[inline(never)]
    fn report(&self, number: usize, length: Option<usize>) -> Result<i32, Failed> {
        let policy = policy(&self.policies, number)?;
        let text = length.and_then(|length| str::from_utf8(self.text.get(..length)?).ok());
        give(&policy.report(text).to_json());
        Ok(GIVEN)
    }

    /// Decides the call that was left.
    #[expect(clippy::too_many_arguments, reason = "the call as `host.js` tells it")]
    #[expect(clippy::cast_possible_truncation, reason = "a clock beyond 64 bits stands at their end")]
    fn answer(
        &mut self,
        number: usize,
        asked: i32,
        length: usize,
        url: usize,
        extras: i32,
        explain: i32,
        now: f64,
    ) -> Result<i32, Failed> {
        let policy = policy(&self.policies, number)?;
        let spelled_out = explain == SPELLED_OUT;
        let explain = match explain {
            EVENT => Explain::Event,
            TRACE => Explain::Trace,
            _ => Explain::Nothing,
        };
        let say = |settled: &Settled| match settled.constant(policy, explain).map(i32::try_from) {
            Some(Ok(number)) if !spelled_out => number,
            _ => {
                give(&settled.verdict(policy, explain).to_json());
                GIVEN
            }
        };
        let extras_end = url + usize::try_from(extras).unwrap_or_default();
        let texts = Texts::default();
        let body = match asked {
            BYTES => Ok(HttpBody::Bytes(self.text.get(extras_end..extras_end + length).unwrap_or_default())),
            TOO_LONG => Err(body::too_long(length, &texts)),
            ILL_FORMED => Err(Rejection::unreadable("the body holds a lone surrogate")),
            _ => Ok(HttpBody::Text(self.body.get(..length).unwrap_or_default())),
        };
        let body = match body {
            Ok(body) => body,
            Err(rejection) => return Ok(say(&Settled::Rejected(rejection))),
        };
        let has_extras = extras != 0;
        let text =
            |range: Range<usize>| self.text.get(range).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default();
        let mut extras = Json::Null;
        if extras_end > url {
            extras = Json::parse(text(url..extras_end), &texts)
                .map_err(|_| failed("token, facts and refuse hold a lone surrogate or nest too deep"))?;
            self.token = match extras.member("token") {
                Some(token) => Some(token_of(token).ok_or_else(|| failed("request.token changes while it is read"))?),
                None => None,
            };
        }
        let token = self.token.as_ref().filter(|_| has_extras);
        let request = Request {
            body,
            url: Some(text(0..url)),
            token,
            now: now as i64,
            facts: extras.member("facts"),
            refuse: match extras.member("refuse") {
                Some(Json::Text(refuse)) => Some(refuse),
                _ => None,
            },
            explain,
        };
        Ok(settle(policy, &request, say))
    }
}

/// The token that `host.js` took for one; none if it reads otherwise as JSON.
fn token_of(value: &Json) -> Option<Token> {
    match value {
        Json::Object(apps) => {
            let mut tokens = Vec::new();
            for (app, value) in apps {
                tokens.push((app.to_string(), texts(value)?));
            }
            Some(Token::PerApp(tokens))
        }
        shared => Some(Token::Shared(texts(shared)?)),
    }
}

fn texts(value: &Json) -> Option<Vec<String>> {
    let items = if let Json::Array(items) = value { items } else { slice::from_ref(value) };
    let mut texts = Vec::new();
    for item in items {
        match item {
            Json::Text(text) if !text.is_empty() => texts.push(text.to_string()),
            _ => return None,
        }
    }
    (!texts.is_empty()).then_some(texts)
}
