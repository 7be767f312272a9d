// Runs every snippet of docs/policy.md: policies and conditions (`jsonc`), the cases and mistakes below them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { evaluate } from "group-gate";
import { checks, WARNINGS } from "../vectors.mjs";

const page = readFileSync(new URL("../../docs/policy.md", import.meta.url), "utf8");

/** @typedef {{ language: string, text: string, line: number, heading: string }} Fence */

/** The fenced blocks of the page. @returns {Fence[]} */
function fences() {
  const found = [];
  for (const match of page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)) {
    const before = page.slice(0, match.index);
    const heading =
      before
        .match(/^#+ .*$/gm)
        ?.at(-1)
        ?.replace(/^#+ /, "") ?? "";
    const [, language = "", text = ""] = match;
    found.push({ language, text, line: before.split("\n").length, heading });
  }
  return found;
}

/** JSON without its comments. @param {string} text */
function withoutComments(text) {
  return text.replace(/("(?:[^"\\]|\\.)*")|\/\/.*$/gm, (_, string) => string ?? "");
}

const URL_PARAMETERS = { SdkAppid: "1400000000", ClientIP: "203.0.113.9", OptPlatform: "Web" };
const TENCENT_AFTER = { CallbackCommand: "Group.CallbackAfterCreateGroup" };
const OPENIM_AFTER = { callbackCommand: "callbackAfterCreateGroupCommand" };
const all = fences();

/** The callback that a platform's examples start from. @param {string} platform */
const base = (platform) => JSON.parse(all.find(({ language }) => language === `json ${platform}`)?.text ?? "");

/**
 * A line such as `tencent after { … } with { … } → deny { … }`.
 *
 * @param {string} line
 */
function readCase(line) {
  const parts = line.match(/^(tencent|openim)( after)? (\{.*?\})(?: with (\{.*\}))? → (\w+)(?: (\{.*\}))?$/);
  assert.ok(parts, `not a case: ${line}`);
  const [, platform = "", after, differing = "", host = "{}", outcome = "", members = "{}"] = parts;
  const { query, now, ...request } = JSON.parse(host);
  const command = platform === "tencent" ? TENCENT_AFTER : OPENIM_AFTER;
  const body = { ...base(platform), ...(after ? command : {}), ...JSON.parse(differing) };
  const url = `https://gate.example/?${new URLSearchParams({ ...URL_PARAMETERS, ...query })}`;
  return {
    request: { ...request, now: Date.parse(now ?? "2026-01-05T00:00:00Z"), url, body },
    outcome,
    members: JSON.parse(members),
  };
}

/** What is wrong with a case. @param {any} policy @param {string} line */
function complaints(policy, line) {
  const { request, outcome, members } = readCase(line);
  const expect = { outcome, ...members };
  return checks(evaluate, { about: line, policy, cases: [{ name: line, request, expect }] }).flatMap(([, check]) =>
    check(),
  );
}

/** A policy with a flag that tells whether the condition holds. @param {any} when */
const asking = (when) => ({
  version: 1,
  tencent: { sdkAppIds: "any" },
  openim: { accept: true },
  rules: [{ id: "condition", when, flag: "holds" }],
});

/** Whether a condition holds, as in the line. @param {any} when @param {string} line */
function conditionComplaints(when, line) {
  const { request, outcome } = readCase(line);
  assert.match(outcome, /^(holds|fails)$/, line);
  const expect = { flags: outcome === "holds" ? ["holds"] : [] };
  const group = { about: line, policy: asking(when), cases: [{ name: line, request, expect }] };
  return checks(evaluate, group).flatMap(([, check]) => check());
}

/** What `evaluate` throws for a policy. @param {string} policy @returns {any[]} */
function issues(policy) {
  try {
    evaluate(policy, null);
  } catch (error) {
    assert.ok(error instanceof Error && "issues" in error && Array.isArray(error.issues), String(error));
    return error.issues;
  }
  return [];
}

/** @param {any} issue */
const issueLine = ({ line, column, code, path, message, hint }) =>
  `${line}:${column} ${code} \`${path}\`: ${message}${hint === undefined ? "" : ` (hint: ${hint})`}`;

/** @type {Set<Fence>} */
const ran = new Set(all.filter(({ language }) => language === "json tencent" || language === "json openim"));

for (const [index, fence] of all.entries()) {
  if (fence.language !== "jsonc") continue;
  const following = all[index + 1];
  const after = all[index + 2];
  test(`line ${fence.line}, ${fence.heading}`, () => {
    const policy = JSON.parse(withoutComments(fence.text));
    const lines = following?.text.trimEnd().split("\n") ?? [];
    if (following?.language === "issues") assert.deepEqual(issues(fence.text).map(issueLine), lines);
    else {
      assert.equal(following?.language, "cases", "a snippet is followed by its cases or issues");
      const wrong = "version" in policy ? complaints : conditionComplaints;
      for (const line of lines) assert.deepEqual(wrong(policy, line), [], line);
    }
    if (after?.language === "json verdict") {
      const { request } = readCase(lines.at(-1) ?? "");
      const verdict = evaluate(policy, { ...request, explain: true });
      const expected = JSON.parse(after.text);
      for (const name of Object.keys(expected))
        assert.deepEqual(JSON.parse(JSON.stringify(verdict))[name], expected[name], name);
      ran.add(after);
    }
    ran.add(fence).add(following);
  });
}

test("every fenced block of the page was run", () => {
  assert.deepEqual(
    all.filter((fence) => !ran.has(fence)),
    [],
  );
  assert.equal(all.length * 2, page.match(/^\s*(```|~~~)/gm)?.length, "a block is not fenced like the others");
  assert.ok(ran.size > 60);
});

test("the cookbook has at least ten recipes, each a whole policy", () => {
  const recipes = all.filter(({ heading, text }) => /^\d+\. /.test(heading) && text.includes('"version"'));
  assert.ok(new Set(recipes.map(({ heading }) => heading)).size >= 10);
});

/** The codes in the first column of the table below a heading's text. @param {string} columnHead */
function codesOfTable(columnHead) {
  const rows = page.split(`| code | ${columnHead} |\n|---|---|\n`)[1]?.split("\n\n")[0]?.split("\n") ?? [];
  return rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([a-z-]+)`/g)].map(([, code]) => code));
}

test("the page names every code of a mistake that the message cases know", () => {
  /** @type {{ issues: string[] }[]} */
  const cases = JSON.parse(readFileSync(new URL("../messages.json", import.meta.url), "utf8"));
  const codes = cases.flatMap(({ issues }) => issues.map((issue) => issue.split(" ")[1]));
  const limits = ["too-deep", "too-many", "more-mistakes"];
  assert.deepEqual(codesOfTable("what is wrong").sort(), [...new Set([...codes, ...limits])].sort());
});

test("the page names every warning", () => {
  assert.deepEqual(codesOfTable("what is doubtful").sort(), [...WARNINGS].sort());
});
