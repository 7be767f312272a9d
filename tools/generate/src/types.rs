//! Shapes as TypeScript.

use serde_json::Value;

use crate::shape::{Definition, Member, Object, Shape, Test, operators_of};

/// Ranges of more integers than this are a mere `number`.
const MOST_LITERALS: i64 = 64;
const WIDTH: usize = 120;

const IMPORTED: &str = r#"/**
 * A policy that lost its exact types: an imported `policy.json`, or a value that some code put together. An object
 * literal never is one as soon as it has a rule, since TypeScript knows every member that is written there; so a literal
 * is held to `StrictPolicy`.
 */
export interface ImportedPolicy {
  readonly rules: readonly ImportedRule[];
}

/** Any object, but no object literal: the member is one that every object inherits. */
interface ImportedRule {
  valueOf(): Object;
}

/** A policy: strict where it is written as a literal (`satisfies Policy`), and an imported `policy.json` as it is. */
export type Policy = StrictPolicy | ImportedPolicy;
"#;

/// The types of a document and of everything in it.
pub fn write(root: &Definition, definitions: &[Definition]) -> String {
    let mut text = "// Written by `cargo run -p generate` from the field catalogue: do not edit.\n\n".to_owned();
    text += IMPORTED;
    for definition in std::iter::once(root).chain(definitions) {
        text.push('\n');
        text += &define(definition);
    }
    text
}

fn define(definition: &Definition) -> String {
    let Definition { name, about, shape } = definition;
    match shape {
        Shape::Object(object) if object.exactly_one.is_empty() => {
            format!("{}export interface {name} {{\n{}}}\n", comment(about, ""), members(object, &object.members))
        }
        Shape::Object(object) => variants(name, about, object),
        Shape::Test(test) => define_test(name, about, test),
        shape => {
            let head = format!("export type {name} =");
            format!("{}{}", comment(about, ""), union(&head, &alternatives(shape), ""))
        }
    }
}

/// The type of a test, and its operators, which TypeScript has to be told are not mixed with references.
fn define_test(name: &str, about: &str, test: &Test) -> String {
    let operators = operators_of(name);
    let mut all = alternatives(&test.value);
    all.extend(alternatives(&Shape::array(test.value.clone())));
    all.extend(test.references.iter().map(|reference| reference.name.clone()));
    all.push(operators.clone());
    let never: String =
        test.references.iter().map(|reference| format!("  readonly {}?: never;\n", reference.member)).collect();
    format!(
        "{}{}\n{}export interface {operators} {{\n{}{never}}}\n",
        comment(about, ""),
        union(&format!("export type {name} ="), &all, ""),
        comment("Operators, all of which must hold.", ""),
        members(&test.operators, &test.operators.members),
    )
}

/// An interface for each member of which there is exactly one.
fn variants(name: &str, about: &str, object: &Object) -> String {
    let (choices, common): (Vec<Member>, Vec<Member>) =
        object.members.iter().cloned().partition(|member| object.exactly_one.contains(&member.name));
    let base = format!("{name}Members");
    let names: Vec<String> = choices.iter().map(|choice| format!("{}{name}", capital(&choice.name))).collect();
    let mut text = comment(about, "");
    text += &union(&format!("export type {name} ="), &names, "");
    text += &format!("\ninterface {base} {{\n{}}}\n", members(object, &common));
    for (choice, name) in choices.iter().zip(&names) {
        let own = choice.clone().required();
        text += &format!("\nexport interface {name} extends {base} {{\n{}", member(&own));
        for other in choices.iter().filter(|other| other.name != choice.name) {
            text += &format!("  readonly {}?: never;\n", key(&other.name));
        }
        text += "}\n";
    }
    text
}

fn members(object: &Object, shown: &[Member]) -> String {
    let mut text: String = shown.iter().map(member).collect();
    for pattern in &object.patterns {
        text += &comment(&pattern.about, "  ");
        text += &union(&format!("  readonly [name: `{}`]:", pattern.typescript), &alternatives(&pattern.shape), "  ");
    }
    text
}

fn member(member: &Member) -> String {
    let mark = if member.is_required { "" } else { "?" };
    let head = format!("  readonly {}{mark}:", key(&member.name));
    format!("{}{}", comment(&member.about, "  "), union(&head, &alternatives(&member.shape), "  "))
}

/// A type after its head, on as few lines as hold it.
fn union(head: &str, alternatives: &[String], indent: &str) -> String {
    let line = format!("{head} {};\n", alternatives.join(" | "));
    if line.chars().count() <= WIDTH || alternatives.len() == 1 {
        return line;
    }
    let mut text = head.to_owned();
    let mut room = 0;
    for alternative in alternatives {
        let width = alternative.chars().count() + 3;
        if room < width {
            text += &format!("\n{indent} ");
            room = WIDTH - indent.len() - 2;
        }
        text += &format!(" | {alternative}");
        room -= width;
    }
    text + ";\n"
}

fn alternatives(shape: &Shape) -> Vec<String> {
    match shape {
        Shape::AnyOf(shapes) => {
            let mut all: Vec<String> = Vec::new();
            for alternative in shapes.iter().flat_map(alternatives) {
                if !all.contains(&alternative) {
                    all.push(alternative);
                }
            }
            all
        }
        Shape::Literals(values) => values.iter().map(Value::to_string).collect(),
        Shape::Integer(min, max) if max.saturating_sub(*min) < MOST_LITERALS => {
            (*min..=*max).map(|integer| integer.to_string()).collect()
        }
        Shape::Text(text) => vec![text.typescript.clone().unwrap_or_else(|| "string".to_owned())],
        Shape::Number | Shape::Integer(..) => vec!["number".to_owned()],
        Shape::Boolean => vec!["boolean".to_owned()],
        Shape::Null => vec!["null".to_owned()],
        Shape::Array(array) => {
            let items = alternatives(&array.of);
            let items = if items.len() == 1 { items.concat() } else { format!("({})", items.join(" | ")) };
            vec![format!("readonly {items}[]")]
        }
        Shape::Map(of) => vec![format!("{{ readonly [name: string]: {} }}", alternatives(of).join(" | "))],
        Shape::Object(object) => {
            let members: Vec<String> = object
                .members
                .iter()
                .map(|member| {
                    let mark = if member.is_required { "" } else { "?" };
                    format!("readonly {}{mark}: {}", key(&member.name), alternatives(&member.shape).join(" | "))
                })
                .collect();
            vec![format!("{{ {} }}", members.join("; "))]
        }
        Shape::Named(name) => vec![name.clone()],
        Shape::OperatorsOf(name) => vec![operators_of(name)],
        // A test is always a definition of its own.
        Shape::Test(_) => Vec::new(),
    }
}

fn key(name: &str) -> String {
    let is_identifier = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '$' || c == '_');
    if is_identifier { name.to_owned() } else { format!("\"{name}\"") }
}

fn comment(about: &str, indent: &str) -> String {
    let line = format!("{indent}/** {about} */\n");
    if !about.contains('\n') && line.chars().count() <= WIDTH {
        return line;
    }
    let mut text = format!("{indent}/**\n");
    for paragraph in about.split('\n') {
        let mut line = format!("{indent} *");
        for word in paragraph.split(' ') {
            if line.chars().count() + 1 + word.chars().count() > WIDTH {
                text += &format!("{line}\n");
                line = format!("{indent} *");
            }
            if !word.is_empty() {
                line += &format!(" {word}");
            }
        }
        text += &format!("{line}\n");
    }
    text + &format!("{indent} */\n")
}

fn capital(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}
