//! Sorting, compiled once: a sort made anew for each type of element would be a tenth of the module.

use std::cmp::Ordering;

/// The indexes of `count` elements in the order that `compare` gives them; equal ones stay as they are.
#[inline(never)]
pub fn order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut indexes: Vec<usize> = (0..count).collect();
    indexes.sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    indexes
}

/// The elements in the order that `compare` gives them; equal ones stay as they are.
pub fn sorted<T>(mut items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut places = places(items.len(), &mut |a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut at = 0;
    while let Some(&place) = places.get(at) {
        if place == at {
            at += 1;
        } else {
            items.swap(at, place);
            places.swap(at, place);
        }
    }
    items
}

/// Where each of the elements goes.
#[inline(never)]
fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places = vec![0; count];
    for (place, index) in order(count, compare).into_iter().enumerate() {
        if let Some(own) = places.get_mut(index) {
            *own = place;
        }
    }
    places
}
