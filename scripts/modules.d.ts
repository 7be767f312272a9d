// What the bundlers make of files that are not JavaScript.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.html" {
  const text: string;
  export default text;
}
