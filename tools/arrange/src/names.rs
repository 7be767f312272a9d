//! The names of a module's functions.
use std::collections::BTreeMap;

use rustc_demangle::try_demangle;
use wasmparser::{KnownCustom, Name, Parser, Payload, Result};

/// A function of a module.
pub struct Function {
    /// What the linker calls it.
    pub symbol: String,
    /// Its path, such as `crate::module::function` or `crate::Type as crate::Trait::method`.
    pub path: String,
}

impl Function {
    /// Whether one of the paths is one that the function is of.
    pub fn is_of_any(&self, paths: &[String]) -> bool {
        paths.iter().any(|path| self.is_of(path))
    }

    /// Whether a path such as `crate::module` or `crate::Type::method` stands in its own from beginning to end.
    pub fn is_of(&self, path: &str) -> bool {
        let goes_on = |character: char| character.is_alphanumeric() || character == '_';
        self.path.match_indices(path).any(|(at, _)| {
            let (before, behind) = (&self.path[..at], &self.path[at + path.len()..]);
            !before.ends_with(|last| goes_on(last) || last == ':') && !behind.starts_with(goes_on)
        })
    }
}

/// The functions of a module that Rust compiled, by their indexes.
pub fn functions(wasm: &[u8]) -> Result<BTreeMap<u32, Function>> {
    let mut functions = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CustomSection(section) = payload? else { continue };
        let KnownCustom::Name(names) = section.as_known() else { continue };
        for name in names {
            let Name::Function(names) = name? else { continue };
            for naming in names {
                let naming = naming?;
                let Ok(path) = try_demangle(naming.name) else { continue };
                let path = format!("{path:#}").replace(['<', '>'], "");
                functions.insert(naming.index, Function { symbol: naming.name.to_string(), path });
            }
        }
    }
    Ok(functions)
}
