//! Reading the tests of one field: an object of operators, a bare value or a bare array.

use crate::json::Json;
use crate::place::shown;

use super::check::{describe, in_quotes, names, without_quotes};
use super::condition::{Comparison, Needle, Operator, Source, Unit};
use super::conditions::{Conditions, canonical_word};
use super::issue::nearest;
use super::lists::{Made, Use};
use super::regexes;
use super::sets::{Anchor, Blocks, Words};
use super::values::Domain;
use crate::fold::fold;

/// What people read about an operator; never part of the module.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// What is written after the operator.
    pub takes: Takes,
    /// One sentence on when the test holds.
    pub about: &'static str,
}

/// What is written after an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A value of the field, or another field of one value.
    Value,
    /// An array of values of the field, a list, or another field of many values.
    Values,
    /// `true` or `false`.
    Boolean,
    /// A number, or another field that holds one.
    Number,
    /// A text that is not empty, an array of such or a list, or another field of text.
    Words,
    /// A regular expression.
    Pattern,
    /// A test of a count.
    Count,
    /// A block of addresses, an array of such, or a list.
    Blocks,
    /// An object of operators.
    Operators,
    /// `true` alone.
    True,
}

macro_rules! operators {
    ($($name:literal, $applies:ident, $takes:ident; $about:literal;)*) => {
        /// The operators, in the order of the documentation, and where each applies.
        pub const OPERATORS: [(&str, Applies); [$($name),*].len()] = [$(($name, Applies::$applies)),*];

        /// How the operator of that name is used.
        #[must_use]
        pub fn usage(name: &str) -> Option<Usage> {
            match name {
                $($name => Some(Usage { takes: Takes::$takes, about: $about }),)*
                _ => None,
            }
        }
    };
}

operators! {
    "$eq", Always, Value; "The field has this value. A bare value means the same.";
    "$ne", Always, Value; "The field does not have this value, or is missing.";
    "$in", Always, Values; "The field has one of these values. A bare array or list means the same.";
    "$nin", Always, Values; "The field has none of these values, or is missing.";
    "$exists", Always, Boolean; "The field has a value (`true`), or is missing (`false`).";
    "$gt", ToNumbers, Number; "The field is greater than this number.";
    "$gte", ToNumbers, Number; "The field is this number or greater.";
    "$lt", ToNumbers, Number; "The field is less than this number.";
    "$lte", ToNumbers, Number; "The field is this number or less.";
    "$all", ToMany, Values; "Every value listed is one of the field's. Nothing listed never holds.";
    "$contains", ToText, Words; "The text has this text, or any of these, somewhere in it.";
    "$startsWith", ToText, Words; "The text begins with this text, or with any of these.";
    "$endsWith", ToText, Words; "The text ends with this text, or with any of these.";
    "$regex", ToText, Pattern;
        "The regular expression matches somewhere in the text. Its syntax is that of Rust's `regex-lite`; `\\d`, `\\w`, `\\s` and `\\b` are ASCII.";
    "$length", ToText, Count; "The test holds for the number of the text's Unicode scalar values.";
    "$bytes", ToText, Count; "The test holds for the number of the text's UTF-8 bytes.";
    "$cidr", ToAddresses, Blocks; "The address lies in this block, or in any of these. Without a prefix a block is one address.";
    "$not", Always, Operators; "These operators do not all hold, or the field is missing.";
    "$fold", Always, True;
        "The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and in what it is compared with, but not in the pattern of `$regex`.";
}

/// The fields that an operator applies to; facts take every operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// Any field.
    Always,
    /// Numbers.
    ToNumbers,
    /// Many-valued fields.
    ToMany,
    /// Text without a fixed set of values.
    ToText,
    /// Addresses.
    ToAddresses,
}

impl Applies {
    /// The operator applies to a field of that domain.
    #[must_use]
    pub const fn to(self, domain: Domain, many: bool) -> bool {
        match self {
            Self::Always => true,
            Self::ToNumbers => domain.is_number(),
            Self::ToMany => many,
            Self::ToText => domain.is_text(),
            Self::ToAddresses => domain.is_address(),
        }
    }

    /// Those fields, for people.
    #[must_use]
    pub const fn what(self) -> &'static str {
        match self {
            Self::Always => "anything",
            Self::ToNumbers => "numbers",
            Self::ToMany => "`members.id` and facts",
            Self::ToText => "text without a fixed set of values",
            Self::ToAddresses => "`client.ip` and facts",
        }
    }
}

/// Reads the tests of a field of one domain.
#[derive(Debug)]
pub struct TestObject<'t, 'c, 'j> {
    conditions: &'t mut Conditions<'c, 'j>,
    domain: Domain,
    many: bool,
}

type Tests = Vec<(Operator, Source)>;

impl<'t, 'c, 'j> TestObject<'t, 'c, 'j> {
    /// A reader for a field of that domain, many-valued or not.
    pub fn new(conditions: &'t mut Conditions<'c, 'j>, domain: Domain, many: bool) -> Self {
        Self { conditions, domain, many }
    }

    /// The tests, all of which must hold.
    pub fn read(&mut self, value: &'j Json<'j>) -> Option<Tests> {
        match value {
            Json::Object(members) if members.iter().any(|(name, _)| name == "$field") => self.one("$eq", value, false),
            Json::Object(members) if members.iter().any(|(name, _)| name == "$list") => self.one("$in", value, false),
            Json::Object(members) => self.object(members),
            Json::Array(_) => self.one("$in", value, false),
            _ => self.one("$eq", value, false),
        }
    }

    fn one(&mut self, name: &'static str, value: &'j Json<'j>, folded: bool) -> Option<Tests> {
        let operator = self.operator(name, value, folded)?;
        Some(vec![(operator, self.conditions.source(name, value))])
    }

    fn object(&mut self, members: &'j [(std::borrow::Cow<'j, str>, Json<'j>)]) -> Option<Tests> {
        let folded = self.modifier(members);
        let options = members.iter().find(|(name, _)| name == "$options").map(|(_, value)| value);
        let ignore_case = match options {
            None => Some(false),
            Some(value) => self.options(members, value),
        };
        let mut tests = folded.and(ignore_case).map(|_| Vec::new());
        for ((name, value), repeated) in members.iter().zip(super::check::repeated(members)) {
            let mark = self.conditions.checker.pointer.enter(&**name);
            let read = if repeated {
                self.conditions.checker.report_duplicate();
                None
            } else {
                self.member(name, value, folded.unwrap_or(false), ignore_case.unwrap_or(false))
            };
            self.conditions.checker.pointer.leave(mark);
            match (read, &mut tests) {
                (Some(read), Some(tests)) => tests.extend(read),
                _ => tests = None,
            }
        }
        let no_operator = members.iter().all(|(name, _)| name == "$fold" || name == "$options");
        if no_operator && options.is_none() {
            self.conditions.checker.report("empty-test", "found no operator, expected at least one", None);
            return None;
        }
        if folded == Some(true) && !tests.iter().flatten().any(|(operator, _)| operator.folds_something()) {
            self.conditions.at("$fold", |this| this.checker.note_idle());
        }
        tests
    }

    fn modifier(&mut self, members: &[(std::borrow::Cow<str>, Json)]) -> Option<bool> {
        match members.iter().find(|(name, _)| name == "$fold") {
            None => Some(false),
            Some((_, Json::Bool(true))) => Some(true),
            Some((_, other)) => {
                self.conditions.at("$fold", |this| {
                    let hint = Some("remove it: without `$fold` nothing is folded".to_owned());
                    this.checker.report_type_with("true", other, hint);
                });
                None
            }
        }
    }

    fn options(&mut self, members: &[(std::borrow::Cow<str>, Json)], value: &Json) -> Option<bool> {
        let alone = !members.iter().any(|(name, _)| name == "$regex");
        self.conditions.at("$options", |this| match value {
            _ if alone => {
                this.checker.report("options-without-regex", "found `$options` without `$regex`", None);
                None
            }
            Json::Text(text) if text.is_empty() => Some(false),
            Json::Text(text) if text == "i" => Some(true),
            other => {
                let message = format!("found {}, expected `i`, the only option", describe(other));
                let hint = "other flags stand in the pattern, such as `(?s)` for a dot that matches line ends";
                this.checker.report("bad-options", message, Some(hint.to_owned()));
                None
            }
        })
    }

    /// What a member of a test object adds: none after a mistake, nothing for a modifier.
    fn member(&mut self, name: &str, value: &'j Json<'j>, folded: bool, ignore_case: bool) -> Option<Tests> {
        match name {
            "$fold" | "$options" => Some(Vec::new()),
            "$regex" => {
                self.applies("$regex", Applies::ToText)?;
                let operator = self.regex(value, folded, ignore_case)?;
                Some(vec![(operator, self.conditions.source("$regex", value))])
            }
            _ => {
                let Some((name, applies)) = OPERATORS.iter().find(|(own, _)| *own == name) else {
                    self.report_unknown(name);
                    return None;
                };
                self.applies(name, *applies)?;
                self.one(name, value, folded)
            }
        }
    }

    fn report_unknown(&mut self, name: &str) {
        const GUESSES: [(&str, &str); 17] = [
            ("$list", "`{ \"$in\": { \"$list\": … } }`; here `$nin` says it without `$not`"),
            ("$field", "`{ \"$eq\": { \"$field\": … } }`; here `$ne` says it without `$not`"),
            ("$size", "`members.count` is how many members there are; other counts come from the host in `facts`"),
            ("$elemMatch", "a test of `members.id` holds if any id meets it"),
            ("$expr", "`{ \"$field\": \"…\" }` as the value of an operator compares with another field"),
            ("$mod", "compute it on the host and hand it over in `facts`"),
            ("$where", "compute it on the host and hand it over in `facts`"),
            ("$type", "`$exists` tells whether there is a value"),
            ("$text", "`$contains`"),
            ("$like", "`$contains`, `$startsWith`, `$endsWith` or `$regex`"),
            ("$match", "`$regex`"),
            ("$containsAny", "`$contains` takes an array and means any of it"),
            ("$notIn", "`$nin`"),
            ("$between", "`$gte` and `$lte`"),
            ("$and", "operators of one test must all hold; `$and` combines conditions, beside fields"),
            ("$or", "an array means any of its values; `$or` combines conditions, beside fields"),
            ("$nor", "`$not`; `$nor` combines conditions, beside fields"),
        ];
        let guess = GUESSES.iter().find(|(own, _)| *own == name).map(|(_, hint)| (*hint).to_owned());
        let hint = guess.or_else(|| {
            nearest(name, OPERATORS.iter().map(|(own, _)| *own).chain(["$options"])).map(|near| format!("`{near}`"))
        });
        let hint = hint.or_else(|| Some(format!("operators here: {}", self.operators_here())));
        let what = if name.starts_with('$') { "operator" } else { "operator: operators begin with `$`" };
        self.conditions.checker.report("unknown-operator", format!("`{}` is no {what}", shown(name)), hint);
    }

    fn operators_here(&self) -> String {
        let here: Vec<&str> = OPERATORS
            .iter()
            .filter(|(name, applies)| applies.to(self.domain, self.many) && (*name != "$fold" || self.domain.is_text()))
            .map(|(name, _)| *name)
            .collect();
        names(&here, " and ")
    }

    fn applies(&mut self, name: &str, applies: Applies) -> Option<()> {
        if applies.to(self.domain, self.many) {
            return Some(());
        }
        let message = format!("`{name}` applies to {}, not to this field", applies.what());
        let hint = format!("operators here: {}", self.operators_here());
        self.conditions.checker.report("wrong-operator", message, Some(hint));
        None
    }

    fn operator(&mut self, name: &str, value: &'j Json<'j>, folded: bool) -> Option<Operator> {
        let fold = folded && self.domain.is_text();
        Some(match name {
            "$eq" | "$ne" => {
                self.single(name, value)?;
                Operator::Equal { to: self.conditions.operand(value, self.domain, fold)?, fold, negated: name == "$ne" }
            }
            "$in" | "$nin" => {
                Operator::In { set: self.conditions.set(value, self.domain, fold)?, fold, negated: name == "$nin" }
            }
            "$all" => Operator::All { set: self.conditions.set(value, self.domain, fold)?, fold },
            "$exists" => Operator::Exists(self.conditions.checker.boolean(value)?),
            "$gt" => self.compare(Comparison::Greater, value)?,
            "$gte" => self.compare(Comparison::GreaterOrEqual, value)?,
            "$lt" => self.compare(Comparison::Less, value)?,
            "$lte" => self.compare(Comparison::LessOrEqual, value)?,
            "$contains" => Operator::Find { needle: self.needle(Anchor::Anywhere, value, fold)?, fold },
            "$startsWith" => Operator::Find { needle: self.needle(Anchor::Start, value, fold)?, fold },
            "$endsWith" => Operator::Find { needle: self.needle(Anchor::End, value, fold)?, fold },
            "$length" => self.size(Unit::ScalarValues, value)?,
            "$bytes" => self.size(Unit::Bytes, value)?,
            "$cidr" => self.within(value)?,
            "$not" => self.not(value)?,
            _ => return None,
        })
    }

    fn single(&mut self, name: &str, value: &Json) -> Option<()> {
        let is_list = matches!(value, Json::Object(members) if members.iter().any(|(own, _)| own == "$list"));
        if !is_list && !matches!(value, Json::Array(_)) {
            return Some(());
        }
        let many = if name == "$eq" { "$in" } else { "$nin" };
        let message = format!("found {}, expected a single value", if is_list { "a list" } else { "an array" });
        self.conditions.checker.report("wrong-type", message, Some(format!("`{many}`")));
        None
    }

    fn compare(&mut self, how: Comparison, value: &'j Json<'j>) -> Option<Operator> {
        if let Json::Number(number) = value {
            let to = super::condition::Operand::Value(super::sets::Scalar::Number(*number));
            return Some(Operator::Compare { how, to });
        }
        if let Some(field) = self.conditions.field_operand(value, Domain::Integer(i64::MIN, i64::MAX), false) {
            Some(Operator::Compare { how, to: super::condition::Operand::Field(field?) })
        } else {
            self.conditions.checker.report_type_with("a number", value, without_quotes(value));
            None
        }
    }

    fn needle(&mut self, anchor: Anchor, value: &'j Json<'j>, folded: bool) -> Option<Needle> {
        let domain = self.domain;
        if let Some(field) = self.conditions.field_operand(value, Domain::Text, false) {
            return field.map(|field| Needle::Field(anchor, field));
        }
        if let Json::Text(_) = value {
            let word = self.word(value, folded)?;
            return self.words(anchor, &[word]).map(Needle::Words);
        }
        if !matches!(value, Json::Array(_) | Json::Object(_)) {
            self.conditions.checker.report_type_with("text, an array or `{ \"$list\": … }`", value, in_quotes(value));
            return None;
        }
        let domain_of_words = domain;
        let many = self.many;
        let made = self.conditions.items(value, Use::Words(anchor, domain, folded), |conditions, items| {
            let mut this = TestObject { conditions, domain: domain_of_words, many };
            let words: Vec<Option<String>> = items
                .iter()
                .enumerate()
                .map(|(i, item)| {
                    let mark = this.conditions.checker.pointer.enter(i);
                    let word = this.word(item, folded);
                    this.conditions.checker.pointer.leave(mark);
                    word
                })
                .collect();
            let words = words.into_iter().collect::<Option<Vec<_>>>();
            Made::Words(words.and_then(|words| this.words(anchor, &words)))
        })?;
        match made {
            Made::Words(words) => words.map(Needle::Words),
            _ => None,
        }
    }

    fn words(&mut self, anchor: Anchor, words: &[String]) -> Option<super::sets::Shared<Words>> {
        match Words::new(anchor, words.iter().map(String::as_str)) {
            Ok(words) => Some(words.into()),
            Err(message) => {
                self.conditions.checker.report("too-many", message, None);
                None
            }
        }
    }

    /// A text to look for: one that is empty, or folds to nothing, would be found in every text.
    fn word(&mut self, value: &Json, folded: bool) -> Option<String> {
        let text = self.conditions.checker.any_text(value)?;
        let word = canonical_word(self.domain, text);
        let word = if folded { fold(&word).into_owned() } else { word.into_owned() };
        if word.is_empty() {
            let message = if text.is_empty() {
                "found an empty text, which every text contains".to_owned()
            } else {
                format!("`{}` folds to an empty text, which every text contains", shown(text))
            };
            self.conditions.checker.report("empty-text", message, Some("remove it".to_owned()));
            return None;
        }
        Some(word)
    }

    fn regex(&mut self, value: &'j Json<'j>, fold: bool, ignore_case: bool) -> Option<Operator> {
        let pattern = self.conditions.checker.any_text(value)?;
        match self.conditions.regexes.compile(pattern, ignore_case) {
            Ok(regex) => Some(Operator::Regex { regex, pattern: pattern.into(), ignore_case, fold }),
            Err(message) => {
                let hint = regexes::hint(&message).map(str::to_owned);
                let message = format!("`{}` does not compile: {message}", shown(pattern));
                self.conditions.checker.report("bad-regex", message, hint);
                None
            }
        }
    }

    fn size(&mut self, unit: Unit, value: &'j Json<'j>) -> Option<Operator> {
        let tests = TestObject::new(self.conditions, Domain::SIZE, false).read(value)?;
        Some(Operator::Size { unit, tests: tests.into_iter().map(|(operator, _)| operator).collect() })
    }

    fn within(&mut self, value: &'j Json<'j>) -> Option<Operator> {
        if let Json::Text(_) = value {
            let block = self.conditions.checker.block(value)?;
            return Some(Operator::Within(Blocks::new([block]).into()));
        }
        let made = self.conditions.items(value, Use::Blocks, |conditions, items| {
            let blocks: Vec<Option<_>> = items
                .iter()
                .enumerate()
                .map(|(i, item)| conditions.checker.at(i, |checker| checker.block(item)))
                .collect();
            Made::Blocks(blocks.into_iter().collect::<Option<Vec<_>>>().map(|blocks| Blocks::new(blocks).into()))
        })?;
        match made {
            Made::Blocks(blocks) => blocks.map(Operator::Within),
            _ => None,
        }
    }

    fn not(&mut self, value: &'j Json<'j>) -> Option<Operator> {
        let Json::Object(members) = value else {
            let hint = if matches!(value, Json::Array(_)) { "`$nin`" } else { "`$ne`" };
            self.conditions.checker.report_type_with("an object of operators", value, Some(hint.to_owned()));
            return None;
        };
        let (domain, many) = (self.domain, self.many);
        let tests = self.conditions.deeper(|conditions| TestObject { conditions, domain, many }.object(members))?;
        Some(Operator::Not(tests.into_iter().map(|(operator, _)| operator).collect()))
    }
}
