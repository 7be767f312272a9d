//! The types of a module's functions.
use wasmparser::{CompositeInnerType, FuncType, Parser, Payload, Result, TypeRef, ValType};

/// The types of all functions, the imported ones first.
pub struct Signatures {
    /// How many functions are imported.
    pub imported: u32,
    types: Vec<FuncType>,
    /// By function: which of the types it has.
    functions: Vec<u32>,
}

impl Signatures {
    pub fn of(wasm: &[u8]) -> Result<Self> {
        let mut signatures = Self { imported: 0, types: Vec::new(), functions: Vec::new() };
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(section) => {
                    for group in section {
                        for ty in group?.into_types() {
                            let CompositeInnerType::Func(ty) = ty.composite_type.inner else { continue };
                            signatures.types.push(ty);
                        }
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if let TypeRef::Func(ty) = import?.ty {
                            signatures.functions.push(ty);
                            signatures.imported += 1;
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    signatures.functions.extend(section.into_iter().collect::<Result<Vec<_>>>()?);
                }
                _ => {}
            }
        }
        Ok(signatures)
    }

    /// The types of a function's parameters.
    pub fn parameters(&self, function: u32) -> &[ValType] {
        self.types[self.functions[function as usize] as usize].params()
    }
}
