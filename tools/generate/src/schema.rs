//! Shapes as JSON Schema 2020-12, with what VS Code understands beyond it: `markdownDescription` and
//! `patternErrorMessage`.

use serde_json::{Map, Value, json};

use crate::shape::{Array, Definition, Member, Need, Object, Reference, Shape, Test, Text};

/// The schema of a document: the root's members, and the other definitions under `$defs`.
pub fn write(id: &str, root: &Definition, definitions: &[Definition]) -> String {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$id".to_owned(), json!(id));
    schema.insert("title".to_owned(), json!("Group Gate policy"));
    describe(&mut schema, &root.about);
    schema.extend(of(&root.shape));
    let definitions = definitions.iter().map(|definition| {
        // Editors would show a description here in place of the one where the definition is used.
        let mut schema = Map::from_iter([("$comment".to_owned(), json!(definition.about))]);
        schema.extend(of(&definition.shape));
        (definition.name.clone(), Value::Object(schema))
    });
    schema.insert("$defs".to_owned(), Value::Object(definitions.collect()));
    format!("{:#}\n", Value::Object(schema))
}

fn describe(schema: &mut Map<String, Value>, about: &str) {
    schema.insert("description".to_owned(), about.replace('`', "").into());
    if about.contains(['`', '\n']) {
        schema.insert("markdownDescription".to_owned(), about.into());
    }
}

fn of(shape: &Shape) -> Map<String, Value> {
    let schema = match shape {
        Shape::Text(text) => return of_text(text),
        Shape::Number => json!({ "type": "number" }),
        Shape::Integer(min, max) => return of_integer(*min, *max),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Null => json!({ "type": "null" }),
        Shape::Literals(values) => match &**values {
            [only] => json!({ "const": only }),
            _ => json!({ "enum": values }),
        },
        Shape::Array(array) => return of_array(array),
        Shape::Map(of_members) => json!({ "type": "object", "additionalProperties": of(of_members) }),
        Shape::Object(object) => return of_object(object),
        Shape::AnyOf(shapes) => return any_of(shapes),
        Shape::Named(name) => json!({ "$ref": format!("#/$defs/{name}") }),
        Shape::Test(test) => return of_test(test),
        Shape::OperatorsOf(test) => json!({
            "type": "object",
            "allOf": [{ "$ref": format!("#/$defs/{test}") }],
            "properties": { "$list": false, "$field": false },
        }),
    };
    match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// Alternatives that differ in type alone are one schema of several types, which editors complain about best.
fn any_of(shapes: &[Shape]) -> Map<String, Value> {
    let schemas: Vec<Map<String, Value>> = shapes.iter().map(of).collect();
    let is_type_alone = |schema: &Map<String, Value>| schema.len() == 1 && schema.contains_key("type");
    if schemas.iter().all(is_type_alone) {
        let types: Vec<&Value> = schemas.iter().map(|schema| &schema["type"]).collect();
        return Map::from_iter([("type".to_owned(), json!(types))]);
    }
    Map::from_iter([("anyOf".to_owned(), json!(schemas))])
}

fn of_text(text: &Text) -> Map<String, Value> {
    let mut schema = Map::from_iter([("type".to_owned(), json!("string"))]);
    if text.is_not_empty {
        schema.insert("minLength".to_owned(), json!(1));
    }
    if let Some((pattern, expected)) = &text.pattern {
        schema.insert("pattern".to_owned(), json!(pattern));
        schema.insert("patternErrorMessage".to_owned(), json!(format!("expected {expected}")));
    }
    if !text.examples.is_empty() {
        schema.insert("examples".to_owned(), json!(text.examples));
    }
    schema
}

/// Readers of JSON may keep numbers as floats, so the ends of 64 bits are given as powers of two, which floats hold.
fn of_integer(min: i64, max: i64) -> Map<String, Value> {
    let mut schema = Map::from_iter([("type".to_owned(), json!("integer")), ("minimum".to_owned(), json!(min))]);
    if max == i64::MAX {
        schema.insert("exclusiveMaximum".to_owned(), json!(1_u64 << 63));
    } else {
        schema.insert("maximum".to_owned(), json!(max));
    }
    schema
}

fn of_array(array: &Array) -> Map<String, Value> {
    let mut schema = Map::from_iter([("type".to_owned(), json!("array")), ("items".to_owned(), json!(of(&array.of)))]);
    if array.at_least > 0 {
        schema.insert("minItems".to_owned(), json!(array.at_least));
    }
    if let Some(at_most) = array.at_most {
        schema.insert("maxItems".to_owned(), json!(at_most));
    }
    schema
}

/// One schema of several types, each with its own keywords: an editor then complains about the part that is wrong, and
/// not that the whole is none of several things.
fn of_test(test: &Test) -> Map<String, Value> {
    let mut schema = of_object(&test.operators);
    let value = of(&test.value);
    schema.shift_remove("type");
    schema.insert("items".to_owned(), json!(value));
    schema.insert("anyOf".to_owned(), json!([value, { "type": ["array", "object"] }]));
    for reference in &test.references {
        let Reference { member, name } = reference;
        schema["properties"][member] = json!({ "$ref": format!("#/$defs/{name}/properties/{member}") });
        schema["dependentSchemas"][member] = json!({ "maxProperties": 1 });
    }
    schema
}

fn of_object(object: &Object) -> Map<String, Value> {
    let mut schema = Map::from_iter([("type".to_owned(), json!("object"))]);
    let properties = object.members.iter().map(|member| (member.name.clone(), Value::Object(of_member(member))));
    schema.insert("properties".to_owned(), Value::Object(properties.collect()));
    if !object.patterns.is_empty() {
        let patterns = object.patterns.iter().map(|member| {
            let mut schema = Map::new();
            describe(&mut schema, &member.about);
            schema.extend(of(&member.shape));
            (member.pattern.clone(), Value::Object(schema))
        });
        schema.insert("patternProperties".to_owned(), Value::Object(patterns.collect()));
    }
    schema.insert("additionalProperties".to_owned(), json!(false));
    let required: Vec<&str> =
        object.members.iter().filter(|member| member.is_required).map(|member| &*member.name).collect();
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    if object.at_least > 0 {
        schema.insert("minProperties".to_owned(), json!(object.at_least));
    }
    let mut dependent = Map::new();
    for (name, need) in &object.needs {
        let needed = match need {
            Need::Member(other) => json!({ "required": [other] }),
            Need::Any => json!({ "minProperties": 2 }),
        };
        dependent.insert(name.clone(), needed);
    }
    // As `oneOf` this would be shorter, and no editor could say which member is too many.
    for name in &object.exactly_one {
        let others = object.exactly_one.iter().filter(|other| *other != name);
        let others: Map<String, Value> = others.map(|other| (other.clone(), json!(false))).collect();
        dependent.insert(name.clone(), json!({ "properties": others }));
    }
    if !object.exactly_one.is_empty() {
        let any: Vec<Value> = object.exactly_one.iter().map(|name| json!({ "required": [name] })).collect();
        schema.insert("anyOf".to_owned(), json!(any));
    }
    if !dependent.is_empty() {
        schema.insert("dependentSchemas".to_owned(), Value::Object(dependent));
    }
    schema
}

fn of_member(member: &Member) -> Map<String, Value> {
    let mut schema = Map::new();
    describe(&mut schema, &member.about);
    schema.extend(of(&member.shape));
    if let Some(default) = &member.default {
        schema.insert("default".to_owned(), default.clone());
    }
    if !member.examples.is_empty() {
        schema.insert("examples".to_owned(), json!(member.examples));
    }
    schema
}
