import { readdirSync } from "node:fs";
import { ZenDecisionContent, ZenEngine } from "@gorules/zen-engine";
import { replies } from "./reply.mjs";
import { rules, withFolded } from "./zen.mjs";

const folder = new URL("../node_modules/@gorules/", import.meta.url);

/** The compiled engine of this machine. */
export const binaries = readdirSync(folder)
  .filter((name) => name.startsWith("zen-engine-") && name !== "zen-engine-wasm")
  .flatMap((name) => readdirSync(new URL(name, folder)).map((file) => new URL(`${name}/${file}`, folder)))
  .filter((file) => file.pathname.endsWith(".node"));

/** A decision table whose first row that holds decides. */
export default function prepare(policy, names) {
  const reply = replies(policy);
  const lists = Object.fromEntries(Object.entries(policy.lists).map(([name, list]) => [name, JSON.stringify(list)]));
  const rows = [...rules(lists, names), ["", 0]];
  const content = new ZenDecisionContent({
    contentType: "application/vnd.gorules.decision",
    nodes: [
      { id: "in", name: "in", type: "inputNode" },
      { id: "out", name: "out", type: "outputNode" },
      {
        id: "table",
        name: "table",
        type: "decisionTableNode",
        content: {
          hitPolicy: "first",
          inputs: [{ id: "when", name: "when" }],
          outputs: [{ id: "code", name: "code", field: "code" }],
          rules: rows.map(([when, code], i) => ({ _id: String(i), when, code: String(code) })),
        },
      },
    ],
    edges: [
      { id: "1", type: "edge", sourceId: "in", targetId: "table" },
      { id: "2", type: "edge", sourceId: "table", targetId: "out" },
    ],
  });
  const decision = new ZenEngine().createDecision(content);
  return async (body) => {
    const { result } = await decision.evaluate({ event: withFolded(JSON.parse(body)) });
    return reply(result.code);
  };
}
