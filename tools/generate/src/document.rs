//! The shape of a policy around its conditions.

use group_gate::fields::{FIELDS, Settable};
use group_gate::policy::document::MAX_RULES;
use group_gate::policy::rule::ACTIONS;
use group_gate::settings::TencentSettings;
use group_gate::{openim, tencent};

use crate::patterns;
use crate::shape::{Array, Definition, Member, Object, Shape, Text};

/// Where the schema is published.
pub const SCHEMA: &str = "https://unpkg.com/group-gate/policy.schema.json";

/// The whole document.
pub fn root() -> Definition {
    let members = vec![
        Member::new("$schema", "The schema of this file, for editors.", Shape::text()).example(SCHEMA),
        Member::new("version", "The version of the policy language.", Shape::Literals(vec![1.into()])).required(),
        Member::new("name", "A name of the policy, for people.", Shape::text()),
        Member::new("description", "What the policy is for, for people.", Shape::text()),
        Member::new("tencent", "Which of Tencent Chat's callbacks are accepted.", Shape::named("TencentSettings")),
        Member::new("openim", "Whether OpenIM's callbacks are accepted.", Shape::named("OpenimSettings")),
        Member::new("timezone", "The offset from UTC of `time.*`: `Z` or such as `+08:00`. It is fixed: there are no names of zones and no summer time.", Shape::Text(Text {
            pattern: Some((patterns::offset(), "Z or an offset from -12:00 to +14:00".to_owned())),
            typescript: Some(patterns::offset_type()),
            ..Text::default()
        })).default("Z").example("+08:00"),
        Member::new("lists", "Named arrays of text, used in conditions as `{ \"$list\": \"name\" }`.", Shape::Map(Box::new(Shape::array(Shape::text())))),
        Member::new("rules", "The rules, in order. The first `allow` or `deny` that matches decides; `modify` and `flag` rules do not stop.", Shape::Array(Array { of: Box::new(Shape::named("Rule")), at_least: 0, at_most: Some(MAX_RULES) })).required(),
        Member::new("default", "What holds when no rule decides.", Shape::AnyOf(vec![Shape::texts(&["allow"]), Shape::named("Deny")])).default("allow"),
    ];
    define("StrictPolicy", "Decides whether a chat group may be created.", object(members))
}

/// Everything in the document but conditions.
pub fn definitions() -> Vec<Definition> {
    vec![tencent_settings(), openim_settings(), rule(), deny(), codes(), tencent_code(), openim_code(), modify()]
}

fn tencent_settings() -> Definition {
    let id =
        Text { pattern: Some((patterns::APP_ID.to_owned(), "an SDKAppID in decimal".to_owned())), ..Text::default() };
    let id = Shape::AnyOf(vec![Shape::Text(id), Shape::Integer(0, i64::MAX)]);
    let age = Shape::Integer(1, TencentSettings::MAX_AGE_SECONDS);
    define(
        "TencentSettings",
        "Which of Tencent Chat's callbacks are accepted.",
        object(vec![
            Member::new(
                "sdkAppIds",
                "The apps whose callbacks are accepted, by their SDKAppIDs, or `any`. Without it none is.",
                Shape::AnyOf(vec![Shape::texts(&["any"]), Shape::array(id)]),
            )
            .example(vec!["1400000000"]),
            Member::new("requireSign", "Reject what is not signed with the token.", Shape::Boolean)
                .default(TencentSettings::default().require_sign),
            Member::new("maxAgeSeconds", "How far a signature's time may be from now, in either direction.", age)
                .default(TencentSettings::default().max_age_seconds),
        ]),
    )
}

fn openim_settings() -> Definition {
    let about = "Accept OpenIM's callbacks. They cannot be authenticated: only OpenIM's server should reach the URL.";
    let accept = Member::new("accept", about, Shape::Boolean).default(false);
    define("OpenimSettings", "Whether OpenIM's callbacks are accepted.", object(vec![accept]))
}

fn rule() -> Definition {
    let label = Text {
        pattern: Some((patterns::flag(), "a label that is not empty and not one of the module's own".to_owned())),
        ..Text::default()
    };
    let members = vec![
        Member::new("id", "The rule's name in verdicts; no other rule has it.", Shape::some_text()).required(),
        Member::new("description", "What the rule is for, for people.", Shape::text()),
        Member::new("enabled", "Look at the rule at all.", Shape::Boolean).default(true),
        Member::new("monitor", "Only add `monitor:<id>` to the verdict's flags when the rule matches.", Shape::Boolean)
            .default(false),
        Member::new("when", "When the rule matches; without it always.", Shape::named("Condition")),
        Member::new("allow", "Decide that the group may be created.", Shape::Literals(vec![true.into()])),
        Member::new("deny", "Decide that the group may not be created.", Shape::named("Deny")),
        Member::new(
            "modify",
            "Create the group with other values. OpenIM only: on Tencent the verdict is flagged `unapplied:<id>`.",
            Shape::named("Modify"),
        ),
        Member::new("flag", "Add this label to the verdict's flags.", Shape::Text(label)),
    ];
    let exactly_one = ACTIONS.iter().map(|name| (*name).to_owned()).collect();
    let object = Object { members, exactly_one, ..Object::default() };
    define(
        "Rule",
        "What to do when a condition holds: exactly one of `allow`, `deny`, `modify`, `flag`.",
        Shape::Object(object),
    )
}

fn deny() -> Definition {
    define(
        "Deny",
        "A refusal.",
        object(vec![
            Member::new(
                "code",
                "The error code for the client: a number goes to the platform whose range holds it, the other takes its default (Tencent 1, OpenIM 5000).",
                Shape::AnyOf(vec![Shape::named("TencentCode"), Shape::named("OpenimCode"), Shape::named("Codes")]),
            ),
            Member::new(
                "message",
                "What the user is told. `{` field `}` stands for the field's value.",
                template(true),
            )
            .required(),
            Member::new("detail", "OpenIM's `errDlt`. `{` field `}` stands for the field's value.", template(false)),
        ]),
    )
}

fn codes() -> Definition {
    let tencent = "The code on Tencent. With 1 the user does not see the message.";
    let members = vec![
        Member::new("tencent", tencent, Shape::named("TencentCode")).default(tencent::DEFAULT_CODE),
        Member::new("openim", "The code on OpenIM.", Shape::named("OpenimCode")).default(openim::DEFAULT_CODE),
    ];
    let object = Object { members, at_least: 1, ..Object::default() };
    define("Codes", "An error code for each platform.", Shape::Object(object))
}

fn tencent_code() -> Definition {
    let (default, range) = (tencent::DEFAULT_CODE, tencent::CODES);
    let about = format!("An error code of Tencent: {default}, or {} to {}.", range.start(), range.end());
    let codes = vec![Shape::Integer(*range.start(), *range.end()), Shape::Literals(vec![default.into()])];
    define("TencentCode", &about, Shape::AnyOf(codes))
}

fn openim_code() -> Definition {
    let range = openim::CODES;
    let about = format!("An error code of OpenIM: {} to {}.", range.start(), range.end());
    define("OpenimCode", &about, Shape::Integer(*range.start(), *range.end()))
}

fn modify() -> Definition {
    let members = FIELDS.iter().filter_map(|(field, info)| {
        let modify = info.modify?;
        let shape = match modify.to {
            Settable::Text => template(false),
            Settable::Only(name, _) => Shape::texts(&[name]),
            Settable::Integer(integers) => Shape::Literals(integers.iter().map(|integer| (*integer).into()).collect()),
        };
        let mut about = field.description().about.to_owned();
        if modify.to == Settable::Text {
            about += " `{` field `}` stands for the field's value.";
        }
        if modify.ignored {
            about += " OpenIM reads the change and ignores it.";
        }
        Some(Member::new(info.name, &about, shape))
    });
    let object = Object { members: members.collect(), at_least: 1, ..Object::default() };
    define("Modify", "Fields of the group and their new values.", Shape::Object(object))
}

fn template(is_not_empty: bool) -> Shape {
    let expected = "the name of a field, or nothing that begins with a letter, between braces".to_owned();
    Shape::Text(Text { is_not_empty, pattern: Some((patterns::template(), expected)), ..Text::default() })
}

fn object(members: Vec<Member>) -> Shape {
    Shape::Object(Object { members, ..Object::default() })
}

fn define(name: &str, about: &str, shape: Shape) -> Definition {
    Definition { name: name.to_owned(), about: about.to_owned(), shape }
}
