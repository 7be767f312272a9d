//! The tables of docs/policy.md, each between a pair of comments that name it.

use group_gate::fields::{
    CUSTOM, CUSTOM_DESCRIPTION, Description, FACTS, FACTS_DESCRIPTION, FIELDS, Info, Kind, Settable,
};
use group_gate::policy::conditions::{COMBINATORS, COMBINATORS_ABOUT};
use group_gate::policy::operators::{Applies, Known, OPERATORS, about_operator};

/// The document with every table in it as it should be.
///
/// # Errors
/// The name of the table whose place the document has not.
pub fn replace(document: &str) -> Result<String, &'static str> {
    let tables = [("fields", fields()), ("operators", operators()), ("modify", modify())];
    let mut document = document.to_owned();
    for (name, table) in tables {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let (before, rest) = document.split_once(&begin).ok_or(name)?;
        let (_, after) = rest.split_once(&end).ok_or(name)?;
        document = format!("{before}{begin}{table}{end}{after}");
    }
    Ok(document)
}

fn fields() -> String {
    let known = FIELDS.iter().map(|(field, info)| (info, field.description()));
    let open = [(&CUSTOM, CUSTOM_DESCRIPTION), (&FACTS, FACTS_DESCRIPTION)];
    let mut table = "| field | what it is | type | Tencent | OpenIM | trust |\n|---|---|---|---|---|---|\n".to_owned();
    for (info, description) in known.chain(open) {
        let Description { about, tencent, openim, trust } = description;
        let place = |place: &'static str| if place.is_empty() { "–" } else { place };
        let (tencent, openim) = (place(tencent), place(openim));
        table += &format!("| `{}` | {about} | {} | {tencent} | {openim} | {trust} |\n", info.name, type_of(info));
    }
    table
}

fn type_of(info: &Info) -> String {
    let kind = match info.kind {
        Kind::Text => "text".to_owned(),
        Kind::Choice(choices) => choices.iter().map(|choice| format!("`{choice}`")).collect::<Vec<_>>().join(" "),
        Kind::Integer { min: 0, max: i64::MAX } => "integer from 0".to_owned(),
        Kind::Integer { max: i64::MAX, .. } => "integer".to_owned(),
        Kind::Integer { min, max } => format!("integer from {min} to {max}"),
        Kind::Address => "IP address".to_owned(),
        Kind::Anything => return "anything".to_owned(),
    };
    if info.many { format!("{kind}, many") } else { kind }
}

fn operators() -> String {
    let mut table = "| operator | on | meaning |\n|---|---|---|\n".to_owned();
    for &Known { name, meaning } in &OPERATORS {
        table += &format!("| `{name}` | {} | {} |\n", Applies::of(meaning).what(), about_operator(name));
    }
    for (name, about) in COMBINATORS.iter().zip(COMBINATORS_ABOUT) {
        table += &format!("| `{name}` | conditions | {about} |\n");
    }
    table
}

fn modify() -> String {
    let mut table = "| field | new value | OpenIM's key |\n|---|---|---|\n".to_owned();
    for (_, info) in &FIELDS {
        let Some(modify) = info.modify else { continue };
        let to = match modify.to {
            Settable::Text => "text".to_owned(),
            Settable::Only(name, _) => format!("`{name}`"),
            Settable::Integer(integers) => integers.iter().map(i64::to_string).collect::<Vec<_>>().join(", "),
        };
        let ignored = if modify.ignored { "; OpenIM ignores it" } else { "" };
        table += &format!("| `{}` | {to} | `{}`{ignored} |\n", info.name, modify.key);
    }
    table
}
