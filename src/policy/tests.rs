//! Reading the tests of one field: an object of operators, a bare value or a bare array.

use crate::fields::FieldRef;
use crate::json::Json;
use crate::place::shown;

use super::check::{Checker, Names};
use super::condition::{Condition, Operator, Source, Test};
use super::lists::{Kind, Use};
use super::operators::{Applies, Known, Meaning, OPERATORS};
use super::regexes;
use super::values::Domain;

/// What tests are about: a field, or a count.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The values it can have.
    pub domain: Domain,
    /// It has any number of them.
    pub many: bool,
}

impl Subject {
    /// A field.
    #[must_use]
    pub const fn of(field: &FieldRef) -> Self {
        Self { domain: Domain::of(field), many: field.info().many }
    }
}

/// What `$fold` and `$options` say in an object of operators.
#[derive(Clone, Copy)]
struct Modifiers {
    fold: bool,
    ignore_case: bool,
}

/// Where the operators go that are read.
pub enum Target<'t> {
    /// Tests of this field, among the parts of a condition.
    Tests(&'t FieldRef, &'t mut Vec<Condition>),
    /// Operators of one test: `$not`, `$length`, `$bytes`.
    Operators(&'t mut Vec<Operator>),
}

const EQ: Known = Known { name: "$eq", meaning: Meaning::Equal { negated: false } };
const IN: Known = Known { name: "$in", meaning: Meaning::In { negated: false } };

impl<'j> Checker<'j> {
    /// The tests, all of which must hold; what is wrong is left out.
    pub fn tests(&mut self, value: &'j Json<'j>, subject: &Subject, target: &mut Target) {
        let bare = match value {
            Json::Object(_) if value.member("$field").is_some() => EQ,
            Json::Object(_) if value.member("$list").is_some() => IN,
            Json::Object(_) => return self.operators(value, subject, target),
            Json::Array(_) => IN,
            _ => EQ,
        };
        let modifiers = Modifiers { fold: false, ignore_case: false };
        if let Some(operator) = self.operator(&bare, value, subject, modifiers) {
            self.take(operator, bare.name, value, target);
        }
    }

    /// An object of operators.
    fn operators(&mut self, value: &'j Json<'j>, subject: &Subject, target: &mut Target) {
        let fold = value.member("$fold").is_some_and(|fold| self.fold(fold));
        let ignore_case = value.member("$options").is_some_and(|options| self.options(options, value));
        let modifiers = Modifiers { fold, ignore_case };
        let mut is_empty = true;
        let mut is_idle = fold;
        self.each_member(value, &mut |this, name, member| {
            if name == "$fold" {
                return;
            }
            is_empty = false;
            if name == "$options" {
                return;
            }
            let Some(known) = OPERATORS.iter().find(|known| known.name == name) else {
                return this.report_no_operator(member, name, subject);
            };
            if !this.applies(member, known, subject) {
                return;
            }
            if let Some(operator) = this.operator(known, member, subject, modifiers) {
                is_idle &= !operator.folds_something();
                this.take(operator, known.name, member, target);
            }
        });
        if is_empty {
            self.report(value, "empty-test", format_args!("found no operator, expected at least one"));
        } else if is_idle {
            self.idle.push((self.pointer.as_str().to_owned() + "/$fold").into());
        }
    }

    /// Puts an operator, its name and the value it compares with where they go.
    fn take(&mut self, operator: Operator, name: &'static str, value: &'j Json<'j>, target: &mut Target) {
        match target {
            Target::Operators(operators) => operators.push(operator),
            Target::Tests(field, parts) => {
                let source = Source::new(name, self.pointer.as_str(), &value.to_portable());
                self.memory += size_of::<Test>() + source.memory();
                parts.push(Condition::Test(Test { field: (*field).clone(), operator, source }));
            }
        }
    }

    fn fold(&mut self, value: &'j Json<'j>) -> bool {
        self.is_true(value, format_args!("remove it: without `$fold` nothing is folded"))
    }

    /// `$options`: true if it makes `$regex` ignore case.
    fn options(&mut self, value: &'j Json<'j>, beside: &Json) -> bool {
        match value {
            _ if beside.member("$regex").is_none() => {
                self.report(value, "options-without-regex", format_args!("found `$options` without `$regex`"));
            }
            Json::Text("i") => return true,
            Json::Text("") => {}
            _ => {
                let hint = "other flags stand in the pattern, such as `(?s)` for a dot that matches line ends";
                let reported = self.report_found(value, "bad-options", format_args!("`i`, the only option"));
                reported.hint(format_args!("{hint}"));
            }
        }
        false
    }

    fn report_no_operator(&mut self, value: &'j Json<'j>, name: &str, subject: &Subject) {
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
        let what = if name.starts_with('$') { "operator" } else { "operator: operators begin with `$`" };
        let reported = self.report(value, "unknown-operator", format_args!("`{}` is no {what}", shown(name)));
        if let Some((_, hint)) = GUESSES.iter().find(|(own, _)| *own == name) {
            return reported.hint(format_args!("{hint}"));
        }
        let mut known = vec!["$options"];
        for operator in &OPERATORS {
            known.push(operator.name);
        }
        let here = subject.operators();
        reported.hint_nearest(name, &known, Some(format_args!("operators here: {}", Names(&here, " and "))));
    }

    fn applies(&mut self, value: &'j Json<'j>, known: &Known, subject: &Subject) -> bool {
        let applies = Applies::of(known.meaning);
        let fits = applies.to(&subject.domain, subject.many);
        if !fits {
            let message = format_args!("`{}` applies to {}, not to this field", known.name, applies.what());
            let reported = self.report(value, "wrong-operator", message);
            reported.hint(format_args!("operators here: {}", Names(&subject.operators(), " and ")));
        }
        fits
    }

    fn operator(
        &mut self,
        known: &Known,
        value: &'j Json<'j>,
        subject: &Subject,
        modifiers: Modifiers,
    ) -> Option<Operator> {
        let Subject { domain, .. } = subject;
        let fold = modifiers.fold && domain.is_text();
        Some(match known.meaning {
            Meaning::Equal { negated } => {
                Operator::Equal { to: self.operand(value, domain, fold, negated)?, fold, negated }
            }
            Meaning::In { negated } => Operator::In { set: self.set(value, domain, fold)?, fold, negated },
            Meaning::All => Operator::All { set: self.set(value, domain, fold)?, fold },
            Meaning::Exists => Operator::Exists(self.boolean(value)?),
            Meaning::Compare(how) => Operator::Compare { how, to: self.bound(value)? },
            Meaning::Find(anchor) => Operator::Find { needle: self.needle(value, domain, anchor, fold)?, fold },
            Meaning::Regex => self.regex(value, modifiers)?,
            Meaning::Size(unit) => {
                let mut tests = Vec::new();
                let count = Subject { domain: Domain::SIZE, many: false };
                self.tests(value, &count, &mut Target::Operators(&mut tests));
                Operator::Size { unit, tests }
            }
            Meaning::Within => {
                let blocks = Use { of: Kind::Blocks, domain: *domain, folded: false };
                Operator::Within(self.listed(value, &blocks))
            }
            Meaning::Not => Operator::Not(self.negated(value, subject)),
            Meaning::Fold => return None,
        })
    }

    fn regex(&mut self, value: &'j Json<'j>, Modifiers { fold, ignore_case }: Modifiers) -> Option<Operator> {
        let pattern = self.any_text(value)?;
        match self.regexes.compile(pattern, ignore_case) {
            Ok(regex) => Some(Operator::Regex { regex, pattern: pattern.into(), ignore_case, fold }),
            Err(why) => {
                let message = format_args!("`{}` does not compile: {why}", shown(pattern));
                let reported = self.report(value, "bad-regex", message);
                if let Some(hint) = regexes::hint(&why) {
                    reported.hint(format_args!("{hint}"));
                }
                None
            }
        }
    }

    /// The operators inside `$not`.
    fn negated(&mut self, value: &'j Json<'j>, subject: &Subject) -> Vec<Operator> {
        let mut operators = Vec::new();
        if let Json::Object(_) = value {
            if self.goes_deeper(value) {
                self.operators(value, subject, &mut Target::Operators(&mut operators));
                self.depth -= 1;
            }
        } else {
            let one = if let Json::Array(_) = value { "$nin" } else { "$ne" };
            self.report_type(value, "an object of operators").hint(format_args!("`{one}`"));
        }
        operators
    }
}

impl Subject {
    /// The names of the operators that apply.
    fn operators(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for known in &OPERATORS {
            let fits = known.meaning != Meaning::Fold || self.domain.is_text();
            if fits && Applies::of(known.meaning).to(&self.domain, self.many) {
                names.push(known.name);
            }
        }
        names
    }
}
