//! The named lists of a policy, made ready once for each way in which its tests use them.

use std::cell::{Cell, RefCell};

use crate::json::Json;
use crate::order::sorted;

use super::sets::{Anchor, Blocks, ScalarSet, Shared, Words};
use super::values::Domain;

/// The lists of a policy that is being read.
#[derive(Debug, Default)]
pub struct Lists<'j> {
    lists: Vec<(&'j str, List<'j>)>,
}

/// One list.
#[derive(Debug, Default)]
pub struct List<'j> {
    /// The entries as written.
    pub items: &'j [Json<'j>],
    /// Some test uses it.
    pub used: Cell<bool>,
    made: RefCell<Vec<(Use, Made)>>,
}

/// How a test uses a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Use {
    /// As a set of values of that domain, folded or not.
    Values(Domain, bool),
    /// As words to find, folded or not, in lower case or not.
    Words(Anchor, Domain, bool),
    /// As address blocks.
    Blocks,
}

/// What a list was made into; none where its entries do not fit.
#[derive(Clone, Debug)]
pub enum Made {
    /// For [`Use::Values`].
    Values(Option<Shared<ScalarSet>>),
    /// For [`Use::Words`].
    Words(Option<Shared<Words>>),
    /// For [`Use::Blocks`].
    Blocks(Option<Shared<Blocks>>),
}

impl<'j> Lists<'j> {
    /// Adds a list; the names are sorted by [`Lists::finish`].
    pub fn push(&mut self, name: &'j str, items: &'j [Json<'j>]) {
        self.lists.push((name, List { items, ..List::default() }));
    }

    /// Makes names ready to be looked up.
    pub fn finish(&mut self) {
        self.lists = sorted(std::mem::take(&mut self.lists), |(a, _), (b, _)| a.cmp(b));
    }

    /// The list of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&List<'j>> {
        let index = self.lists.binary_search_by(|(own, _)| (*own).cmp(name)).ok()?;
        self.lists.get(index).map(|(_, list)| list)
    }

    /// The lists by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'j str, &List<'j>)> {
        self.lists.iter().map(|(name, list)| (*name, list))
    }
}

impl Lists<'_> {
    /// Bytes of memory held by what the lists were made into.
    #[must_use]
    pub fn memory(&self) -> usize {
        let made = self
            .lists
            .iter()
            .flat_map(|(_, list)| list.made.borrow().iter().map(|(_, made)| made.memory()).collect::<Vec<_>>());
        made.sum()
    }
}

impl Made {
    fn memory(&self) -> usize {
        match self {
            Self::Values(Some(set)) => set.memory(),
            Self::Words(Some(words)) => words.memory(),
            Self::Blocks(Some(blocks)) => blocks.v4.len() * 8 + blocks.v6.len() * 32,
            Self::Values(None) | Self::Words(None) | Self::Blocks(None) => 0,
        }
    }
}

impl List<'_> {
    /// What the list was made into for a use before.
    #[must_use]
    pub fn made(&self, wanted: Use) -> Option<Made> {
        self.made.borrow().iter().find(|(made_for, _)| *made_for == wanted).map(|(_, made)| made.clone())
    }

    /// Remembers what the list was made into.
    pub fn remember(&self, made_for: Use, made: Made) {
        self.made.borrow_mut().push((made_for, made));
    }
}
