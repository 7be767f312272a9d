//! The operators of a field's test, in one table.

use super::condition::{Comparison, Unit};
use super::sets::Anchor;
use super::values::Domain;

/// What an operator asks of a field, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Equality with a value of the field, or with another field of one value.
    Equal {
        /// It must not hold.
        negated: bool,
    },
    /// Equality with one of several values: an array, a list, or another field of many values.
    In {
        /// It must not hold.
        negated: bool,
    },
    /// All of several values are among the field's.
    All,
    /// There is a value, or there is none.
    Exists,
    /// An order to a number, or to another field that holds one.
    Compare(Comparison),
    /// Words in a text: one that is not empty, an array of such or a list, or another field of text.
    Find(Anchor),
    /// A regular expression.
    Regex,
    /// A test of a count.
    Size(Unit),
    /// Blocks of addresses: one, an array of such, or a list.
    Within,
    /// An object of operators that do not all hold.
    Not,
    /// `true`: what stands beside it folds.
    Fold,
}

/// An operator that policies may write.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// What it asks.
    pub meaning: Meaning,
}

macro_rules! operators {
    ($($name:literal, $meaning:expr; $about:literal;)*) => {
        /// The operators, in the order of the documentation.
        pub static OPERATORS: [Known; [$($name),*].len()] = [$(Known { name: $name, meaning: $meaning }),*];

        /// One sentence on when a test with that operator holds; never part of the module.
        #[must_use]
        pub fn about_operator(name: &str) -> &'static str {
            match name {
                $($name => $about,)*
                _ => "",
            }
        }
    };
}

operators! {
    "$eq", Meaning::Equal { negated: false }; "The field has this value. A bare value means the same.";
    "$ne", Meaning::Equal { negated: true }; "The field does not have this value, or is missing.";
    "$in", Meaning::In { negated: false }; "The field has one of these values. A bare array or list means the same.";
    "$nin", Meaning::In { negated: true }; "The field has none of these values, or is missing.";
    "$exists", Meaning::Exists; "The field has a value (`true`), or is missing (`false`).";
    "$gt", Meaning::Compare(Comparison::Greater); "The field is greater than this number.";
    "$gte", Meaning::Compare(Comparison::GreaterOrEqual); "The field is this number or greater.";
    "$lt", Meaning::Compare(Comparison::Less); "The field is less than this number.";
    "$lte", Meaning::Compare(Comparison::LessOrEqual); "The field is this number or less.";
    "$all", Meaning::All; "Every value listed is one of the field's. Nothing listed never holds.";
    "$contains", Meaning::Find(Anchor::Anywhere); "The text has this text, or any of these, somewhere in it.";
    "$startsWith", Meaning::Find(Anchor::Start); "The text begins with this text, or with any of these.";
    "$endsWith", Meaning::Find(Anchor::End); "The text ends with this text, or with any of these.";
    "$regex", Meaning::Regex;
        "The regular expression matches somewhere in the text. Its syntax is that of Rust's `regex-lite`; `\\d`, `\\w`, `\\s` and `\\b` are ASCII.";
    "$length", Meaning::Size(Unit::ScalarValues); "The test holds for the number of the text's Unicode scalar values.";
    "$bytes", Meaning::Size(Unit::Bytes); "The test holds for the number of the text's UTF-8 bytes.";
    "$cidr", Meaning::Within; "The address lies in this block, or in any of these. Without a prefix a block is one address.";
    "$not", Meaning::Not; "These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `\"$exists\": false` do.";
    "$fold", Meaning::Fold;
        "The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and in what it is compared with, but not in the pattern of `$regex`.";
}

/// The fields that an operator applies to; facts take every operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// Any field.
    Always,
    /// Numbers.
    ToNumbers,
    /// Many-valued fields.
    ToMany,
    /// Text without a fixed set of values.
    ToText,
    /// Addresses.
    ToAddresses,
}

impl Applies {
    /// Where an operator applies.
    #[must_use]
    pub const fn of(meaning: Meaning) -> Self {
        match meaning {
            Meaning::Compare(_) => Self::ToNumbers,
            Meaning::All => Self::ToMany,
            Meaning::Find(_) | Meaning::Regex | Meaning::Size(_) => Self::ToText,
            Meaning::Within => Self::ToAddresses,
            _ => Self::Always,
        }
    }

    /// The operator applies to a field of that domain, many-valued or not.
    #[must_use]
    pub const fn to(self, domain: &Domain, many: bool) -> bool {
        match self {
            Self::Always => true,
            Self::ToNumbers => domain.is_number(),
            Self::ToMany => many,
            Self::ToText => domain.is_text(),
            Self::ToAddresses => domain.is_address(),
        }
    }

    /// Those fields, for people.
    #[must_use]
    pub const fn what(self) -> &'static str {
        match self {
            Self::Always => "anything",
            Self::ToNumbers => "numbers",
            Self::ToMany => "`members.id` and facts",
            Self::ToText => "text without a fixed set of values",
            Self::ToAddresses => "`client.ip` and facts",
        }
    }
}
