//! The named lists of a policy, made ready once for each way in which its tests use them.

use crate::json::Json;
use crate::order::order;

use super::keys::Keys;
use super::sets::{Anchor, Blocks, ScalarSet, Shared, Words};
use super::values::Domain;

/// The lists of a policy that is being read.
#[derive(Debug, Default)]
pub struct Lists<'j> {
    lists: Vec<List<'j>>,
    /// Their indexes.
    names: Keys,
}

/// One list.
#[derive(Debug)]
pub struct List<'j> {
    /// Its name.
    pub name: &'j str,
    /// Its entries as written.
    pub items: &'j [Json<'j>],
    /// Some test uses it.
    pub used: bool,
    made: Vec<(Use, Option<Made>)>,
}

/// How a test uses several values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Use {
    /// As a set of values of that domain, folded or not.
    Values(Domain, bool),
    /// As words to find, folded or not, in lower case or not.
    Words(Anchor, Domain, bool),
    /// As address blocks.
    Blocks,
}

/// What several values were made into.
#[derive(Clone, Debug)]
pub enum Made {
    /// For [`Use::Values`].
    Values(Shared<ScalarSet>),
    /// For [`Use::Words`].
    Words(Shared<Words>),
    /// For [`Use::Blocks`].
    Blocks(Shared<Blocks>),
}

impl<'j> Lists<'j> {
    /// Adds a list.
    pub fn push(&mut self, name: &'j str, items: &'j [Json<'j>]) {
        self.names.add(name.as_bytes());
        self.lists.push(List { name, items, used: false, made: Vec::new() });
    }

    /// The list of that name.
    pub fn get(&mut self, name: &str) -> Option<&mut List<'j>> {
        self.lists.get_mut(self.names.get(name.as_bytes())? as usize)
    }

    /// The lists, sorted by their names.
    #[must_use]
    pub fn sorted(&self) -> Vec<&List<'j>> {
        let name = |index: usize| self.lists.get(index).map(|list| list.name);
        let order = order(self.lists.len(), &mut |a, b| name(a).cmp(&name(b)));
        order.into_iter().filter_map(|index| self.lists.get(index)).collect()
    }
}

impl Made {
    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        match self {
            Self::Values(set) => set.memory(),
            Self::Words(words) => words.memory(),
            Self::Blocks(blocks) => size_of_val(blocks.ranges()),
        }
    }
}

impl List<'_> {
    /// What the list was made into for a use before; inside, none where its entries do not fit.
    #[must_use]
    pub fn made(&self, wanted: &Use) -> Option<Option<Made>> {
        self.made.iter().find(|(made_for, _)| made_for == wanted).map(|(_, made)| made.clone())
    }

    /// Remembers what the list was made into.
    pub fn remember(&mut self, made_for: Use, made: Option<Made>) {
        self.made.push((made_for, made));
    }
}
