//! Makes a WebAssembly module compress better without changing what it does.
//!
//! `arrange <module.wasm>` rewrites the file: functions that resemble each other come to stand beside each other
//! ([`functions`]), and the locals of each function get the numbers that make its code most like that of the others
//! ([`locals`]). A compressor such as brotli then finds more that it has seen. Which number a function or a local has
//! means nothing to an engine.
use std::process::ExitCode;
use std::{env, fs};

use wasm_encoder::Module;
use wasm_encoder::reencode::{Error, Reencode};
use wasmparser::Parser;

mod functions;
mod locals;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [path] = arguments.as_slice() else {
        eprintln!("usage: arrange <module.wasm>");
        return ExitCode::from(2);
    };
    match arrange(path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot arrange `{path}`: {error}");
            ExitCode::FAILURE
        }
    }
}

fn arrange(path: &str) -> Result<(), Box<dyn std::error::Error>> {
    let wasm = fs::read(path)?;
    let wasm = rewritten(&wasm, &mut functions::Order::of(&wasm)?)?;
    let wasm = rewritten(&wasm, &mut locals::Numbers::of(&wasm)?)?;
    fs::write(path, wasm)?;
    Ok(())
}

fn rewritten(wasm: &[u8], rules: &mut impl Reencode<Error = std::convert::Infallible>) -> Result<Vec<u8>, Error> {
    let mut module = Module::new();
    rules.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ExportKind, ExportSection, Function, FunctionSection, InstructionSink, TypeSection, ValType,
    };
    use wasmparser::Payload;

    use super::*;

    /// A module of four functions without parameters; the last is exported and calls the first.
    fn module() -> Vec<u8> {
        fn sum(code: &mut InstructionSink<'_>, [one, other]: [u32; 2]) {
            code.i32_const(70_000).local_set(one).local_get(one).local_get(other).i32_add().drop();
        }
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for function in 0..4 {
            functions.function(0);
            let mut body = Function::new([(2, ValType::I32)]);
            let mut sink = body.instructions();
            match function {
                0 => sum(&mut sink, [0, 1]),
                1 => drop(sink.f64_const(1.5.into()).drop()),
                2 => sum(&mut sink, [1, 0]),
                _ => drop(sink.call(0)),
            }
            sink.end();
            code.function(&body);
        }
        module.section(&functions);
        let mut exports = ExportSection::new();
        exports.export("last", ExportKind::Func, 3);
        module.section(&exports).section(&code);
        module.finish()
    }

    /// The code of each function, and which is exported.
    fn parts(wasm: &[u8]) -> (Vec<&[u8]>, u32) {
        let (mut bodies, mut exported) = (Vec::new(), None);
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
                Payload::ExportSection(exports) => {
                    exported = exports.into_iter().next().map(|export| export.unwrap().index)
                }
                _ => {}
            }
        }
        (bodies, exported.unwrap())
    }

    #[test]
    fn like_functions_stand_together_and_calls_and_exports_follow() {
        let wasm = module();
        let arranged = rewritten(&wasm, &mut functions::Order::of(&wasm).unwrap()).unwrap();
        let ((before, _), (after, exported)) = (parts(&wasm), parts(&arranged));
        assert_eq!(after[..2], [before[0], before[2]]);
        let caller = after[exported as usize];
        assert_eq!(caller[caller.len() - 3..], [0x10, 0, 0x0b], "it calls the first function");
        assert_eq!(after.len(), 4);
    }

    #[test]
    fn locals_get_the_numbers_that_make_functions_alike() {
        let wasm = module();
        let arranged = rewritten(&wasm, &mut locals::Numbers::of(&wasm).unwrap()).unwrap();
        let (after, _) = parts(&arranged);
        assert_eq!(after[0], after[2]);
    }
}
