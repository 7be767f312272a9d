//! Finding the places of issues in a policy's text, once there are any.
//!
//! The tree that policies are read into knows no places, so that good policies do not pay for them. The text is read
//! again, and only along the pointers of the issues: a value that none of them goes through is skipped.

use std::borrow::Cow;

use super::issue::Issue;
use crate::json::MAX_DEPTH;
use crate::order::sorted;
use crate::place::Places;
use crate::reader::{Kind, Reader, Stop};

/// Gives each issue the place of its path.
pub fn locate(text: &str, issues: &mut [Issue]) {
    let pointers = issues.iter().map(|issue| steps(&issue.path)).zip(0..);
    let mut wanted: Vec<Wanted> = Vec::new();
    for (steps, issue) in sorted(pointers.collect(), |(a, _): &(Vec<String>, usize), (b, _)| a.cmp(b)) {
        match wanted.last_mut() {
            Some(last) if last.steps == steps => last.issues.push(issue),
            _ => wanted.push(Wanted { steps, issues: vec![issue], offset: 0 }),
        }
    }
    // The text was read before, so this cannot stop; if it did, places would be missing and nothing else.
    let _ = walk(&mut Reader::new(text, MAX_DEPTH), 0, &mut wanted);
    let mut places = Places::new(text);
    for Wanted { issues: indexes, offset, .. } in sorted(wanted, |a, b| a.offset.cmp(&b.offset)) {
        for index in indexes {
            if let Some(issue) = issues.get_mut(index) {
                issue.place = Some(places.at(offset));
            }
        }
    }
}

/// A pointer, the issues that have it, and the offset of what it points to.
struct Wanted {
    steps: Vec<String>,
    issues: Vec<usize>,
    offset: usize,
}

fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// Reads a value and looks for what is wanted in it. All that is wanted goes through this value, `depth` steps below
/// the whole, and is sorted. A repeated member is visited again, so that its last place counts: it is the one that
/// must go.
fn walk(reader: &mut Reader, depth: usize, wanted: &mut [Wanted]) -> Result<(), Box<Stop>> {
    let kind = reader.kind()?;
    let offset = reader.offset();
    if let Some(here) = wanted.first_mut().filter(|first| first.steps.len() == depth) {
        here.offset = offset;
    }
    if wanted.is_empty() || !matches!(kind, Kind::Array | Kind::Object) {
        return reader.skip().map(drop);
    }
    let mut more = reader.enter()?;
    let mut index = 0_usize;
    while more {
        let step = if kind == Kind::Object { reader.name()? } else { Cow::Owned(index.to_string()) };
        walk(reader, depth + 1, through(wanted, depth, &step))?;
        more = if kind == Kind::Object { reader.another_member()? } else { reader.another_item()? };
        index += 1;
    }
    Ok(())
}

/// What goes through a step.
fn through<'w>(wanted: &'w mut [Wanted], depth: usize, step: &str) -> &'w mut [Wanted] {
    let before = |wanted: &Wanted| wanted.steps.get(depth).map(String::as_str) < Some(step);
    let within = |wanted: &Wanted| wanted.steps.get(depth).map(String::as_str) <= Some(step);
    let first = wanted.partition_point(before);
    let end = wanted.partition_point(within);
    wanted.get_mut(first..end).unwrap_or_default()
}
