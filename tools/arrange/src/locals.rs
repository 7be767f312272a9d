//! The numbers of locals: those that make each function's code most like that of all others.
//!
//! How like it is, is judged by what its bytes would cost where each is predicted from the bytes before it, as counted
//! in all other functions. Locals swap their numbers as long as that gets less.
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, Function, Instruction};
use wasmparser::{CompositeInnerType, FunctionBody, Operator, Parser, Payload, ValType};

/// From how many bytes before it a byte is predicted: first from the fewest, then from more as far as they were seen.
const CONTEXTS: [usize; 3] = [1, 3, 5];
const LONGEST: usize = 5;
/// How much the prediction from fewer bytes weighs, in sightings.
const WEIGHT: f64 = 4.0;
/// How often all functions are gone through.
const ROUNDS: usize = 4;
/// What it costs to declare locals of another type, in bits.
const DECLARATION: f64 = 8.0;
/// The symbols of a function's code are bytes, and from here on locals.
const LOCAL: u16 = 256;
/// Stands before the first byte.
const START: u16 = u16::MAX;

/// The numbers of the locals in all functions of a module.
pub struct Numbers {
    functions: Vec<Locals>,
    next: usize,
}

/// A function's code, and what its locals are.
struct Locals {
    /// How many of them are parameters: these keep their numbers.
    parameters: usize,
    /// The types of the others, by their new numbers.
    types: Vec<ValType>,
    /// The new numbers of all.
    numbers: Vec<u16>,
    /// The code, [`LONGEST`] times [`START`] before it.
    code: Vec<u16>,
    /// Where each local stands in the code.
    places: Vec<Vec<usize>>,
}

impl Numbers {
    /// Finds numbers for the locals of a module.
    pub fn of(wasm: &[u8]) -> Result<Self, Error> {
        let mut functions = read(wasm)?;
        let mut model = Model::new();
        for function in &functions {
            model.count(&function.code, 1);
        }
        for _ in 0..ROUNDS {
            for function in &mut functions {
                model.count(&function.code, -1);
                function.improve(&model);
                model.count(&function.code, 1);
            }
        }
        Ok(Self { functions, next: 0 })
    }
}

fn read(wasm: &[u8]) -> Result<Vec<Locals>, Error> {
    let (mut parameters, mut types, mut functions) = (Vec::new(), Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::TypeSection(section) => {
                for group in section {
                    for ty in group?.into_types() {
                        parameters.push(match ty.composite_type.inner {
                            CompositeInnerType::Func(ty) => ty.params().len(),
                            _ => 0,
                        });
                    }
                }
            }
            Payload::FunctionSection(section) => types = section.into_iter().collect::<Result<Vec<u32>, _>>()?,
            Payload::CodeSectionEntry(body) => {
                let parameters = parameters[types[functions.len()] as usize];
                functions.push(Locals::read(&body, parameters)?);
            }
            _ => {}
        }
    }
    Ok(functions)
}

impl Locals {
    fn read(body: &FunctionBody, parameters: usize) -> Result<Self, Error> {
        let mut types = Vec::new();
        for declared in body.get_locals_reader()? {
            let (count, ty) = declared?;
            types.extend((0..count).map(|_| ty));
        }
        let all = parameters + types.len();
        let mut code = vec![START; LONGEST];
        let mut places = vec![Vec::new(); all];
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let begin = reader.original_position();
            let operator = reader.read()?;
            let end = reader.original_position();
            let bytes = &body.as_bytes()[begin - body.range().start..end - body.range().start];
            match operator {
                Operator::LocalGet { local_index: local }
                | Operator::LocalSet { local_index: local }
                | Operator::LocalTee { local_index: local } => {
                    code.push(bytes[0].into());
                    places[local as usize].push(code.len());
                    code.push(LOCAL + local as u16);
                }
                _ => code.extend(bytes.iter().map(|byte| u16::from(*byte))),
            }
        }
        Ok(Self { parameters, types, numbers: (0..all as u16).collect(), code, places })
    }

    /// Swaps numbers of locals as long as the code gets cheaper.
    fn improve(&mut self, model: &Model) {
        let mut costs: Vec<f64> = (0..self.code.len()).map(|at| model.cost(&self.code, at)).collect();
        let mut improved = true;
        while improved {
            improved = false;
            for one in self.parameters..self.numbers.len() {
                for other in one + 1..self.numbers.len() {
                    let touched = self.predicted_from(one, other);
                    let before = self.declarations() + touched.iter().map(|at| costs[*at]).sum::<f64>();
                    self.swap(one, other);
                    let after = touched.iter().map(|at| model.cost(&self.code, *at)).sum::<f64>();
                    if self.declarations() + after < before - 1e-6 {
                        improved = true;
                        for at in touched {
                            costs[at] = model.cost(&self.code, at);
                        }
                    } else {
                        self.swap(one, other);
                    }
                }
            }
        }
    }

    /// Where one of two locals stands in the code, and what is predicted from it.
    fn predicted_from(&self, one: usize, other: usize) -> Vec<usize> {
        let mut touched = Vec::new();
        for place in self.places[one].iter().chain(&self.places[other]) {
            touched.extend(*place..self.code.len().min(place + LONGEST + 1));
        }
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    fn swap(&mut self, one: usize, other: usize) {
        let (a, b) = (usize::from(self.numbers[one]), usize::from(self.numbers[other]));
        self.types.swap(a - self.parameters, b - self.parameters);
        self.numbers.swap(one, other);
        for local in [one, other] {
            for place in &self.places[local] {
                self.code[*place] = LOCAL + self.numbers[local];
            }
        }
    }

    fn declarations(&self) -> f64 {
        DECLARATION * self.types.chunk_by(PartialEq::eq).count() as f64
    }
}

/// How often each symbol came after the symbols before it, in all functions but the one that is looked at.
struct Model {
    /// By the hash of some symbols in a row.
    sightings: Vec<u32>,
}

impl Model {
    const BITS: u32 = 23;

    fn new() -> Self {
        Self { sightings: vec![0; 1 << Self::BITS] }
    }

    /// Where the sightings of the symbols from one place on are counted, and those with the symbol at `at` after them.
    fn places(code: &[u16], at: usize, length: usize) -> (usize, usize) {
        let mut hash = length as u64;
        let mut mixed = |symbol: u16| {
            hash = (hash ^ u64::from(symbol)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
            (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - Self::BITS)) as usize
        };
        let mut context = 0;
        for symbol in &code[at - length..at] {
            context = mixed(*symbol);
        }
        (context, mixed(code[at]))
    }

    fn count(&mut self, code: &[u16], times: i32) {
        for at in LONGEST..code.len() {
            for length in CONTEXTS {
                let (context, symbol) = Self::places(code, at, length);
                for place in [context, symbol] {
                    self.sightings[place] = self.sightings[place].wrapping_add_signed(times);
                }
            }
        }
    }

    /// What the symbol there costs, in bits.
    fn cost(&self, code: &[u16], at: usize) -> f64 {
        if at < LONGEST {
            return 0.0;
        }
        let mut chance = 1.0 / 256.0;
        for length in CONTEXTS {
            let (context, symbol) = Self::places(code, at, length);
            let [all, these] = [context, symbol].map(|place| f64::from(self.sightings[place]));
            if all == 0.0 {
                break;
            }
            chance = (these.min(all) + WEIGHT * chance) / (all + WEIGHT);
        }
        -chance.log2()
    }
}

impl Reencode for Numbers {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let function = self.next;
        self.next += 1;
        let types = self.functions[function].types.clone();
        let types = types.into_iter().map(|ty| self.val_type(ty)).collect::<Result<Vec<_>, _>>()?;
        let mut rewritten = Function::new_with_locals_types(types);
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let number = |local: u32| u32::from(self.functions[function].numbers[local as usize]);
            let instruction = match reader.read()? {
                Operator::LocalGet { local_index } => Instruction::LocalGet(number(local_index)),
                Operator::LocalSet { local_index } => Instruction::LocalSet(number(local_index)),
                Operator::LocalTee { local_index } => Instruction::LocalTee(number(local_index)),
                other => self.instruction(other)?,
            };
            rewritten.instruction(&instruction);
        }
        code.function(&rewritten);
        Ok(())
    }
}
