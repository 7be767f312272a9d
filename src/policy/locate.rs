//! Finding the places of issues in a policy's text, once there are any.
//!
//! The tree that policies are read into knows no places, so that good policies do not pay for them. The text is read
//! again, and only along the pointers of the issues: a value that none of them goes through is skipped.

use super::issue::Issue;
use crate::json::MAX_DEPTH;
use crate::order::sorted;
use crate::place::Places;
use crate::reader::{Kind, Reader, Stop};

/// Gives each issue the place of its path.
pub fn locate(text: &str, issues: &mut [Issue]) {
    let wanted = issues.iter().map(|issue| Wanted { steps: steps(&issue.path), offset: 0 }).zip(0..);
    let mut wanted = sorted(wanted.collect(), |(a, _): &(Wanted, usize), (b, _)| a.steps.cmp(&b.steps));
    // The text was read before, so this cannot stop; if it did, places would be missing and nothing else.
    let _ = walk(&mut Reader::new(text.as_bytes(), MAX_DEPTH), 0, &mut wanted);
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

/// Reads a value and looks for what is wanted in it. All that is wanted goes through this value, `depth` steps below
/// the whole, and is sorted. A repeated member is visited again, so that its last place counts: it is the one that
/// must go.
fn walk(reader: &mut Reader, depth: usize, wanted: &mut [(Wanted, usize)]) -> Result<(), Stop> {
    let kind = reader.kind()?;
    let offset = reader.offset();
    for (wanted, _) in wanted.iter_mut().filter(|(wanted, _)| wanted.steps.len() == depth) {
        wanted.offset = offset;
    }
    match kind {
        Kind::Array if !wanted.is_empty() => {
            let mut index = 0_usize;
            reader.array(&mut |reader| {
                let step = index.to_string();
                index += 1;
                walk(reader, depth + 1, through(wanted, depth, &step))
            })
        }
        Kind::Object if !wanted.is_empty() => {
            reader.object(&mut |reader, name| walk(reader, depth + 1, through(wanted, depth, &name)))
        }
        _ => reader.skip().map(drop),
    }
}

/// What goes through a step.
fn through<'w>(wanted: &'w mut [(Wanted, usize)], depth: usize, step: &str) -> &'w mut [(Wanted, usize)] {
    let before = |wanted: &Wanted| wanted.steps.get(depth).map(String::as_str) < Some(step);
    let within = |wanted: &Wanted| wanted.steps.get(depth).map(String::as_str) <= Some(step);
    let first = wanted.partition_point(|(wanted, _)| before(wanted));
    let end = wanted.partition_point(|(wanted, _)| within(wanted));
    wanted.get_mut(first..end).unwrap_or_default()
}
