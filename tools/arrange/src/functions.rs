//! The order of functions: each comes after the one that it has most in common with.
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, FunctionSection};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload};

use crate::signatures::Signatures;

/// Where the functions of a module come to stand.
pub struct Order {
    /// How many functions are imported: these come first and stay.
    imported: u32,
    /// The functions in their new order, by their old places.
    old: Vec<usize>,
    /// Where each came to stand.
    new: Vec<u32>,
}

impl Order {
    /// Finds an order for the functions of a module, if so many bytes have to be the same to count as something in common.
    pub fn of(wasm: &[u8], piece: usize) -> wasmparser::Result<Self> {
        let imported = Signatures::of(wasm)?.imported;
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            if let Payload::CodeSectionEntry(body) = payload? {
                bodies.push(body.as_bytes());
            }
        }
        let old = chain(&bodies, piece);
        let mut new = vec![0; old.len()];
        for (place, old) in (imported..).zip(&old) {
            new[*old] = place;
        }
        Ok(Self { imported, old, new })
    }
}

/// Begins with the first and goes on with the most similar one that is left.
fn chain(bodies: &[&[u8]], piece: usize) -> Vec<usize> {
    let pieces: Vec<HashSet<&[u8]>> = bodies.iter().map(|body| body.windows(piece).collect()).collect();
    let mut holders: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (function, own) in pieces.iter().enumerate() {
        for piece in own {
            holders.entry(piece).or_default().push(function);
        }
    }
    let mut order = Vec::with_capacity(bodies.len());
    let mut left: Vec<usize> = (0..bodies.len()).rev().collect();
    let mut next = left.pop();
    while let Some(function) = next {
        order.push(function);
        // What few functions have counts for more.
        let mut common = vec![0.0; bodies.len()];
        for piece in &pieces[function] {
            let all = &holders[piece];
            for other in all {
                common[*other] += 1.0 / all.len() as f64;
            }
        }
        // A long function has something in common with any.
        let likeness = |other: usize| common[other] / (pieces[other].len() as f64 + 20.0).sqrt();
        let nearest = (0..left.len()).max_by(|a, b| likeness(left[*a]).total_cmp(&likeness(left[*b])));
        next = nearest.map(|nearest| left.remove(nearest));
    }
    order
}

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        let own = function.checked_sub(self.imported);
        Ok(own.map_or(function, |own| self.new[own as usize]))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types = section.into_iter().collect::<wasmparser::Result<Vec<u32>>>()?;
        for old in &self.old {
            functions.function(types[*old]);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<wasmparser::Result<Vec<FunctionBody>>>()?;
        for old in self.old.clone() {
            utils::parse_function_body(self, code, bodies[old].clone())?;
        }
        Ok(())
    }
}
