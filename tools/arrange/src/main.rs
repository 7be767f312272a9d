//! Makes a WebAssembly module of Rust compress better without changing what it does.
//!
//! `arrange <module.wasm>` rewrites the file: functions that resemble each other come to stand beside each
//! other ([`functions`]), and what each keeps in its locals comes to stand in those that make its code most like that of
//! the others ([`locals`]). A compressor such as brotli then finds more that it has seen. Of several such arrangements
//! the one is taken that brotli makes least of, and arranged again as long as that helps. Which number a function or a
//! local has means nothing to an engine.
//!
//! `arrange --others <compiled.wasm> <path>... --but <path>...` prints the symbols of all functions of a module but those
//! on the first paths, such as `crate::module` or `crate::Type::method`; those on the second it prints all the same.
use std::process::ExitCode;
use std::{env, fs, io, thread};

use brotli::enc::BrotliEncoderParams;
use wasm_encoder::Module;
use wasm_encoder::reencode::{Error, Reencode};
use wasmparser::Parser;

mod functions;
mod locals;
mod names;
mod signatures;
mod values;

/// What is tried: how many bytes have to be the same to be something in common, and how much the prediction from fewer
/// bytes weighs. What brotli makes of each is chance for some hundred bytes, so many are tried.
const PIECES: [usize; 4] = [3, 4, 5, 6];
const WEIGHTS: [f64; 4] = [2.0, 4.0, 8.0, 16.0];
/// How often that is tried with what came out best: functions with other locals are like other functions.
const ROUNDS: usize = 3;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (path, done) = match arguments.as_slice() {
        [option, path, paths @ ..] if option == "--others" => (path, print_others(path, paths)),
        [path] => (path, arrange(path)),
        _ => {
            eprintln!(
                "usage: arrange <module.wasm>\n       arrange --others <compiled.wasm> <path>... --but <path>..."
            );
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot arrange `{path}`: {error}");
            ExitCode::FAILURE
        }
    }
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn print_others(path: &str, paths: &[String]) -> Result<()> {
    let functions = names::functions(&fs::read(path)?)?;
    let mut parts = paths.split(|path| path == "--but");
    let (paths, exceptions) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    for path in paths.iter().chain(exceptions) {
        if !functions.values().any(|function| function.is_of(path)) {
            return Err(format!("there is no function of `{path}`").into());
        }
    }
    for function in functions.values() {
        if !function.is_of_any(paths) || function.is_of_any(exceptions) {
            println!("{}", function.symbol);
        }
    }
    Ok(())
}

fn arrange(path: &str) -> Result<()> {
    let wasm = fs::read(path)?;
    let mut best = Arranged { size: compressed(&wasm)?, wasm };
    for _ in 0..ROUNDS {
        let from = &best.wasm;
        let tried: Vec<Vec<Arranged>> = thread::scope(|scope| {
            let trials = PIECES.map(|piece| scope.spawn(move || arrangements(from, piece)));
            trials.into_iter().map(|trial| trial.join().expect("a trial ends")).collect::<Result<_>>()
        })?;
        match tried.into_iter().flatten().min_by_key(|arranged| arranged.size) {
            Some(better) if better.size < best.size => best = better,
            _ => break,
        }
    }
    fs::write(path, best.wasm)?;
    Ok(())
}

/// A module, and how many bytes brotli makes of it.
struct Arranged {
    size: usize,
    wasm: Vec<u8>,
}

/// The module in one order, with the locals of each weight.
fn arrangements(wasm: &[u8], piece: usize) -> Result<Vec<Arranged>> {
    let ordered = rewritten(wasm, &mut functions::Order::of(wasm, piece)?)?;
    let arranged = |weight: &f64| {
        let wasm = rewritten(&ordered, &mut locals::Locals::of(&ordered, *weight)?)?;
        Ok(Arranged { size: compressed(&wasm)?, wasm })
    };
    WEIGHTS.iter().map(arranged).collect()
}

fn rewritten(
    wasm: &[u8],
    rules: &mut impl Reencode<Error = std::convert::Infallible>,
) -> std::result::Result<Vec<u8>, Error> {
    let mut module = Module::new();
    rules.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// How many bytes brotli makes of it.
fn compressed(mut wasm: &[u8]) -> io::Result<usize> {
    let parameters = BrotliEncoderParams { size_hint: wasm.len(), ..Default::default() };
    brotli::BrotliCompress(&mut wasm, &mut io::sink(), &parameters)
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
        let arranged = rewritten(&wasm, &mut functions::Order::of(&wasm, 6).unwrap()).unwrap();
        let ((before, _), (after, exported)) = (parts(&wasm), parts(&arranged));
        assert_eq!(after[..2], [before[0], before[2]]);
        let caller = after[exported as usize];
        assert_eq!(caller[caller.len() - 3..], [0x10, 0, 0x0b], "it calls the first function");
        assert_eq!(after.len(), 4);
    }

    #[test]
    fn locals_get_the_numbers_that_make_functions_alike() {
        let wasm = module();
        let arranged = rewritten(&wasm, &mut locals::Locals::of(&wasm, 4.0).unwrap()).unwrap();
        let (after, _) = parts(&arranged);
        assert_eq!(after[0], after[2]);
    }
}
