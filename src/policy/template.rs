//! Texts with placeholders: `{` field `}` stands for the field's value.

use crate::event::{Context, first_members};
use crate::fields::FieldRef;
use crate::json::Json;
use crate::value::{Item, Value};

/// A text of a policy, its placeholders found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Box<[Part]>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(Box<str>),
    Field(FieldRef),
}

/// How much of a value a refusal repeats, in Unicode scalar values.
const LONGEST_VALUE: usize = 200;

impl Template {
    /// Finds the placeholders of a text: braces that do not hold something beginning with a letter are literal. `field`
    /// gives the field of a name; without one there is no template.
    pub fn parse(text: &str, field: &mut dyn FnMut(&str) -> Option<FieldRef>) -> Option<Self> {
        let brace = |from: usize, brace: u8| Some(from + text.get(from..)?.bytes().position(|byte| byte == brace)?);
        let mut parts = Vec::new();
        let mut is_whole = true;
        let (mut literal, mut next) = (0, 0);
        while let Some(open) = brace(next, b'{')
            && let Some(close) = brace(open, b'}')
        {
            let name = text.get(open + 1..close).unwrap_or_default();
            next = open + 1;
            if name.starts_with(char::is_alphabetic) {
                next = close + 1;
                push_literal(&mut parts, text.get(literal..open));
                literal = next;
                match field(name) {
                    Some(field) => parts.push(Part::Field(field)),
                    None => is_whole = false,
                }
            }
        }
        push_literal(&mut parts, text.get(literal..));
        is_whole.then(|| Self { parts: parts.into() })
    }

    /// The text where it has no placeholder: the same for every callback.
    #[must_use]
    pub fn constant(&self) -> Option<&str> {
        match &*self.parts {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The text for a callback, its values whole.
    #[must_use]
    pub fn render(&self, context: &Context) -> String {
        self.render_up_to(usize::MAX, context)
    }

    /// The text for a callback, long values cut.
    #[must_use]
    pub fn render_cut(&self, context: &Context) -> String {
        self.render_up_to(LONGEST_VALUE, context)
    }

    fn render_up_to(&self, longest: usize, context: &Context) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Field(field) => {
                    let start = text.len();
                    append_value(&mut text, context.value(field));
                    let value = text.get(start..).unwrap_or_default();
                    if let Some((end, _)) = value.char_indices().nth(longest) {
                        text.truncate(start + end);
                        text.push('…');
                    }
                }
            }
        }
        text
    }
}

fn push_literal(parts: &mut Vec<Part>, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        parts.push(Part::Literal(text.into()));
    }
}

fn append_value(text: &mut String, value: Value) {
    match value {
        Value::Missing => {}
        Value::One(Item::Text(value)) => text.push_str(value),
        Value::One(Item::Number(number)) => text.push_str(&number.to_string()),
        Value::One(Item::Address(address)) => text.push_str(&address.to_string()),
        Value::Members(members) => {
            let mut before = "";
            for member in first_members(members) {
                text.push_str(before);
                text.push_str(member.id);
                before = ", ";
            }
        }
        Value::One(Item::Fact(fact)) | Value::Array(fact) => append_fact(text, fact),
    }
}

fn append_fact(text: &mut String, fact: &Json) {
    match fact {
        Json::Null => {}
        Json::Text(value) => text.push_str(value),
        Json::Array(items) => {
            let mut before = "";
            for item in items {
                text.push_str(before);
                append_fact(text, item);
                before = ", ";
            }
        }
        Json::Bool(_) | Json::Number(_) | Json::Object(_) => text.push_str(&fact.to_string()),
    }
}
