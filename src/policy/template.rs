//! Texts with placeholders: `{` field `}` stands for the field's value.

use crate::event::{Context, Value, first_members};
use crate::fields::FieldRef;
use crate::json::Json;

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
    /// Finds the placeholders of a text: braces that do not hold something beginning with a letter are literal.
    ///
    /// # Errors
    /// The names of unknown fields.
    pub fn parse(text: &str) -> Result<Self, Vec<&str>> {
        let mut parts = Vec::new();
        let mut unknown = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            literal.push_str(before);
            match after.split_once('}') {
                Some((name, following)) if name.starts_with(char::is_alphabetic) => {
                    match FieldRef::named(name) {
                        Some(field) => {
                            if !literal.is_empty() {
                                parts.push(Part::Literal(std::mem::take(&mut literal).into()));
                            }
                            parts.push(Part::Field(field));
                        }
                        None => unknown.push(name),
                    }
                    rest = following;
                }
                _ => {
                    literal.push('{');
                    rest = after;
                }
            }
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Literal(literal.into()));
        }
        if unknown.is_empty() { Ok(Self { parts: parts.into() }) } else { Err(unknown) }
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

    /// The fields that the text names.
    pub fn fields(&self) -> impl Iterator<Item = &FieldRef> {
        self.parts.iter().filter_map(|part| match part {
            Part::Field(field) => Some(field),
            Part::Literal(_) => None,
        })
    }

    /// The text for a callback, its values whole.
    #[must_use]
    pub fn render(&self, context: &Context) -> String {
        self.render_with(context, |value| value)
    }

    /// The text for a callback, long values cut.
    #[must_use]
    pub fn render_cut(&self, context: &Context) -> String {
        self.render_with(context, |mut value| {
            if let Some((end, _)) = value.char_indices().nth(LONGEST_VALUE) {
                value.truncate(end);
                value.push('…');
            }
            value
        })
    }

    fn render_with(&self, context: &Context, finish: impl Fn(String) -> String) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => text.to_string(),
                Part::Field(field) => finish(plain(context.value(field))),
            })
            .collect()
    }
}

fn plain(value: Value) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Text(text) => text.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Address(address) => address.to_string(),
        Value::Members(members) => {
            let ids: Vec<&str> = first_members(members).map(|member| &*member.id).collect();
            ids.join(", ")
        }
        Value::Fact(fact) => plain_fact(fact),
    }
}

fn plain_fact(fact: &Json) -> String {
    match fact {
        Json::Null => String::new(),
        Json::Text(text) => text.to_string(),
        Json::Array(items) => items.iter().map(plain_fact).collect::<Vec<_>>().join(", "),
        Json::Bool(_) | Json::Number(_) | Json::Object(_) => fact.to_string(),
    }
}
