//! Writes `src/fold/data.rs`: `cargo run -p fold-table`.

fn main() -> std::io::Result<()> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../src/fold/data.rs");
    std::fs::write(path, fold_table::source())
}
