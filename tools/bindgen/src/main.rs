//! Turns the compiled crate into a WebAssembly module and the JavaScript glue around it.
//!
//! `bindgen <compiled.wasm> <output folder>` writes `group_gate_bg.wasm`, `group_gate_bg.js` and the crate's own
//! JavaScript under `snippets/`. The glue loads nothing by itself: whoever imports it makes the instance and hands
//! it over with `__wbg_set_wasm`, so one build serves every way of loading. The crate and this program share one
//! `Cargo.lock`, so their versions of wasm-bindgen are always the same.
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;

const NAME: &str = "group_gate";

/// What wasm-bindgen exports for hosts that ask whether an instance aborted. Ours throws such an instance away.
const UNUSED_EXPORTS: [&str; 2] = ["__abort_handler", "__instance_terminated"];

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
    module.emit(output)?;
    // This file imports the wasm as if it were a module, which only some bundlers can do.
    fs::remove_file(output.join(NAME).with_extension("js"))?;
    Ok(())
}
