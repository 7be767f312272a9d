//! What a rule can see: the platforms from whose callbacks a test of it can make a difference.

use crate::event::{Context, Event, Value};
use crate::fields::{Field, FieldRef, Phase, Platform};

use super::condition::{Condition, Operand, Operator, Set, Test};

/// A set of platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Platforms {
    /// Tencent Chat is in it.
    pub tencent: bool,
    /// `OpenIM` is in it.
    pub openim: bool,
}

impl Platforms {
    /// Both of them.
    pub const BOTH: Self = Self { tencent: true, openim: true };

    /// A platform alone.
    #[must_use]
    pub fn of(platform: Platform) -> Self {
        Self { tencent: platform == Platform::Tencent, openim: platform == Platform::OpenIm }
    }

    /// The platforms that send a field.
    #[must_use]
    pub const fn sending(field: &FieldRef) -> Self {
        let info = field.info();
        Self { tencent: info.tencent, openim: info.openim }
    }

    /// Those that are in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { tencent: self.tencent && other.tencent, openim: self.openim && other.openim }
    }

    /// The platform is in it.
    #[must_use]
    pub const fn has(self, platform: Platform) -> bool {
        match platform {
            Platform::Tencent => self.tencent,
            Platform::OpenIm => self.openim,
        }
    }

    /// There is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        !self.tencent && !self.openim
    }

    /// Their names in a sentence.
    #[must_use]
    pub const fn names(self) -> &'static str {
        match (self.tencent, self.openim) {
            (true, true) => "Tencent and OpenIM",
            (true, false) => "Tencent",
            (false, true) => "OpenIM",
            (false, false) => "neither platform",
        }
    }
}

/// How a condition combines others where it holds, or does not: whether all of them do or one of them, and whether
/// they hold then or do not; none of a test.
#[must_use]
pub const fn combines(condition: &Condition, holds: bool) -> Option<(bool, bool)> {
    match condition {
        Condition::All(_) => Some((holds, holds)),
        Condition::Any(_) => Some((!holds, holds)),
        Condition::Neither(_) => Some((holds, !holds)),
        Condition::Test(_) => None,
    }
}

/// Calls `visit` with every field that a condition reads, and with the platforms that its test can see: tests of
/// `platform` beside it narrow them.
pub fn each_field<'c>(condition: &'c Condition, visible: Platforms, visit: &mut dyn FnMut(&'c FieldRef, Platforms)) {
    if let Condition::Test(Test { field, operator, .. }) = condition {
        visit(field, visible);
        each_operand(operator, &mut |field| visit(field, visible));
        return;
    }
    let mut beside = visible;
    if let Condition::All(_) = condition {
        beside = seen_by(condition).and(visible);
    }
    for branch in condition.branches() {
        each_field(branch, beside.and(seen_by(branch)), visit);
    }
}

fn each_operand<'c>(operator: &'c Operator, visit: &mut dyn FnMut(&'c FieldRef)) {
    if let Some(field) = operand(operator) {
        visit(field);
    }
    if let Operator::Not(operators) | Operator::Size { tests: operators, .. } = operator {
        operators.iter().for_each(|operator| each_operand(operator, visit));
    }
}

/// The other field that an operator compares with.
#[must_use]
pub const fn operand(operator: &Operator) -> Option<&FieldRef> {
    use super::condition::Needle;
    match operator {
        Operator::Equal { to: Operand::Field(field), .. }
        | Operator::Compare { to: Operand::Field(field), .. }
        | Operator::In { set: Set::Field(field), .. }
        | Operator::All { set: Set::Field(field), .. }
        | Operator::Find { needle: Needle::Field(_, field), .. } => Some(field),
        _ => None,
    }
}

/// The platforms on which a condition may hold, whatever its tests of other fields say.
#[must_use]
pub fn seen_by(condition: &Condition) -> Platforms {
    let may_hold = |platform| may_be(condition, true, platform);
    Platforms { tencent: may_hold(Platform::Tencent), openim: may_hold(Platform::OpenIm) }
}

/// A condition may hold on a platform, or may not.
fn may_be(condition: &Condition, holds: bool, platform: Platform) -> bool {
    match (condition, combines(condition, holds)) {
        (_, Some((true, holds))) => condition.branches().all(|branch| may_be(branch, holds, platform)),
        (_, Some((false, holds))) => condition.branches().any(|branch| may_be(branch, holds, platform)),
        (Condition::Test(Test { field: FieldRef::Known(Field::Platform), operator, .. }), None)
            if !compares_with_field(operator) =>
        {
            holds_alone(operator, Value::Text(platform.name())) == holds
        }
        _ => true,
    }
}

/// The operator's truth depends on another field.
#[must_use]
pub fn compares_with_field(operator: &Operator) -> bool {
    let mut compares = false;
    each_operand(operator, &mut |_| compares = true);
    compares
}

/// Whether an operator that compares with no other field holds for a value.
#[must_use]
pub fn holds_alone(operator: &Operator, value: Value) -> bool {
    let event = Event::new(Platform::Tencent, Phase::Before, "".into());
    operator.holds(value, &Context { event: &event, now: 0, offset_minutes: 0, facts: None, folding: None })
}
