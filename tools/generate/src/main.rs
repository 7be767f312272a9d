//! Writes the generated files: `cargo run -p generate`.

fn main() -> std::io::Result<()> {
    for file in generate::files()? {
        std::fs::write(file.path, file.text)?;
    }
    Ok(())
}
