//! Runs one case of the vectors against the native core.

use group_gate::json::Json;
use group_gate::texts::Texts;
use group_gate::{Explain, Policy, Request, Token, evaluate};
use serde::Deserialize as _;
use serde_json::Value;

/// The groups of every file of `tests/vectors`, by the file's name.
pub fn groups() -> Vec<(String, Vec<Value>)> {
    let mut files: Vec<_> = std::fs::read_dir("tests/vectors").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.into_iter().map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), read(&file))).collect()
}

fn read(file: &std::path::Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    deserializer.disable_recursion_limit();
    Vec::deserialize(&mut deserializer).unwrap()
}

/// The text of a group's policy.
pub fn policy_text(group: &Value) -> String {
    group["policyText"].as_str().map_or_else(|| group["policy"].to_string(), str::to_owned)
}

/// The verdict on a request as the vectors spell it, as JSON text.
pub fn run(policy: &Policy, request: &Value) -> String {
    let body = body(request);
    let facts_text = request.get("facts").map(ToString::to_string);
    let texts = Texts::default();
    let facts = facts_text.as_deref().map(|text| Json::parse(text, &texts).unwrap());
    let token = request.get("token").map(token);
    #[allow(clippy::cast_possible_truncation)]
    let request = Request {
        body: (&*body).into(),
        url: request["url"].as_str(),
        token: token.as_ref(),
        now: request["now"].as_f64().map_or(1_700_000_000_000, |now| now.floor() as i64),
        facts: facts.as_ref(),
        refuse: request["refuse"].as_str(),
        explain: match &request["explain"] {
            Value::Bool(true) => Explain::Trace,
            Value::String(_) => Explain::Event,
            _ => Explain::Nothing,
        },
    };
    evaluate(policy, &request).to_json()
}

fn body(request: &Value) -> Vec<u8> {
    if let Some(hex) = request["bodyBytesHex"].as_str() {
        return (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect();
    }
    if let Some(repeat) = request.get("bodyRepeat") {
        let part = |name: &str| repeat[name].as_str().unwrap();
        let times = usize::try_from(repeat["times"].as_u64().unwrap()).unwrap();
        return format!("{}{}{}", part("prefix"), part("repeat").repeat(times), part("suffix")).into_bytes();
    }
    match request.get("bodyValue").unwrap_or(&request["body"]) {
        Value::String(text) => text.clone().into_bytes(),
        value => value.to_string().into_bytes(),
    }
}

fn token(token: &Value) -> Token {
    let texts = |value: &Value| match value {
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
        value => vec![value.as_str().unwrap().to_owned()],
    };
    match token {
        Value::Object(apps) => Token::PerApp(apps.iter().map(|(app, token)| (app.clone(), texts(token))).collect()),
        shared => Token::Shared(texts(shared)),
    }
}
