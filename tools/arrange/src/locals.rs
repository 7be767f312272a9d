//! Which local keeps which value: those that make each function's code most like that of all others.
//!
//! How like it is, is judged by what its bytes would cost where each is predicted from the bytes before it, as counted
//! in all other functions. Values move to other locals, and locals swap their numbers, as long as that gets less.
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, Function, Instruction};
use wasmparser::{FunctionBody, Operator, Parser, Payload, ValType};

use crate::signatures::Signatures;
use crate::values::{Value, values};

/// From how many bytes before it a byte is predicted: first from the fewest, then from more as far as they were seen.
const CONTEXTS: [usize; 3] = [1, 3, 5];
const LONGEST: usize = 5;
/// How often all functions are gone through.
const ROUNDS: usize = 4;
/// What it costs to declare locals of another type, in bits.
const DECLARATION: f64 = 8.0;
/// The symbols of a function's code are bytes, and from here on locals.
const LOCAL: u16 = 256;
/// Stands before the first byte.
const START: u16 = u16::MAX;

/// The locals of all functions of a module.
pub struct Locals {
    functions: Vec<Kept>,
    next: usize,
}

/// A function's code, and what its locals keep.
struct Kept {
    /// How many of the locals are parameters.
    parameters: usize,
    /// The types of the locals.
    types: Vec<ValType>,
    values: Vec<Value>,
    /// By operator: the value that it reads or sets.
    of: Vec<Option<usize>>,
    /// The code, [`LONGEST`] times [`START`] before it.
    code: Vec<u16>,
    /// Where each value stands in the code.
    places: Vec<Vec<usize>>,
}

impl Locals {
    /// Finds the best locals for the values in a module, if the prediction from fewer bytes weighs as much as so many
    /// sightings.
    pub fn of(wasm: &[u8], weight: f64) -> Result<Self, Error> {
        let mut functions = read(wasm)?;
        let mut model = Model { weight, sightings: vec![0; 1 << Model::BITS] };
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

fn read(wasm: &[u8]) -> Result<Vec<Kept>, Error> {
    let signatures = Signatures::of(wasm)?;
    let mut functions = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload? {
            let function = signatures.imported + functions.len() as u32;
            functions.push(Kept::read(&body, signatures.parameters(function))?);
        }
    }
    Ok(functions)
}

impl Kept {
    fn read(body: &FunctionBody, parameters: &[ValType]) -> Result<Self, Error> {
        let mut types = parameters.to_vec();
        for declared in body.get_locals_reader()? {
            let (count, ty) = declared?;
            types.extend((0..count).map(|_| ty));
        }
        let operators = body.get_operators_reader()?.into_iter_with_offsets().collect::<Result<Vec<_>, _>>()?;
        let (operators, begins): (Vec<Operator>, Vec<usize>) = operators.into_iter().unzip();
        let (values, of) = values(&operators, &types)?;
        let bytes = |at: usize| &body.as_bytes()[at - body.range().start..];
        let mut code = vec![START; LONGEST];
        let mut places = vec![Vec::new(); values.len()];
        for (at, begin) in begins.iter().enumerate() {
            let bytes = &bytes(*begin)[..begins.get(at + 1).unwrap_or(&body.range().end) - begin];
            if let Some(value) = of[at] {
                code.push(bytes[0].into());
                places[value].push(code.len());
                code.push(LOCAL + values[value].local as u16);
            } else {
                code.extend(bytes.iter().map(|byte| u16::from(*byte)));
            }
        }
        Ok(Self { parameters: parameters.len(), types, values, of, code, places })
    }

    /// Moves values and swaps the numbers of locals as long as the code gets cheaper.
    fn improve(&mut self, model: &Model) {
        let mut costs: Vec<f64> = (0..self.code.len()).map(|at| model.cost(&self.code, at)).collect();
        let mut improved = true;
        while improved {
            improved = false;
            for one in self.parameters..self.types.len() {
                for other in one + 1..self.types.len() {
                    let both: Vec<usize> = (0..self.values.len())
                        .filter(|value| [one, other].contains(&self.values[*value].local))
                        .collect();
                    let swap = |kept: &mut Self| kept.swap(one, other);
                    improved |= self.attempt(model, &mut costs, &both, swap, swap);
                }
            }
            for value in 0..self.values.len() {
                for local in 0..self.types.len() {
                    let own = self.values[value].local;
                    if local != own && self.may_move(value, local) {
                        improved |= self.attempt(
                            model,
                            &mut costs,
                            &[value],
                            |kept| kept.put(value, local),
                            |kept| kept.put(value, own),
                        );
                    }
                }
            }
        }
    }

    /// Does something with some values, and undoes it unless the code got cheaper.
    fn attempt(
        &mut self,
        model: &Model,
        costs: &mut [f64],
        values: &[usize],
        change: impl Fn(&mut Self),
        undo: impl Fn(&mut Self),
    ) -> bool {
        let touched = self.predicted_from(values);
        let before = self.declarations() + touched.iter().map(|at| costs[*at]).sum::<f64>();
        change(self);
        let after = touched.iter().map(|at| model.cost(&self.code, *at)).sum::<f64>();
        let better = self.declarations() + after < before - 1e-6;
        if better {
            for at in touched {
                costs[at] = model.cost(&self.code, at);
            }
        } else {
            undo(self);
        }
        better
    }

    /// Where values stand in the code, and what is predicted from them.
    fn predicted_from(&self, values: &[usize]) -> Vec<usize> {
        let mut touched = Vec::new();
        for place in values.iter().flat_map(|value| &self.places[*value]) {
            touched.extend(*place..self.code.len().min(place + LONGEST + 1));
        }
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    fn may_move(&self, value: usize, local: usize) -> bool {
        let value = &self.values[value];
        self.types[local] == self.types[value.local]
            && !(value.from_the_start && local.min(value.local) < self.parameters)
            && value.rivals.ones().all(|rival| self.values[rival].local != local)
    }

    fn put(&mut self, value: usize, local: usize) {
        self.values[value].local = local;
        for place in &self.places[value] {
            self.code[*place] = LOCAL + local as u16;
        }
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.types.swap(one, other);
        for value in 0..self.values.len() {
            match self.values[value].local {
                local if local == one => self.put(value, other),
                local if local == other => self.put(value, one),
                _ => {}
            }
        }
    }

    fn declarations(&self) -> f64 {
        DECLARATION * self.types[self.parameters..].chunk_by(PartialEq::eq).count() as f64
    }
}

/// How often each symbol came after the symbols before it, in all functions but the one that is looked at.
struct Model {
    weight: f64,
    /// By the hash of some symbols in a row.
    sightings: Vec<u32>,
}

impl Model {
    const BITS: u32 = 23;

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
            chance = (these.min(all) + self.weight * chance) / (all + self.weight);
        }
        -chance.log2()
    }
}

impl Reencode for Locals {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let function = self.next;
        self.next += 1;
        let Kept { parameters, types, values, .. } = &self.functions[function];
        let used = values.iter().map(|value| value.local + 1).max().unwrap_or(0).max(*parameters);
        let types = types[*parameters..used].to_vec();
        let types = types.into_iter().map(|ty| self.val_type(ty)).collect::<Result<Vec<_>, _>>()?;
        let mut rewritten = Function::new_with_locals_types(types);
        let mut reader = body.get_operators_reader()?;
        for at in 0.. {
            if reader.eof() {
                break;
            }
            let operator = reader.read()?;
            let Kept { values, of, .. } = &self.functions[function];
            let local = of[at].map_or(0, |value| values[value].local as u32);
            let instruction = match operator {
                Operator::LocalGet { .. } => Instruction::LocalGet(local),
                Operator::LocalSet { .. } => Instruction::LocalSet(local),
                Operator::LocalTee { .. } => Instruction::LocalTee(local),
                other => self.instruction(other)?,
            };
            rewritten.instruction(&instruction);
        }
        code.function(&rewritten);
        Ok(())
    }
}
