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
/** Installed with the benchmark's own packages, and only what draws the chart of it. */
declare module "echarts" {
  export function init(
    element: null,
    theme: null,
    options: { renderer: "svg"; ssr: true; width: number; height: number },
  ): { setOption(option: object): void; renderToSVGString(): string; dispose(): void };
}
