//! Regorus behind the two calls that the benchmark needs: prepare a policy once, then decide from the body's text.

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};
use wasm_bindgen::prelude::*;

const ENTRY_POINT: &str = "data.gate.code";

/// A policy in Rego, compiled for Regorus' own virtual machine.
#[wasm_bindgen]
pub struct Gate {
    machine: RegoVM,
}

#[wasm_bindgen]
impl Gate {
    /// Compiles a policy; `data` is the JSON text of what it reads beside the input.
    ///
    /// # Errors
    /// Whatever Regorus says about the policy or the data.
    #[wasm_bindgen(constructor)]
    pub fn new(rego: &str, data: &str) -> Result<Gate, JsError> {
        let compiled = compile(rego, data).map_err(|error| JsError::new(&error.to_string()))?;
        let program = Compiler::compile_from_policy(&compiled, &[ENTRY_POINT]).map_err(|error| JsError::new(&error.to_string()))?;
        let mut machine = RegoVM::new_with_policy(compiled);
        machine.load_program(program);
        machine.set_data(value(data)?).map_err(|error| JsError::new(&error.to_string()))?;
        Ok(Gate { machine })
    }

    /// The error code that the policy gives a body.
    ///
    /// # Errors
    /// A body that is no JSON, or whatever Regorus says.
    pub fn code(&mut self, body: &str) -> Result<i32, JsError> {
        self.machine.set_input(value(body)?);
        let code = self.machine.execute().map_err(|error| JsError::new(&error.to_string()))?;
        let code = code.as_i64().map_err(|_| JsError::new(&format!("the policy gives {code}, expected a code")))?;
        Ok(i32::try_from(code)?)
    }
}

fn compile(rego: &str, data: &str) -> anyhow::Result<regorus::CompiledPolicy> {
    let mut engine = Engine::new();
    engine.add_policy("gate.rego".to_owned(), rego.to_owned())?;
    engine.add_data_json(data)?;
    engine.compile_with_entrypoint(&Rc::from(ENTRY_POINT))
}

fn value(json: &str) -> Result<Value, JsError> {
    Value::from_json_str(json).map_err(|error| JsError::new(&error.to_string()))
}
