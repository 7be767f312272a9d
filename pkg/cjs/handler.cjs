"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all) __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if ((from && typeof from === "object") || typeof from === "function") {
    for (const key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, {
          get: () => from[key],
          enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable,
        });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// handler.js
var handler_exports = {};
__export(handler_exports, {
  createHandler: () => createHandler,
});
module.exports = __toCommonJS(handler_exports);
var import_group_gate2 = require("group-gate");

// refusal.js
var import_group_gate = require("group-gate");
var verdict = (0, import_group_gate.evaluate)({ version: 1, rules: [] }, { body: "" });
var REFUSAL = verdict.body;
function refusal() {
  const { status } = verdict;
  return new Response(REFUSAL, { status, headers: { "content-type": "application/json" } });
}

// handler.js
var MAX_BODY_BYTES = 1024 * 1024;
var SETTINGS_TIMEOUT_MS = 800;
var LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
var OPTIONS = (() => {
  const isFunction = (value) => typeof value === "function";
  const callback = { expected: "a function", fits: isFunction };
  const anything = { expected: "anything", fits: () => true };
  return {
    policy: anything,
    token: anything,
    facts: anything,
    factsTimeoutMs: {
      expected: `a number above 0 and up to ${LONGEST_TIMEOUT_MS}`,
      fits: (value) => typeof value === "number" && value > 0 && value <= LONGEST_TIMEOUT_MS,
    },
    onFactsFailure: {
      expected: '`"refuse"` or `"continue"`',
      fits: (value) => value === "refuse" || value === "continue",
    },
    explain: { expected: 'a boolean or `"event"`', fits: (value) => typeof value === "boolean" || value === "event" },
    next: callback,
    onVerdict: callback,
    onError: callback,
  };
})();
function createHandler(options) {
  checkOptions(options);
  const { policy, token, facts, factsTimeoutMs = 1e3, onFactsFailure = "refuse", explain } = options;
  const { next, onVerdict, onError = (error) => console.error(error) } = options;
  return async function handle(request, ...rest) {
    const host =
      /** @type {any} */
      rest;
    const report = (error) =>
      runAside(
        () => onError(error, request, ...host),
        (failure) => console.error(error, "(and `onError` failed on it:", failure, ")"),
        host,
      );
    try {
      if (request.method !== "POST") return notAllowed(request.method);
      const body = await readBody(request);
      const verdict2 = await decide(body, request.url, host, report);
      const { status } = verdict2;
      const response = new Response(verdict2.body, { status, headers: { "content-type": "application/json" } });
      if (onVerdict) runAside(() => onVerdict(verdict2, request, ...host), report, host);
      if (!next || verdict2.outcome !== "pass") return response;
      return checkResponse(await next(new Request(request, { body }), verdict2, ...host));
    } catch (error) {
      report(error);
      return refusal();
    }
  };
  async function decide(body, url, host, report) {
    const [usedPolicy, usedToken] = await Promise.all([setting("policy", policy, host), setting("token", token, host)]);
    const callback = { body, url, token: usedToken, now: Date.now(), explain };
    if (typeof facts !== "function") return (0, import_group_gate2.evaluate)(usedPolicy, { ...callback, facts });
    const withoutFacts = (0, import_group_gate2.evaluate)(usedPolicy, { ...callback, explain: explain || "event" });
    const { event } = withoutFacts;
    if (!event) return withoutFacts;
    let found;
    try {
      found = await inTime("facts", factsTimeoutMs, () => facts(event, ...host));
      if (found === void 0) throw new TypeError("`facts` must give an object, found undefined");
      return (0, import_group_gate2.evaluate)(usedPolicy, { ...callback, facts: found });
    } catch (error) {
      if (found !== void 0 && !(error instanceof TypeError)) throw error;
      report(error);
      if (onFactsFailure === "continue") return (0, import_group_gate2.evaluate)(usedPolicy, callback);
      return (0, import_group_gate2.evaluate)(usedPolicy, { ...callback, refuse: "the host's facts could not be had" });
    }
  }
}
function checkOptions(options) {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`the options must be an object, found ${options === null ? "null" : typeof options}`);
  for (const [name, value2] of Object.entries(options)) {
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : void 0;
    if (!option) throw new TypeError(`unknown option \`${name}\`, expected one of ${Object.keys(OPTIONS).join(", ")}`);
    if (value2 !== void 0 && !option.fits(value2)) throw new TypeError(`\`${name}\` must be ${option.expected}`);
  }
  const { policy, token, facts } = options;
  const value = (option) => (typeof option === "function" ? void 0 : option);
  const tried = typeof policy === "function" ? { version: 1, rules: [] } : policy;
  (0, import_group_gate2.evaluate)(tried, { body: "", token: value(token), facts: value(facts) });
}
async function readBody(request) {
  const { bodyUsed, headers } = request;
  if (bodyUsed) throw new TypeError("the body of the request was read before");
  const body = request.body === void 0 ? new Blob([await request.arrayBuffer()]).stream() : request.body;
  const reader = body?.getReader();
  const announced = Number(headers.get("content-length"));
  const chunks = [];
  let length = 0;
  while (reader) {
    if (announced > MAX_BODY_BYTES || length > MAX_BODY_BYTES) {
      reader.cancel().catch(() => {});
      throw new RangeError(`the body must have at most ${MAX_BODY_BYTES} bytes, found more`);
    }
    const { done, value } = await reader.read();
    if (done) break;
    if (!ArrayBuffer.isView(value)) throw new TypeError(`the body must be a stream of bytes, found ${typeof value}`);
    length += value.byteLength;
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
function setting(name, option, host) {
  return typeof option === "function" ? inTime(name, SETTINGS_TIMEOUT_MS, () => option(...host)) : option;
}
function inTime(name, limit, call) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`\`${name}\` took longer than ${limit} ms`)), limit);
    new Promise((settle) => settle(call())).then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
function runAside(task, onFailure, [second, third]) {
  try {
    const outcome = task();
    if (typeof (/** @type {any} */ outcome?.then) !== "function") return;
    const ended = Promise.resolve(outcome).catch(onFailure);
    const context = [third, second].find((argument) => typeof argument?.waitUntil === "function");
    context?.waitUntil(ended);
  } catch (error) {
    onFailure(error);
  }
}
function notAllowed(method) {
  const headers = { allow: "POST", "content-type": "application/json" };
  const { body } = refusal();
  return new Response(method === "HEAD" ? null : body, { status: 405, headers });
}
function checkResponse(response) {
  if (typeof response?.status === "number") return response;
  throw new TypeError(`\`next\` must give a Response, found ${response === null ? "null" : typeof response}`);
}
// Annotate the CommonJS export names for ESM import in node:
0 &&
  (module.exports = {
    createHandler,
  });
