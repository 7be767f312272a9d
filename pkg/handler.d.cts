// For `require`: what handler.d.ts says.
export type * from "./handler.js" with { "resolution-mode": "import" };
export declare const createHandler: typeof import("./handler.js", { with: {
  "resolution-mode": "import",
}}).createHandler;
