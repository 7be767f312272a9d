//! Finding the places of issues in a policy's text, once there are any.
//!
//! The tree that policies are read into knows no places, so that good policies do not pay for them. The text is read
//! again, and only along the pointers of the issues: a value that none of them goes through is skipped.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::issue::Issue;
use crate::order::sorted;
use crate::place::Places;
use crate::wire::unusual;

/// Gives each issue the place of its path.
pub fn locate(text: &str, issues: &mut [Issue]) {
    let start = text.len() - text.trim_start().len();
    let wanted = issues.iter().map(|issue| Wanted { steps: steps(&issue.path), offset: start }).zip(0..);
    let mut wanted = sorted(wanted.collect(), |(a, _): &(Wanted, usize), (b, _)| a.steps.cmp(&b.steps));
    walk(text, text.trim(), 0, &mut wanted);
    let wanted = sorted(wanted, |(a, _), (b, _)| a.offset.cmp(&b.offset));
    let mut places = Places::new(text);
    for (Wanted { offset, .. }, index) in wanted {
        if let Some(issue) = issues.get_mut(index) {
            issue.place = Some(places.at(offset));
        }
    }
}

/// The pointer of an issue, and the offset of what it points to.
struct Wanted {
    steps: Vec<String>,
    offset: usize,
}

fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// Looks for what is wanted inside `value`, a part of `text` that is a JSON value. All that is wanted goes through
/// this value, `depth` steps below the whole, and is sorted.
fn walk(text: &str, value: &str, depth: usize, wanted: &mut [(Wanted, usize)]) {
    if wanted.iter().any(|(wanted, _)| wanted.steps.len() > depth) {
        let mut deserializer = serde_json::Deserializer::from_str(value);
        deserializer.disable_recursion_limit();
        // The text was read before, so this cannot fail; if it did, places would be missing and nothing else.
        let _ = Level { text, depth, wanted }.deserialize(&mut deserializer);
    }
}

struct Level<'l, 't> {
    text: &'t str,
    depth: usize,
    wanted: &'l mut [(Wanted, usize)],
}

impl Level<'_, '_> {
    /// What goes through this step.
    fn through(&mut self, step: &str) -> &mut [(Wanted, usize)] {
        let depth = self.depth;
        let before = |wanted: &Wanted| wanted.steps.get(depth).map(String::as_str) < Some(step);
        let through = |wanted: &Wanted| wanted.steps.get(depth).map(String::as_str) <= Some(step);
        let first = self.wanted.partition_point(|(wanted, _)| before(wanted));
        let end = self.wanted.partition_point(|(wanted, _)| through(wanted));
        self.wanted.get_mut(first..end).unwrap_or_default()
    }

    /// A repeated member is visited again, so that its last place counts: it is the one that must go.
    fn visit(&mut self, step: &str, raw: &RawValue) {
        let (text, depth) = (self.text, self.depth + 1);
        let offset = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let wanted = self.through(step);
        for (wanted, _) in wanted.iter_mut().filter(|(wanted, _)| wanted.steps.len() == depth) {
            wanted.offset = offset;
        }
        walk(text, raw.get(), depth, wanted);
    }
}

impl<'t> DeserializeSeed<'t> for Level<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Level<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or an object")
    }

    unusual!('t: null bool integer float text);

    fn visit_seq<A: SeqAccess<'t>>(mut self, mut sequence: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        while let Some(raw) = sequence.next_element::<&'t RawValue>()? {
            self.visit(&index.to_string(), raw);
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'t, str>>()? {
            if self.through(&key).is_empty() {
                map.next_value::<IgnoredAny>()?;
            } else {
                let raw = map.next_value::<&'t RawValue>()?;
                self.visit(&key, raw);
            }
        }
        Ok(())
    }
}
