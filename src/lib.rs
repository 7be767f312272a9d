//! Group Gate decides whether a chat group may be created.
#[cfg(target_family = "wasm")]
mod wasm;
