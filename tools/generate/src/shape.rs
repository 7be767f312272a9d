//! What a policy may look like, as data: the JSON Schema and the TypeScript types are two ways of writing it down.

use serde_json::Value;

/// A named shape.
#[derive(Clone, Debug)]
pub struct Definition {
    pub name: String,
    pub about: String,
    pub shape: Shape,
}

/// A set of JSON values.
#[derive(Clone, Debug)]
pub enum Shape {
    Text(Text),
    Number,
    /// Both ends included.
    Integer(i64, i64),
    Boolean,
    Null,
    /// One of these values.
    Literals(Vec<Value>),
    Array(Array),
    /// An object of any names.
    Map(Box<Shape>),
    Object(Object),
    AnyOf(Vec<Shape>),
    Test(Box<Test>),
    /// The operators alone of the [`Test`] of that name.
    OperatorsOf(String),
    /// The [`Definition`] of that name.
    Named(String),
}

/// Texts.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub is_not_empty: bool,
    /// A regular expression of ECMAScript, and what it expects in words.
    pub pattern: Option<(String, String)>,
    /// The nearest type that TypeScript has.
    pub typescript: Option<String>,
    pub examples: Vec<String>,
}

/// Arrays of one shape.
#[derive(Clone, Debug)]
pub struct Array {
    pub of: Box<Shape>,
    pub at_least: usize,
    pub at_most: Option<usize>,
}

/// Objects of known members.
#[derive(Clone, Debug, Default)]
pub struct Object {
    pub members: Vec<Member>,
    pub patterns: Vec<PatternMember>,
    /// How many members there are at least.
    pub at_least: usize,
    /// Members of which there is exactly one; none of them is required by itself.
    pub exactly_one: Vec<String>,
    /// Members that need another one.
    pub needs: Vec<(String, Need)>,
}

/// The test of a field: one of its values, an array of them, a reference, or operators.
#[derive(Clone, Debug)]
pub struct Test {
    pub value: Shape,
    /// Definitions of an object with one member each.
    pub references: Vec<Reference>,
    pub operators: Object,
}

/// An object that stands for what its only member names.
#[derive(Clone, Debug)]
pub struct Reference {
    pub member: &'static str,
    /// The definition.
    pub name: String,
}

/// What a member needs beside it.
#[derive(Clone, Debug)]
pub enum Need {
    /// The member of that name.
    Member(String),
    /// Any other member.
    Any,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    pub name: String,
    pub about: String,
    pub is_required: bool,
    pub shape: Shape,
    pub default: Option<Value>,
    pub examples: Vec<Value>,
}

/// All members whose names match a regular expression.
#[derive(Clone, Debug)]
pub struct PatternMember {
    pub pattern: String,
    /// The names as a template literal type of TypeScript.
    pub typescript: String,
    pub about: String,
    pub shape: Shape,
}

impl Shape {
    pub fn text() -> Self {
        Self::Text(Text::default())
    }

    pub fn some_text() -> Self {
        Self::Text(Text { is_not_empty: true, ..Text::default() })
    }

    pub fn array(of: Self) -> Self {
        Self::Array(Array { of: Box::new(of), at_least: 0, at_most: None })
    }

    pub fn named(name: &str) -> Self {
        Self::Named(name.to_owned())
    }

    pub fn texts(texts: &[&str]) -> Self {
        Self::Literals(texts.iter().map(|text| Value::from(*text)).collect())
    }
}

/// The name of the operators of the test of that name: `TextOperators` for `TextTest`.
pub fn operators_of(test: &str) -> String {
    format!("{}Operators", test.trim_end_matches("Test"))
}

impl Member {
    pub fn new(name: &str, about: &str, shape: Shape) -> Self {
        Self {
            name: name.to_owned(),
            about: about.to_owned(),
            is_required: false,
            shape,
            default: None,
            examples: Vec::new(),
        }
    }

    pub fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    pub fn default(self, default: impl Into<Value>) -> Self {
        Self { default: Some(default.into()), ..self }
    }

    pub fn example(mut self, example: impl Into<Value>) -> Self {
        self.examples.push(example.into());
        self
    }
}
