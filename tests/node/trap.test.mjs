import assert from "node:assert/strict";
import { test } from "node:test";

const POLICY = { version: 1, openim: { accept: true }, rules: [] };
const REQUEST = { body: '{"callbackCommand":"callbackBeforeCreateGroupCommand"}', now: 0 };

/** Every instance made, first to last. @type {WebAssembly.Exports[]} */
const made = [];
/** What the next entry into the module throws. @type {Error | undefined} */
let failure;

const { Instance } = WebAssembly;
Object.defineProperty(WebAssembly, "Instance", {
  value: function instrumented(/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) {
    const exports = { ...new Instance(module, imports).exports };
    const evaluate = /** @type {(...values: unknown[]) => unknown} */ (exports.evaluate);
    exports.evaluate = (/** @type {unknown[]} */ ...values) => {
      const error = failure;
      failure = undefined;
      if (error) throw error;
      return evaluate(...values);
    };
    made.push(exports);
    return { exports };
  },
});
const { evaluate } = await import("group-gate");
const expected = evaluate(POLICY, REQUEST);

test("a call that traps is followed by a fresh instance", () => {
  for (const error of [
    new WebAssembly.RuntimeError("unreachable"),
    new RangeError("stack"),
    new TypeError("foreign"),
  ]) {
    const before = made.length;
    const { buffer } = /** @type {WebAssembly.Memory} */ (made[before - 1].memory);
    failure = error;
    assert.throws(
      () => evaluate(POLICY, REQUEST),
      (thrown) => thrown === error,
    );
    assert.deepEqual(evaluate(POLICY, REQUEST), expected);
    assert.equal(made.length, before + 1);
    assert.equal(buffer.byteLength, 0, "views of the old memory are detached");
  }
});

test("a call around one that traps does not go on with what that has left", () => {
  const swallow = () => {
    failure = new WebAssembly.RuntimeError("unreachable");
    assert.throws(() => evaluate(POLICY, REQUEST), WebAssembly.RuntimeError);
  };
  const again = () => {
    swallow();
    assert.deepEqual(evaluate(POLICY, REQUEST), expected);
  };
  for (const inside of [swallow, again]) {
    const request = {
      get body() {
        inside();
        return REQUEST.body;
      },
    };
    const policy = {
      toJSON() {
        inside();
        return POLICY;
      },
    };
    const didNotComeBack = { name: "TypeError", message: "evaluate: a call from inside this one did not come back" };
    assert.throws(() => evaluate(POLICY, request), didNotComeBack);
    assert.deepEqual(evaluate(POLICY, REQUEST), expected);
    // @ts-expect-error a policy that makes itself
    assert.throws(() => evaluate(policy, REQUEST), didNotComeBack);
    assert.deepEqual(evaluate(POLICY, REQUEST), expected);
  }
});

test("a mistake of the caller keeps the instance", () => {
  const before = made.length;
  // @ts-expect-error a request is required
  assert.throws(() => evaluate(POLICY), { name: "TypeError" });
  assert.throws(() => evaluate("{}", REQUEST), { name: "PolicyError" });
  assert.deepEqual(evaluate(POLICY, REQUEST), expected);
  assert.equal(made.length, before);
});

test("a call at the end of the stack does no lasting harm", () => {
  /** @type {Error[]} */
  const errors = [];
  let calm = 0;
  const dive = () => {
    try {
      dive();
    } catch {
      if (calm === 100) return;
      try {
        assert.equal(evaluate(POLICY, REQUEST).body, expected.body);
        calm++;
      } catch (error) {
        errors.push(/** @type {Error} */ (error));
        throw error;
      }
    }
  };
  dive();
  assert.ok(errors.length > 0);
  for (const error of errors) assert.ok((error.cause ?? error) instanceof RangeError, error.message);
  assert.deepEqual(evaluate(POLICY, REQUEST), expected);
});
