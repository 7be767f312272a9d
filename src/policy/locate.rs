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
    /// Reads a value and looks for what is wanted in it: of the issues by path, those in a range, which all begin with
    /// the pointer. A repeated member is visited again, so that its last place counts: it is the one that must go.
    fn walk(&mut self, reader: &mut Reader, wanted: Range<usize>) -> Result<(), Box<Stop>> {
        let kind = reader.kind()?;
        if wanted.is_empty() {
            return reader.skip().map(drop);
        }
        if let (Some(index), Some(own)) = (self.by_path.get(wanted.start), self.offsets.get_mut(wanted.start))
            && path(self.issues, *index).len() == self.pointer.as_str().len()
        {
            *own = reader.offset();
        }
        if !matches!(kind, Kind::Array | Kind::Object) {
            return reader.skip().map(drop);
        }
        let mut more = reader.enter()?;
        let mut index = 0_usize;
        while more {
            let mark = match kind {
                Kind::Object => self.pointer.enter(&reader.name()?),
                _ => self.pointer.enter_item(index),
            };
            self.walk(reader, self.through(wanted.clone(), mark))?;
            self.pointer.leave(mark);
            more = if kind == Kind::Object { reader.another_member()? } else { reader.another_item()? };
            index += 1;
        }
        Ok(())
    }

    /// Those that begin with the step that was made at `mark`. (A path `/a!` may be among them that is not below `/a`.)
    fn through(&self, wanted: Range<usize>, mark: usize) -> Range<usize> {
        let step = self.pointer.as_str().get(mark..).unwrap_or_default();
        let rest = |index: &usize| path(self.issues, *index).get(mark..).unwrap_or_default();
        let paths = self.by_path.get(wanted.clone()).unwrap_or_default();
        let first = paths.partition_point(|index| rest(index) < step);
        let end = paths.partition_point(|index| rest(index) < step || rest(index).starts_with(step));
        wanted.start + first..wanted.start + end
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
