// Imported before the package, so that the memory of every instance can be looked at from outside.

/** Every memory made, first to last. @type {WebAssembly.Memory[]} */
const made = [];
const { Instance } = WebAssembly;
Object.defineProperty(WebAssembly, "Instance", {
  value: function watched(/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) {
    const instance = new Instance(module, imports);
    made.push(/** @type {WebAssembly.Memory} */ (instance.exports.memory));
    return instance;
  },
});

/** The instances made so far, and the memory of the last one. */
export const wasm = () => {
  const buffer = made.at(-1)?.buffer ?? new ArrayBuffer(0);
  return { instances: made.length, bytes: buffer.byteLength, buffer };
};
