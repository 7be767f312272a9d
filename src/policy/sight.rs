//! What a rule can see: the platforms from whose callbacks a test of it can make a difference.

use crate::event::{Context, Event};
use crate::fields::{Field, FieldRef, Phase, Platform};
use crate::fold::Folding;
use crate::value::{Item, Value};

use super::condition::{Condition, Operand, Operator, Set, Test};

/// A set of platforms, a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Platforms(pub u8);

impl Platforms {
    /// Neither of them.
    pub const NEITHER: Self = Self(0b00);
    /// Both of them.
    pub const BOTH: Self = Self(0b11);

    /// A platform alone.
    #[must_use]
    pub const fn of(platform: Platform) -> Self {
        match platform {
            Platform::Tencent => Self(0b01),
            Platform::OpenIm => Self(0b10),
        }
    }

    /// The platforms of which something is true.
    #[must_use]
    #[inline(never)]
    pub fn where_true(is_true: &dyn Fn(Platform) -> bool) -> Self {
        let mut platforms = Self::NEITHER;
        for platform in [Platform::Tencent, Platform::OpenIm] {
            if is_true(platform) {
                platforms = platforms.or(Self::of(platform));
            }
        }
        platforms
    }

    /// The platforms that send a field.
    #[must_use]
    pub const fn sending(field: &FieldRef) -> Self {
        let info = field.info();
        Self(info.tencent as u8 | (info.openim as u8) << 1)
    }

    /// Those that are in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are in one of the sets.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The platform is in it.
    #[must_use]
    pub const fn has(self, platform: Platform) -> bool {
        !self.and(Self::of(platform)).is_empty()
    }

    /// There is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their names in a sentence.
    #[must_use]
    pub const fn names(self) -> &'static str {
        match (self.has(Platform::Tencent), self.has(Platform::OpenIm)) {
            (true, true) => "Tencent and OpenIM",
            (true, false) => "Tencent",
            (false, true) => "OpenIM",
            (false, false) => "neither platform",
        }
    }
}

/// How a condition combines others where it holds, or does not: whether all of them do or one of them, and whether
/// they hold then or do not.
#[must_use]
pub const fn combines(condition: &Condition, holds: bool) -> (bool, bool) {
    match condition {
        Condition::Any(_) => (!holds, holds),
        Condition::Neither { .. } => (holds, !holds),
        _ => (holds, holds),
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
        beside = seen_by(condition, true).and(visible);
    }
    for branch in condition.branches() {
        each_field(branch, beside.and(seen_by(branch, true)), visit);
    }
}

fn each_operand<'c>(operator: &'c Operator, visit: &mut dyn FnMut(&'c FieldRef)) {
    if let Some(field) = operand(operator) {
        visit(field);
    }
    if let Operator::Not(operators) | Operator::Size { tests: operators, .. } = operator {
        for operator in operators {
            each_operand(operator, visit);
        }
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

/// The platforms on which a condition may hold, or may not, whatever its tests of other fields say.
fn seen_by(condition: &Condition, holds: bool) -> Platforms {
    if let Condition::Test(Test { field, operator, .. }) = condition {
        if *field != FieldRef::Known(Field::Platform) || compares_with_field(operator) {
            return Platforms::BOTH;
        }
        return Platforms::where_true(&|platform| holds_alone(operator, Item::Text(platform.name())) == holds);
    }
    let (all, holds) = combines(condition, holds);
    let mut seen = if all { Platforms::BOTH } else { Platforms::NEITHER };
    for branch in condition.branches() {
        let branch = seen_by(branch, holds);
        seen = if all { seen.and(branch) } else { seen.or(branch) };
    }
    seen
}

/// The operator's truth depends on another field.
#[must_use]
#[inline(never)]
pub fn compares_with_field(operator: &Operator) -> bool {
    let mut compares = false;
    each_operand(operator, &mut |_| compares = true);
    compares
}

/// Whether an operator that compares with no other field holds for a value.
#[must_use]
#[inline(never)]
pub fn holds_alone(operator: &Operator, value: Item) -> bool {
    static NOTHING: Event = Event::new(Platform::Tencent, Phase::Before, "");
    operator.holds(
        Value::One(value),
        &Context { event: &NOTHING, now: 0, offset_minutes: 0, facts: None, folding: &Folding::default() },
    )
}
