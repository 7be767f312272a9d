//! Everything that is generated from the field catalogue and the table of operators: the JSON Schema of policies, their
//! TypeScript types, and the tables of the documentation.

mod conditions;
mod document;
mod patterns;
mod schema;
mod shape;
mod tables;
mod types;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::{fs, io};

/// A generated file, and what it should hold.
#[derive(Debug)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
}

/// All generated files.
///
/// # Errors
/// The documentation cannot be read, or has no place for one of its tables.
pub fn files() -> io::Result<Vec<File>> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let root = document::root();
    let mut definitions = document::definitions();
    definitions.extend(conditions::definitions());
    let docs = folder.join("docs/policy.md");
    let with_tables = tables::replace(&fs::read_to_string(&docs)?)
        .map_err(|name| io::Error::other(format!("docs/policy.md has no `<!-- {name} -->` … `<!-- /{name} -->`")))?;
    Ok(vec![
        File {
            path: folder.join("pkg/policy.schema.json"),
            text: schema::write(document::SCHEMA, &root, &definitions),
        },
        File { path: folder.join("pkg/policy.d.ts"), text: types::write(&root, &definitions) },
        File { path: docs, text: with_tables },
    ])
}
