//! Turns the compiled crate into a WebAssembly module and the JavaScript glue around it.
//!
//! `bindgen <compiled.wasm> <output folder>` writes `group_gate_bg.wasm`, `group_gate_bg.js` and the crate's own
//! JavaScript under `snippets/`. The glue loads nothing by itself: whoever imports it makes the instance with `imports`
//! and hands it over with `__wbg_set_wasm`, so one build serves every way of loading. The crate and this program share
//! one `Cargo.lock`, so their versions of wasm-bindgen are always the same.
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;

const NAME: &str = "group_gate";

/// What wasm-bindgen exports for hosts that ask whether an instance aborted. Ours throws such an instance away.
const UNUSED_EXPORTS: [&str; 2] = ["__abort_handler", "__instance_terminated"];

/// How many hexadecimal digits the hash has that ends the name of an import.
const HASH: usize = 16;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [compiled, output] = arguments.as_slice() else {
        eprintln!("usage: bindgen <compiled.wasm> <output folder>");
        return ExitCode::from(2);
    };
    match generate(Path::new(compiled), Path::new(output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot turn `{compiled}` into a module: {error}");
            ExitCode::FAILURE
        }
    }
}

fn generate(compiled: &Path, output: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut module = Bindgen::new()
        .input_path(compiled)
        .out_name(NAME)
        .bundler(true)?
        .typescript(false)
        .remove_producers_section(true)
        .generate_output()?;
    for name in UNUSED_EXPORTS {
        module.wasm_mut().exports.remove(name)?;
    }
    let names = name_plainly(module.wasm_mut());
    module.emit(output)?;
    // This file imports the wasm as if it were a module, which only some bundlers can do.
    fs::remove_file(output.join(NAME).with_extension("js"))?;
    let glue = output.join(format!("{NAME}_bg.js"));
    fs::write(&glue, with_imports(fs::read_to_string(&glue)?, &names))?;
    Ok(())
}

/// A function that the module imports.
struct Name {
    hashed: String,
    plain: String,
}

/// Takes from the names of imports the hash that wasm-bindgen ends them with, which does not compress, where they are
/// told apart without it.
fn name_plainly(module: &mut Module) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for import in module.imports.iter_mut() {
        let hashed = import.name.clone();
        let plain = match hashed.rsplit_once('_') {
            Some((plain, hash)) if hash.len() == HASH && names.iter().all(|name| name.plain != plain) => {
                plain.to_owned()
            }
            _ => hashed.clone(),
        };
        import.name.clone_from(&plain);
        names.push(Name { hashed, plain });
    }
    names
}

/// The glue with those names, and with all that the module imports in one object: what a bundler makes of the glue's
/// namespace in its place is longer.
fn with_imports(mut glue: String, names: &[Name]) -> String {
    for Name { hashed, plain } in names {
        glue = glue.replace(hashed, plain);
    }
    let plain: Vec<&str> = names.iter().map(|name| name.plain.as_str()).collect();
    glue + &format!("\nexport const imports = {{ \"./{NAME}_bg.js\": {{ {} }} }};\n", plain.join(", "))
}
