//! Sorting, compiled once: a sort made anew for each type of element would be a tenth of the module.

use std::cmp::Ordering;

/// The indexes of `count` elements in the order that `compare` gives them; equal ones stay as they are.
pub fn order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut indexes: Vec<usize> = (0..count).collect();
    indexes.sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    indexes
}

/// The elements in the order that `compare` gives them; equal ones stay as they are.
pub fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = order(items.len(), &mut |a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|index| items.get_mut(index)?.take()).collect()
}
