//! Finding the places of issues in a policy's text, once there are any.
//!
//! The tree that policies are read into knows no places, so that good policies do not pay for them. The text is read
//! again, and only along the pointers of the issues: a value that none of them goes through is skipped.

use super::issue::{Issue, append_index, append_name};
use super::keys::Keys;
use crate::json::MAX_DEPTH;
use crate::place::{Place, Places};
use crate::reader::{Kind, Reader, Stopped};
use crate::texts::Texts;

/// Gives each issue the place of its path.
pub fn locate(text: &str, issues: &mut [Issue]) {
    let mut search = Search { steps: Keys::default(), found: vec![Place::START], places: Places::new(text) };
    let values: Vec<u32> = issues.iter().map(|issue| search.value_of(&issue.path)).collect();
    // The text was read before, so this cannot stop; if it did, places would be missing and nothing else.
    let _ = search.walk(&mut Reader::new(text, MAX_DEPTH, &Texts::default()), 0);
    for (issue, value) in issues.iter_mut().zip(values) {
        issue.place = search.found.get(value as usize).copied();
    }
}

/// The values that pointers go through are numbered, the document being the first.
struct Search<'t> {
    /// Values by the number of what holds them and the step to them.
    steps: Keys,
    /// Where each value begins.
    found: Vec<Place>,
    places: Places<'t>,
}

impl Search<'_> {
    /// The number of the value that a pointer leads to.
    fn value_of(&mut self, path: &str) -> u32 {
        let mut value = 0;
        for step in path.as_bytes().split(|byte| *byte == b'/').skip(1) {
            let next = u32::try_from(self.found.len()).unwrap_or(u32::MAX);
            let mut key = key(value).into_bytes();
            key.extend_from_slice(step);
            value = self.steps.insert(&key, next);
            if value == next {
                self.found.push(Place::START);
            }
        }
        value
    }

    /// Reads a value. A repeated member is visited again, so that its last place counts: it is the one that must go.
    fn walk(&mut self, reader: &mut Reader, value: u32) -> Result<(), Stopped> {
        let kind = reader.kind()?;
        if let Some(place) = self.found.get_mut(value as usize) {
            *place = self.places.at(reader.offset());
        }
        if !matches!(kind, Kind::Array | Kind::Object) {
            return reader.skip().map(drop);
        }
        let mut more = reader.enter()?;
        let mut index = 0;
        while more {
            let mut key = key(value);
            match kind {
                Kind::Object => append_name(&mut key, reader.name()?),
                _ => append_index(&mut key, index),
            }
            match self.steps.get(key.as_bytes()) {
                Some(inner) => self.walk(reader, inner)?,
                None => drop(reader.skip()?),
            }
            more = reader.another(kind)?;
            index += 1;
        }
        Ok(())
    }
}

/// What a value is found by begins with the number of the one that holds it, and ends with the step from there.
fn key(outer: u32) -> String {
    let mut key = String::new();
    append_index(&mut key, outer as usize);
    key.push('/');
    key
}
