// What the bundlers make of files that are not JavaScript.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
/** What scripts/page.mjs makes of tests/wire. */
declare module "wire-bodies" {
  const bodies: Record<string, string>;
  export default bodies;
}
