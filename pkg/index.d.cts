// For `require`: what index.d.ts says.
export type * from "./index.js" with { "resolution-mode": "import" };
export declare const evaluate: typeof import("./index.js", { with: { "resolution-mode": "import" }}).evaluate;
