//! Finding the places of issues in a policy's text, once there are any.
//!
//! The tree that policies are read into knows no places, so that good policies do not pay for them. The text is read
//! again, and only along the pointers of the issues: a value that none of them goes through is skipped.

use super::issue::{Issue, Pointer};
use crate::json::MAX_DEPTH;
use crate::order::order;
use crate::place::Places;
use crate::reader::{Kind, Reader, Stop};

/// Gives each issue the place of its path.
pub fn locate(text: &str, issues: &mut [Issue]) {
    let by_path = order(issues.len(), &mut |a, b| path(issues, a).cmp(path(issues, b)));
    let mut search = Search { issues, by_path, offsets: vec![0; issues.len()], pointer: Pointer::default() };
    // The text was read before, so this cannot stop; if it did, places would be missing and nothing else.
    let _ = search.walk(&mut Reader::new(text, MAX_DEPTH));
    let found = search.found();
    let mut places = Places::new(text);
    for index in order(found.len(), &mut |a, b| found.get(a).cmp(&found.get(b))) {
        if let (Some(issue), Some(offset)) = (issues.get_mut(index), found.get(index)) {
            issue.place = Some(places.at(*offset));
        }
    }
}

fn path(issues: &[Issue], index: usize) -> &str {
    issues.get(index).map_or("", |issue| &issue.path)
}

struct Search<'i> {
    issues: &'i [Issue],
    /// The indexes of the issues, sorted by their paths.
    by_path: Vec<usize>,
    /// In that order, where what the first issue of each path points to begins.
    offsets: Vec<usize>,
    /// To the value that is being read.
    pointer: Pointer,
}

impl Search<'_> {
    /// Reads a value and looks for what is wanted in it. A repeated member is visited again, so that its last place
    /// counts: it is the one that must go.
    fn walk(&mut self, reader: &mut Reader) -> Result<(), Box<Stop>> {
        let kind = reader.kind()?;
        if !self.find(reader.offset()) || !matches!(kind, Kind::Array | Kind::Object) {
            return reader.skip().map(drop);
        }
        let mut more = reader.enter()?;
        let mut index = 0_usize;
        while more {
            let mark = match kind {
                Kind::Object => self.pointer.enter(&*reader.name()?),
                _ => self.pointer.enter(index),
            };
            self.walk(reader)?;
            self.pointer.leave(mark);
            more = if kind == Kind::Object { reader.another_member()? } else { reader.another_item()? };
            index += 1;
        }
        Ok(())
    }

    /// Notes the offset of a value where an issue points to it; whether some may point to what is in it.
    fn find(&mut self, offset: usize) -> bool {
        let pointer = self.pointer.as_str();
        let first = self.by_path.partition_point(|index| path(self.issues, *index) < pointer);
        let Some(index) = self.by_path.get(first) else { return false };
        let path = path(self.issues, *index);
        if let Some(own) = self.offsets.get_mut(first).filter(|_| path == pointer) {
            *own = offset;
        }
        path.starts_with(pointer)
    }

    /// The offset of each issue, in their own order.
    fn found(self) -> Vec<usize> {
        let mut found = vec![0; self.issues.len()];
        let mut last = None;
        for (index, offset) in self.by_path.into_iter().zip(self.offsets) {
            let path = path(self.issues, index);
            let (_, offset) = *last.insert(last.filter(|(other, _)| *other == path).unwrap_or((path, offset)));
            if let Some(own) = found.get_mut(index) {
                *own = offset;
            }
        }
        found
    }
}
