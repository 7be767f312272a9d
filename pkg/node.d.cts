// For `require`: what node.d.ts says.
export type * from "./node.js" with { "resolution-mode": "import" };
export declare const toNodeListener: typeof import("./node.js", { with: {
  "resolution-mode": "import",
}}).toNodeListener;
export declare const serve: typeof import("./node.js", { with: { "resolution-mode": "import" }}).serve;
