//! The shape of conditions: for every kind of field its values, its operators, and the fields it compares with.

use group_gate::fields::{
    self, CUSTOM, CUSTOM_DESCRIPTION, Description, FACTS, FACTS_DESCRIPTION, FIELDS, Field, FieldRef, Info,
};
use group_gate::policy::conditions::{COMBINATORS, COMBINATORS_ABOUT};
use group_gate::policy::operators::{Applies, Known, Meaning, OPERATORS, about_operator};
use group_gate::policy::values::Domain;

use crate::patterns;
use crate::shape::{Array, Definition, Member, Need, Object, PatternMember, Reference, Shape, Test, Text};

const ANY_NUMBER: Domain = Domain::Integer(i64::MIN, i64::MAX);

/// `Condition`, and everything in it.
pub fn definitions() -> Vec<Definition> {
    let mut all = vec![condition()];
    let mut kinds: Vec<(Domain, bool)> = Vec::new();
    for field in every_field() {
        let kind = kind_of(&field);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if !kinds.contains(&(Domain::SIZE, false)) {
        kinds.push((Domain::SIZE, false));
    }
    for (domain, many) in kinds {
        all.extend(kind(domain, many));
    }
    all.push(define(
        "Block",
        "A block of addresses, such as `10.0.0.0/8`, or one address.",
        pattern(patterns::block(), "a block such as 10.0.0.0/8 or 2001:db8::/32"),
    ));
    all.push(define(
        "ListReference",
        "One of the policy's `lists`.",
        reference("$list", "The name of the list.", Shape::text()),
    ));
    for of in [Domain::Text, ANY_NUMBER, Domain::Address, Domain::Fact] {
        all.push(field_reference(of, false));
        all.push(field_reference(of, true));
    }
    all
}

fn condition() -> Definition {
    let combinators = COMBINATORS.iter().zip(COMBINATORS_ABOUT).map(|(name, about)| {
        let of = Box::new(Shape::named("Condition"));
        Member::new(name, about, Shape::Array(Array { of, at_least: 1, at_most: None }))
    });
    let known = FIELDS.iter().map(|(field, info)| {
        let test = test_name(kind_of(&FieldRef::Known(*field)));
        Member::new(info.name, &about(info, field.description()), Shape::Named(test))
    });
    let open = [
        (&CUSTOM, CUSTOM_DESCRIPTION, patterns::CUSTOM, "custom.${string}", Domain::Text),
        (&FACTS, FACTS_DESCRIPTION, patterns::FACTS, "facts.${string}", Domain::Fact),
    ];
    let open = open.into_iter().map(|(info, description, pattern, typescript, domain)| PatternMember {
        pattern: pattern.to_owned(),
        typescript: typescript.to_owned(),
        about: about(info, description),
        shape: Shape::Named(test_name((domain, info.many))),
    });
    let object = Object { members: combinators.chain(known).collect(), patterns: open.collect(), ..Object::default() };
    define(
        "Condition",
        "Tests of fields, all of which must hold; `$and`, `$or` and `$nor` combine conditions.",
        Shape::Object(object),
    )
}

/// What the catalogue says of a field, for people.
fn about(info: &Info, description: Description) -> String {
    let mut text = description.about.to_owned();
    let sent = [("Tencent", info.tencent, description.tencent), ("OpenIM", info.openim, description.openim)];
    for (platform, is_sent, place) in sent {
        text +=
            &if is_sent { format!("\n\n{platform}: {place}.") } else { format!("\n\n{platform} does not send it.") };
    }
    text += &format!("\n\nTrust: {}.", description.trust);
    text
}

fn every_field() -> impl Iterator<Item = FieldRef> {
    let known = FIELDS.iter().map(|(field, _)| FieldRef::Known(*field));
    known.chain(["custom.Key", "facts.path"].into_iter().filter_map(FieldRef::named))
}

fn kind_of(field: &FieldRef) -> (Domain, bool) {
    (Domain::of(field), field.info().many)
}

/// The name of a kind of field, for people who read types.
fn name_of((domain, many): (Domain, bool)) -> String {
    let name = match domain {
        Domain::Text if many => "Texts",
        Domain::Text => "Text",
        Domain::ClientPlatform => "ClientPlatform",
        Domain::Choice(Field::GroupType) => "GroupType",
        Domain::Address => "Address",
        Domain::Fact => "Fact",
        ANY_NUMBER => "Integer",
        Domain::SIZE => "Count",
        Domain::Choice(_) | Domain::Integer(..) => return own_name(domain),
    };
    name.to_owned()
}

/// The name of the only field with these values: `Weekday` for `time.weekday`.
fn own_name(domain: Domain) -> String {
    let field = FIELDS.iter().find(|(field, _)| Domain::of(&FieldRef::Known(*field)) == domain);
    let last = field.and_then(|(_, info)| info.name.rsplit('.').next()).unwrap_or_default();
    let (first, rest) = last.split_at(1);
    first.to_ascii_uppercase() + rest
}

fn test_name(kind: (Domain, bool)) -> String {
    format!("{}Test", name_of(kind))
}

/// The values and the test of one kind of field.
fn kind(domain: Domain, many: bool) -> Vec<Definition> {
    let name = name_of((domain, many));
    let mut all = Vec::new();
    if let Some((about, shape)) = own_values(domain) {
        all.push(define(&name, about, shape));
    }
    let references = vec![
        Reference { member: "$list", name: "ListReference".to_owned() },
        Reference { member: "$field", name: field_name(domain, false) },
    ];
    let test = Test { value: value(domain, many), references, operators: operators(domain, many) };
    let about = "A value that the field has, an array or list of values one of which it has, or operators.";
    all.push(define(&test_name((domain, many)), about, Shape::Test(Box::new(test))));
    all
}

/// The values of a domain that have a name of their own.
fn own_values(domain: Domain) -> Option<(&'static str, Shape)> {
    Some(match domain {
        Domain::Text | ANY_NUMBER | Domain::SIZE => return None,
        Domain::ClientPlatform => {
            let examples = fields::CLIENT_PLATFORMS.iter().map(|name| (*name).to_owned()).collect();
            ("A kind of client, in any case.", Shape::Text(Text { examples, ..Text::default() }))
        }
        Domain::Choice(Field::GroupType) => {
            let old = fields::OLD_GROUP_TYPES.iter().map(|(old, _)| *old);
            let names: Vec<&str> = fields::GROUP_TYPES.iter().copied().chain(old).collect();
            ("A type of group, by its present or its old name.", Shape::texts(&names))
        }
        Domain::Choice(_) => ("A value of the field.", Shape::texts(domain.choices())),
        Domain::Integer(min, max) => ("A value of the field.", Shape::Integer(min, max)),
        Domain::Address => ("An IPv4 or IPv6 address.", pattern(patterns::address(), "an IPv4 or IPv6 address")),
        Domain::Fact => {
            let shapes = vec![Shape::text(), Shape::Number, Shape::Boolean, Shape::Null];
            ("What a fact may be compared with.", Shape::AnyOf(shapes))
        }
    })
}

fn value(domain: Domain, many: bool) -> Shape {
    match domain {
        Domain::Text => Shape::text(),
        Domain::Integer(min, max) if own_values(domain).is_none() => Shape::Integer(min, max),
        _ => Shape::Named(name_of((domain, many))),
    }
}

fn operators(domain: Domain, many: bool) -> Object {
    let mut object = Object { at_least: 1, ..Object::default() };
    for &Known { name, meaning } in &OPERATORS {
        if !Applies::of(meaning).to(&domain, many) {
            continue;
        }
        object.members.push(Member::new(name, about_operator(name), taken(meaning, domain, many)));
        match meaning {
            Meaning::Regex => {
                let about = "`i` lets the regular expression beside it ignore the case of ASCII letters.";
                object.members.push(Member::new("$options", about, Shape::texts(&["i", ""])));
                object.needs.push(("$options".to_owned(), Need::Member(name.to_owned())));
            }
            Meaning::Fold => object.needs.push((name.to_owned(), Need::Any)),
            _ => {}
        }
    }
    object
}

/// What stands after an operator on a field of that domain.
fn taken(meaning: Meaning, domain: Domain, many: bool) -> Shape {
    let list = Shape::named("ListReference");
    match meaning {
        Meaning::Exists => Shape::Boolean,
        Meaning::Fold => Shape::Literals(vec![true.into()]),
        Meaning::Regex => Shape::text(),
        Meaning::Size(_) => Shape::Named(test_name((Domain::SIZE, false))),
        Meaning::Not => Shape::OperatorsOf(test_name((domain, many))),
        Meaning::Equal { .. } => Shape::AnyOf(vec![value(domain, many), field(domain, false)]),
        Meaning::Compare(_) => Shape::AnyOf(vec![Shape::Number, field(ANY_NUMBER, false)]),
        Meaning::In { .. } | Meaning::All => {
            Shape::AnyOf(vec![Shape::array(value(domain, many)), list, field(domain, true)])
        }
        Meaning::Find(_) => {
            let word = Shape::some_text();
            Shape::AnyOf(vec![word.clone(), Shape::array(word), list, field(Domain::Text, false)])
        }
        Meaning::Within => {
            let block = Shape::named("Block");
            Shape::AnyOf(vec![block.clone(), Shape::array(block), list])
        }
    }
}

/// The fields that hold what a domain can be compared with.
fn field(domain: Domain, many: bool) -> Shape {
    Shape::Named(field_name(domain, many))
}

fn field_name(domain: Domain, many: bool) -> String {
    let of = match domain {
        Domain::Fact => "Any",
        _ if domain.agrees_with(Domain::Text) => "Text",
        _ if domain.agrees_with(ANY_NUMBER) => "Number",
        _ => "Address",
    };
    let values = if many { "Many" } else { "" };
    format!("{values}{of}Field")
}

fn field_reference(domain: Domain, many: bool) -> Definition {
    let fits = |field: &FieldRef| {
        let is_fact = Domain::of(field) == Domain::Fact;
        domain.agrees_with(Domain::of(field)) && (field.info().many == many || is_fact)
    };
    let known = FIELDS.iter().filter(|(field, _)| fits(&FieldRef::Known(*field))).map(|(_, info)| info.name);
    let known: Vec<&str> = known.collect();
    let mut names = if known.is_empty() { Vec::new() } else { vec![Shape::texts(&known)] };
    let open =
        [("custom.Key", patterns::CUSTOM, "`custom.${string}`"), ("facts.path", patterns::FACTS, "`facts.${string}`")];
    for (example, expression, typescript) in open {
        if FieldRef::named(example).is_some_and(|field| fits(&field)) {
            let expected = "the name of a field".to_owned();
            let pattern = Some((expression.to_owned(), expected));
            names.push(Shape::Text(Text { pattern, typescript: Some(typescript.to_owned()), ..Text::default() }));
        }
    }
    let about = if many { "The values of another field of many." } else { "The value of another field." };
    define(&field_name(domain, many), about, reference("$field", "The name of the field.", Shape::AnyOf(names)))
}

fn reference(name: &str, about: &str, to: Shape) -> Shape {
    Shape::Object(Object { members: vec![Member::new(name, about, to).required()], ..Object::default() })
}

fn pattern(pattern: String, expected: &str) -> Shape {
    Shape::Text(Text { pattern: Some((pattern, expected.to_owned())), ..Text::default() })
}

fn define(name: &str, about: &str, shape: Shape) -> Definition {
    Definition { name: name.to_owned(), about: about.to_owned(), shape }
}
