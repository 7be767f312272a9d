//! Finding the places of issues in a policy's text, once there are any.
//!
//! The tree that policies are read into knows no places, so that good policies do not pay for them. The text is read
//! again, and only along the pointers of the issues: a value that none of them goes through is skipped.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::issue::Issue;
use crate::place::Places;

/// Gives each issue the place of its path.
pub fn locate(text: &str, issues: &mut [Issue]) {
    let mut root = Wanted::default();
    for (index, issue) in issues.iter().enumerate() {
        let mut at = &mut root;
        for step in issue.path.split('/').skip(1) {
            at = at.steps.entry(step.replace("~1", "/").replace("~0", "~")).or_default();
        }
        at.issues.push(index);
    }
    let mut offsets = vec![None; issues.len()];
    let start = text.len() - text.trim_start().len();
    root.found_at(start, &mut offsets);
    walk(text, text.trim(), &root, &mut offsets);
    let mut order: Vec<(usize, &mut Issue)> =
        offsets.into_iter().map(|offset| offset.unwrap_or(start)).zip(issues).collect();
    order.sort_by_key(|(offset, _)| *offset);
    let mut places = Places::new(text);
    for (offset, issue) in order {
        issue.place = Some(places.at(offset));
    }
}

/// A step of the pointers of issues.
#[derive(Default)]
struct Wanted {
    issues: Vec<usize>,
    steps: BTreeMap<String, Wanted>,
}

impl Wanted {
    /// A repeated member's last place counts: it is the one that must go.
    fn found_at(&self, offset: usize, offsets: &mut [Option<usize>]) {
        for index in &self.issues {
            if let Some(slot) = offsets.get_mut(*index) {
                *slot = Some(offset);
            }
        }
    }
}

/// Looks for what is wanted inside `value`, a part of `text` that is a JSON value.
fn walk(text: &str, value: &str, wanted: &Wanted, offsets: &mut [Option<usize>]) {
    if !wanted.steps.is_empty() {
        let mut deserializer = serde_json::Deserializer::from_str(value);
        deserializer.disable_recursion_limit();
        // The text was read before, so this cannot fail; if it did, places would be missing and nothing else.
        let _ = Level { text, wanted, offsets }.deserialize(&mut deserializer);
    }
}

/// The offset of a part of the text.
fn offset_of(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

struct Level<'l, 't> {
    text: &'t str,
    wanted: &'l Wanted,
    offsets: &'l mut [Option<usize>],
}

impl Level<'_, '_> {
    fn visit(&mut self, wanted: &Wanted, raw: &RawValue) {
        wanted.found_at(offset_of(self.text, raw.get()), self.offsets);
        walk(self.text, raw.get(), wanted, self.offsets);
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

    fn visit_seq<A: SeqAccess<'t>>(mut self, mut sequence: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        while let Some(raw) = sequence.next_element::<&'t RawValue>()? {
            if let Some(wanted) = self.wanted.steps.get(&index.to_string()) {
                self.visit(wanted, raw);
            }
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'t, str>>()? {
            match self.wanted.steps.get(&*key) {
                Some(wanted) => {
                    let raw = map.next_value::<&'t RawValue>()?;
                    self.visit(wanted, raw);
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}
