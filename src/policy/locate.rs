//! Finding the places of issues in a policy's text, once there are any.
//!
//! The tree that policies are read into knows no places, so that good policies do not pay for them. The text is read
//! again, and only along the pointers of the issues: a value that none of them goes through is skipped.

use std::ops::Range;

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
    let _ = search.walk(&mut Reader::new(text, MAX_DEPTH), 0..issues.len());
    let found = search.found();
    let mut places = Places::new(text);
    for index in order(found.len(), &mut |a, b| found.get(a).cmp(&found.get(b))) {
        if let (Some(issue), Some(offset)) = (issues.get_mut(index), found.get(index)) {
            issue.place = Some(places.at(*offset));
        }
    }
}

fn path(issues: &[Issue], index: usize) -> &[u8] {
    issues.get(index).map_or(&[], |issue| issue.path.as_bytes())
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
    /// The path of an issue, in the order of paths.
    fn path(&self, place: usize) -> &[u8] {
        self.by_path.get(place).map_or(&[], |index| path(self.issues, *index))
    }

    /// Reads a value and looks for what is wanted in it: of the issues by path, those in a range, which all begin with
    /// the pointer. A repeated member is visited again, so that its last place counts: it is the one that must go.
    fn walk(&mut self, reader: &mut Reader, wanted: Range<usize>) -> Result<(), Box<Stop>> {
        let kind = reader.kind()?;
        let is_own = !wanted.is_empty() && self.path(wanted.start).len() == self.pointer.as_str().len();
        if let (true, Some(own)) = (is_own, self.offsets.get_mut(wanted.start)) {
            *own = reader.offset();
        }
        if wanted.is_empty() || !matches!(kind, Kind::Array | Kind::Object) {
            return reader.skip().map(drop);
        }
        let mut more = reader.enter()?;
        let mut index = 0;
        while more {
            let mark = match kind {
                Kind::Object => self.pointer.enter(&reader.name()?),
                _ => self.pointer.enter_item(index),
            };
            // (A path `/a!` may be among those found that is not below `/a`.)
            let first = self.first(&wanted, mark, false);
            let end = self.first(&wanted, mark, true);
            self.walk(reader, first..end)?;
            self.pointer.leave(mark);
            more = reader.another(kind)?;
            index += 1;
        }
        Ok(())
    }

    /// The first of a range whose path goes on from `mark` as the pointer does, or the first `behind` those.
    fn first(&self, wanted: &Range<usize>, mark: usize, behind: bool) -> usize {
        let step = self.pointer.as_str().as_bytes().get(mark..).unwrap_or_default();
        let Range { mut start, mut end } = *wanted;
        while start < end {
            let middle = start.midpoint(end);
            let rest = self.path(middle).get(mark..).unwrap_or_default();
            if rest < step || behind && rest.starts_with(step) {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        start
    }

    /// The offset of each issue, in their own order.
    fn found(&self) -> Vec<usize> {
        let mut found = vec![0; self.issues.len()];
        let mut first = 0;
        for (place, index) in self.by_path.iter().enumerate() {
            if self.path(place) != self.path(first) {
                first = place;
            }
            if let (Some(own), Some(offset)) = (found.get_mut(*index), self.offsets.get(first)) {
                *own = *offset;
            }
        }
        found
    }
}
