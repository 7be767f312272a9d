// Whether anything grows: evaluations of every kind of callback, right and wrong, under many policies.
import { readdirSync, readFileSync } from "node:fs";
import { mixedRules } from "./policies.mjs";
import { BODIES, CALLED, referencePolicy } from "./reference.mjs";
import { factor, figure, table } from "./report.mjs";

const WHOLE = 10_000_000;
const QUICK = 500_000;
const READINGS = 10;

/** The memory of the module that the package makes, which it shows to nobody. */
function watchMemory() {
  const { Instance } = WebAssembly;
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args) {
      const instance = Reflect.construct(target, args);
      memory = instance.exports.memory;
      return instance;
    },
  });
  return () => memory?.buffer.byteLength ?? 0;
}

/** @param {string} folder under tests/wire @returns {string[]} */
function wireBodies(folder) {
  const at = new URL(`../tests/wire/${folder}/`, import.meta.url);
  return readdirSync(at).map((name) => readFileSync(new URL(name, at), "utf8"));
}

/** Callbacks as they come, whole and broken, each as text and as bytes. */
function requests() {
  const texts = [...Object.values(BODIES).map(([text]) => text), ...wireBodies("tencent"), ...wireBodies("openim")];
  texts.push(
    ...texts.map((text) => text.slice(0, text.length / 2)),
    "",
    "null",
    "[]",
    "{}",
    '{"CallbackCommand":"C2C.CallbackBeforeSendMsg"}',
  );
  texts.push(JSON.stringify({ ...JSON.parse(texts[0] ?? ""), Introduction: "x".repeat(20_000) }));
  const encoder = new TextEncoder();
  return texts.flatMap((text, i) => {
    const url = i % 3 === 0 ? `${CALLED}&x=${i}` : undefined;
    return [
      { body: text, url },
      { body: encoder.encode(text), url, facts: { operator: { createdToday: i, plan: `plan ${i}` } } },
      { body: text, url, explain: i % 2 === 0 ? true : /** @type {const} */ ("event"), token: "secret" },
    ];
  });
}

/** Policies with a constant and with a composed message, and with an effect of every kind. @param {number} i */
function policy(i) {
  const policy = i % 2 === 0 ? referencePolicy() : mixedRules(100);
  const more = [
    { id: "flag", when: { "members.count": { $gt: 1 } }, flag: "several" },
    { id: "change", when: { platform: "openim" }, modify: { "group.ex": `{group.name} ${i}` } },
    {
      id: "plan",
      when: { "facts.operator.plan": { $endsWith: "7" } },
      deny: { code: 10199, message: "{operator.id}: {facts.operator.plan}" },
    },
  ];
  return { ...policy, openim: { accept: true }, rules: [...more, ...policy.rules] };
}

/** @typedef {{ evaluations: number, wasm: number, heap: number, external: number, rss: number }} Reading in bytes */

export const title = "Memory";
export const runs = () => ["mixed"];

/** @param {string} _ @param {boolean} quick @returns {Promise<Reading[]>} */
export async function measure(_, quick) {
  const wasmMemory = watchMemory();
  const { evaluate } = await import("group-gate");
  const calls = requests();
  const kept = [policy(0), policy(1)];
  const evaluations = quick ? QUICK : WHOLE;
  /** @type {Reading[]} */
  const readings = [];
  for (let i = 1; i <= evaluations; i++) {
    const call = /** @type {(typeof calls)[number]} */ (calls[i % calls.length]);
    // Now and then a policy that was never seen before, so that those that are remembered have to go.
    const rule = i % 5000 === 0 ? policy(i) : i % 5000 === 2500 ? JSON.stringify(policy(i)) : kept[i % 2];
    evaluate(/** @type {import("group-gate").Policy} */ (rule), call);
    if (i % (evaluations / READINGS) !== 0) continue;
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    readings.push({ evaluations: i, wasm: wasmMemory(), heap: heapUsed, external, rss });
  }
  return readings;
}

/** @param {Reading[][]} results */
export const report = ([readings = []]) => {
  // The first reading may lack what is remembered of the last of 64 policies.
  const [early, late] = [readings[READINGS / 2 - 1], readings.at(-1)];
  const growth = (/** @type {"wasm" | "heap"} */ kind) => (late?.[kind] ?? 0) / (early?.[kind] ?? 0);
  const millions = ((late?.evaluations ?? 0) / 1e6).toLocaleString("en");
  const mib = (/** @type {number} */ bytes) => factor(bytes / 2 ** 20);
  return {
    figures: [
      figure(`memory over ${millions} million evaluations: wasm / heap`, [growth("wasm"), growth("heap")], {
        bar: 1.02,
        unit: " ×",
      }),
    ],
    text: [
      `Every kind of callback, whole and broken, under ${Math.round((late?.evaluations ?? 0) / 2500).toLocaleString("en")} policies one after the other; MiB after collecting garbage. The figure is the last reading by the fifth.`,
      table(
        ["evaluations", "wasm", "JavaScript heap", "external", "resident"],
        readings.map(({ evaluations, wasm, heap, external, rss }) => [
          evaluations.toLocaleString("en"),
          ...[wasm, heap, external, rss].map(mib),
        ]),
      ),
    ],
  };
};
