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

/// Calls `visit` with every field that a condition reads, and with the platforms that its test can see: tests of
/// `platform` beside it narrow them.
pub fn each_field<'c>(condition: &'c Condition, visible: Platforms, visit: &mut dyn FnMut(&'c FieldRef, Platforms)) {
    match condition {
        Condition::All(branches) => {
            let visible = branches.iter().fold(visible, |visible, branch| visible.and(seen_by(branch)));
            branches.iter().for_each(|branch| each_field(branch, visible, visit));
        }
        Condition::Any(branches) => {
            branches.iter().for_each(|branch| each_field(branch, visible.and(seen_by(branch)), visit));
        }
        Condition::Neither(branches) => branches
            .iter()
            .map(|branch| &branch.condition)
            .for_each(|branch| each_field(branch, visible.and(seen_by(branch)), visit)),
        Condition::Test(Test { field, operator, .. }) => {
            visit(field, visible);
            each_operand(operator, &mut |field| visit(field, visible));
        }
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
    let may_hold = |platform| may_be(condition, platform).0;
    Platforms { tencent: may_hold(Platform::Tencent), openim: may_hold(Platform::OpenIm) }
}

/// Whether a condition may hold on a platform, and whether it may not.
fn may_be(condition: &Condition, platform: Platform) -> (bool, bool) {
    let all = |(a, b): (bool, bool), (c, d): (bool, bool)| (a && c, b || d);
    match condition {
        Condition::All(branches) => {
            branches.iter().fold((true, false), |so_far, branch| all(so_far, may_be(branch, platform)))
        }
        Condition::Any(branches) => {
            let (may_not, may) = branches.iter().fold((true, false), |so_far, branch| {
                let (may, may_not) = may_be(branch, platform);
                all(so_far, (may_not, may))
            });
            (may, may_not)
        }
        Condition::Neither(branches) => branches.iter().fold((true, false), |so_far, branch| {
            let (may, may_not) = may_be(&branch.condition, platform);
            all(so_far, (may_not, may))
        }),
        Condition::Test(Test { field: FieldRef::Known(Field::Platform), operator, .. })
            if !compares_with_field(operator) =>
        {
            let holds = holds_alone(operator, Value::Text(platform.name()));
            (holds, !holds)
        }
        Condition::Test(_) => (true, true),
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
    operator.holds(value, &Context { event: &event, now: 0, offset_minutes: 0, facts: None })
}
