//! The named lists of a policy, made ready once for each way in which its tests use them.

use crate::json::Json;

use super::sets::{Anchor, Listed, Shared};
use super::values::Domain;

/// A list of a policy that is being read.
#[derive(Debug)]
pub struct List<'j> {
    /// Its name.
    pub name: &'j str,
    /// The list as written.
    pub value: &'j Json<'j>,
    /// Its entries.
    pub items: &'j [Json<'j>],
    /// Some test uses it.
    pub used: bool,
    made: Vec<(Use, Shared<Listed>)>,
}

/// How a test uses what it lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Use {
    /// What is listed.
    pub of: Kind,
    /// What it must be.
    pub domain: Domain,
    /// It is folded.
    pub folded: bool,
}

/// What a test lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Values of the field.
    Values,
    /// Words to find there.
    Words(Anchor),
    /// Address blocks.
    Blocks,
}

impl<'j> List<'j> {
    /// A list that no test uses yet.
    #[must_use]
    pub const fn new(name: &'j str, value: &'j Json<'j>, items: &'j [Json<'j>]) -> Self {
        Self { name, value, items, used: false, made: Vec::new() }
    }

    /// What the list was made into for a use before.
    #[must_use]
    pub fn made(&self, wanted: &Use) -> Option<Shared<Listed>> {
        self.made.iter().find(|(made_for, _)| made_for == wanted).map(|(_, made)| made.clone())
    }

    /// Remembers what the list was made into for a use.
    pub fn remember(&mut self, made_for: Use, made: Shared<Listed>) {
        self.made.push((made_for, made));
    }
}
