// What the handler promises to hosts: whatever fails, the answer refuses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "group-gate";
import { createHandler } from "group-gate/handler";
import { GO_ON, REFUSED_ON_BOTH } from "../wire.mjs";

/** @import { HandlerOptions } from "group-gate/handler" */
/** @typedef {HandlerOptions<any[]>} Options */

const POLICY = {
  version: 1,
  tencent: { sdkAppIds: ["1400000000"] },
  openim: { accept: true },
  rules: [
    { id: "quota", when: { "facts.today": { $gte: 3 } }, deny: { code: 10102, message: "{facts.today} today" } },
    { id: "reserved", when: { "group.name": "Support" }, deny: { code: 10101, message: "reserved" } },
    { id: "known", when: { "facts.today": { $exists: true } }, flag: "known" },
  ],
};
const URL_OF_APP = "https://gate.example/cb?SdkAppid=1400000000&contenttype=json";
const BEFORE = {
  CallbackCommand: "Group.CallbackBeforeCreateGroup",
  Operator_Account: "ann",
  Type: "Public",
  Name: "Ducks",
};
const AFTER = { ...BEFORE, CallbackCommand: "Group.CallbackAfterCreateGroup", GroupId: "@TGS#1" };
const OTHER = { CallbackCommand: "State.StateChange", Info: { Action: "Login" } };
const HOST_REFUSAL = '{"ActionStatus":"OK","ErrorInfo":"callback rejected","ErrorCode":1}';

/** @param {unknown} body @param {RequestInit} [init] */
const post = (body, init) => new Request(URL_OF_APP, { method: "POST", body: JSON.stringify(body), ...init });

/** @param {ReadableStream} body @param {Record<string, string>} [headers] */
const stream = (body, headers = {}) =>
  new Request(URL_OF_APP, /** @type {RequestInit} */ ({ method: "POST", body, headers, duplex: "half" }));

/** @param {Response} response */
async function answerOf(response) {
  return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
}

/** @param {string} body @param {number} [status] */
const json = (body, status = 200) => ({ status, type: "application/json", body });

/**
 * Sends a request to a handler that keeps what it reports.
 *
 * @param {Partial<Options>} options @param {Request} request @param {unknown[]} host
 */
async function ask(options, request, ...host) {
  /** @type {any[]} */
  const errors = [];
  const handler = createHandler({ policy: POLICY, onError: (error) => errors.push(error), ...options });
  return { answer: await answerOf(await handler(request, ...host)), errors };
}

/** @param {any[]} errors */
const messages = (errors) => errors.map((error) => error.message);

test("a callback gets the verdict's exact bytes", async () => {
  for (const body of [BEFORE, { ...BEFORE, Name: "Support" }, AFTER, { broken: true }]) {
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    const verdict = evaluate(POLICY, { body: bytes, url: URL_OF_APP });
    const { answer, errors } = await ask({}, post(body));
    assert.deepEqual(answer, json(verdict.body, verdict.status));
    assert.deepEqual(errors, []);
  }
});

test("the body is judged as bytes", async () => {
  const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(JSON.stringify(BEFORE))]);
  const { answer } = await ask({}, new Request(URL_OF_APP, { method: "POST", body: marked }));
  assert.deepEqual(answer, json(REFUSED_ON_BOTH));
});

test("a body in many pieces is one callback", async () => {
  const bytes = new TextEncoder().encode(JSON.stringify({ ...BEFORE, Name: "Support" }));
  const pieces = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(new Uint8Array([0, byte]).subarray(1));
      controller.close();
    },
  });
  const { answer } = await ask({}, stream(pieces));
  assert.equal(JSON.parse(answer.body).ErrorCode, 10101);
});

test("only POST is answered", async () => {
  for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
    const response = await createHandler({ policy: POLICY })(new Request(URL_OF_APP, { method }));
    assert.equal(response.headers.get("allow"), "POST");
    assert.deepEqual(await answerOf(response), json(method === "HEAD" ? "" : REFUSED_ON_BOTH, 405));
  }
});

test("a body of 1 MiB is read, and one byte more is refused", async () => {
  const whole = JSON.stringify({ ...BEFORE, pad: "" });
  const pad = (/** @type {number} */ length) => whole.replace('""', `"${"x".repeat(length - whole.length)}"`);
  const fits = await ask({}, new Request(URL_OF_APP, { method: "POST", body: pad(1048576) }));
  assert.deepEqual(fits, { answer: json(GO_ON.tencent), errors: [] });
  const long = await ask({}, new Request(URL_OF_APP, { method: "POST", body: pad(1048577) }));
  assert.deepEqual(long.answer, json(REFUSED_ON_BOTH));
  assert.deepEqual(messages(long.errors), ["the body must have at most 1048576 bytes, found more"]);
});

test("of an endless body no more is taken than shows its length", async () => {
  let given = 0;
  let cancelled = false;
  const endless = new ReadableStream(
    {
      pull: (controller) => controller.enqueue(new Uint8Array(65536).fill(32, given++)),
      cancel: () => {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const { answer } = await ask({}, stream(endless));
  assert.deepEqual(answer, json(REFUSED_ON_BOTH));
  assert.equal(given, 17);
  assert.ok(cancelled);
});

test("of a body that announces its length too long nothing is taken", async () => {
  let given = 0;
  const source = new ReadableStream({ pull: () => void given++ }, { highWaterMark: 0 });
  const { answer, errors } = await ask({}, stream(source, { "content-length": "1048577" }));
  assert.deepEqual(answer, json(REFUSED_ON_BOTH));
  assert.equal(given, 0);
  assert.equal(errors.length, 1);
});

test("a body that breaks off, was read before, or is no bytes is refused", async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("connection lost")) });
  const aborted = await ask({}, stream(broken));
  assert.deepEqual(aborted.answer, json(REFUSED_ON_BOTH));
  assert.deepEqual(messages(aborted.errors), ["connection lost"]);
  const read = post(BEFORE);
  await read.text();
  const again = await ask({}, read);
  assert.deepEqual(again.answer, json(REFUSED_ON_BOTH));
  assert.deepEqual(messages(again.errors), ["the body of the request was read before"]);
  const texts = new ReadableStream({ pull: (controller) => controller.enqueue("{") });
  const text = await ask({}, stream(texts));
  assert.deepEqual(text.answer, json(REFUSED_ON_BOTH));
  assert.deepEqual(messages(text.errors), ["the body must be a stream of bytes, found string"]);
  const none = await ask({}, new Request(URL_OF_APP, { method: "POST" }));
  assert.deepEqual(none, { answer: json(REFUSED_ON_BOTH), errors: [] });
});

test("a bad option throws when the handler is made", () => {
  /** @type {[any, RegExp | object][]} */
  const cases = [
    [{ policy: { version: 1, rules: [{}] } }, { name: "PolicyError" }],
    [{ policy: "{" }, { name: "PolicyError" }],
    [{}, { name: "TypeError" }],
    [{ policy: POLICY, token: "" }, { name: "TypeError" }],
    [{ policy: async () => POLICY, token: 7 }, { name: "TypeError" }],
    [{ policy: POLICY, facts: [] }, { name: "TypeError" }],
    [
      { policy: POLICY, facts: Promise.resolve({ today: 4 }) },
      /^TypeError: evaluate: request\.facts is an instance of Promise, expected an object of plain data$/,
    ],
    [{ policy: POLICY, facts: new Date() }, /^TypeError: evaluate: request\.facts is an instance of Date, expected/],
    [{ policy: POLICY, facts: new Map([["today", 4]]) }, /facts is an instance of Map, expected/],
    [undefined, /^TypeError: the options must be an object, found undefined$/],
    [null, /^TypeError: the options must be an object, found null$/],
    [
      { policy: POLICY, onFactFailure: "refuse" },
      /^TypeError: unknown option `onFactFailure`, expected one of policy, token, facts, factsTimeoutMs, onFactsFailure, explain, next, onVerdict, onError$/,
    ],
    [{ policy: POLICY, onFactsFailure: "allow" }, /^TypeError: `onFactsFailure` must be `"refuse"` or `"continue"`$/],
    [
      { policy: POLICY, factsTimeoutMs: 0 },
      /^TypeError: `factsTimeoutMs` must be a number above 0 and up to 2147483647$/,
    ],
    [{ policy: POLICY, factsTimeoutMs: Number.NaN }, /`factsTimeoutMs` must be a number/],
    [{ policy: POLICY, factsTimeoutMs: "100" }, /`factsTimeoutMs` must be a number/],
    [{ policy: POLICY, explain: "all" }, /^TypeError: `explain` must be a boolean or `"event"`$/],
    [{ policy: POLICY, next: {} }, /^TypeError: `next` must be a function$/],
    [{ policy: POLICY, onVerdict: "log" }, /^TypeError: `onVerdict` must be a function$/],
    [{ policy: POLICY, onError: 1 }, /^TypeError: `onError` must be a function$/],
  ];
  for (const [options, error] of cases) assert.throws(() => createHandler(options), error);
});

test("policy, token and facts may come with the host's arguments", async () => {
  const signed = { ...POLICY, tencent: { sdkAppIds: "any", requireSign: true } };
  /** @type {unknown[][]} */
  const asked = [];
  /** @param {string} name @param {any} value */
  const noted =
    (name, value) =>
    async (/** @type {any[]} */ ...host) => {
      asked.push([name, ...host]);
      return value;
    };
  const options = { policy: noted("policy", signed), token: noted("token", "secret") };
  const env = { name: "env" };
  const ctx = { name: "ctx" };
  const verdicts = /** @type {any[]} */ ([]);
  const onVerdict = (/** @type {any} */ verdict) => verdicts.push(verdict);
  const { answer } = await ask({ ...options, onVerdict }, post(BEFORE), env, ctx);
  assert.deepEqual(answer, json(HOST_REFUSAL));
  assert.equal(verdicts[0].reason, "signature");
  assert.deepEqual(asked, [
    ["policy", env, ctx],
    ["token", env, ctx],
  ]);

  const facts = async (/** @type {any} */ event, /** @type {any[]} */ ...host) => {
    assert.equal(event.operator.id, "ann");
    assert.deepEqual(host, [env, ctx]);
    return { today: 4 };
  };
  const denied = await ask({ facts }, post(BEFORE), env, ctx);
  assert.deepEqual(denied.errors, []);
  assert.equal(JSON.parse(denied.answer.body).ErrorInfo, "4 today");
  const value = await ask({ facts: { today: 5 } }, post(BEFORE));
  assert.equal(JSON.parse(value.answer.body).ErrorInfo, "5 today");
});

test("a policy or token that cannot be had is a refusal", async () => {
  const boom = () => {
    throw new Error("boom");
  };
  const late = () => new Promise(() => {});
  /** @type {[Partial<Options>, RegExp][]} */
  const cases = [
    [{ policy: boom }, /^boom$/],
    [{ policy: async () => boom() }, /^boom$/],
    [{ policy: late }, /^`policy` took longer than 800 ms$/],
    [{ policy: async () => "{}" }, /version/],
    [{ policy: async () => /** @type {any} */ (undefined) }, /policy/],
    [{ token: boom }, /^boom$/],
    [{ token: async () => boom() }, /^boom$/],
    [{ token: late }, /^`token` took longer than 800 ms$/],
    [{ token: () => "" }, /token/],
  ];
  for (const [options, message] of cases) {
    const { answer, errors } = await ask(options, post(BEFORE));
    assert.deepEqual(answer, json(REFUSED_ON_BOTH));
    assert.equal(errors.length, 1);
    assert.match(errors[0].message, message);
  }
});

test("facts are asked for what is decided or flagged, and for nothing else", async () => {
  let asked = 0;
  const facts = () => ({ today: asked++ });
  await ask({ facts }, post(OTHER));
  await ask({ facts }, post({}));
  await ask(
    { facts },
    new Request("https://gate.example/?SdkAppid=1", { method: "POST", body: JSON.stringify(BEFORE) }),
  );
  assert.equal(asked, 0);
  /** @type {any[]} */
  const flags = [];
  const onVerdict = (/** @type {any} */ verdict) => flags.push(verdict.flags);
  await ask({ facts, onVerdict }, post(BEFORE));
  await ask({ facts, onVerdict }, post(AFTER));
  assert.equal(asked, 2);
  assert.deepEqual(flags, [["known"], ["known"]]);
});

test("facts that fail refuse, or are done without where the host says so", async () => {
  /** @type {[any, RegExp][]} */
  const cases = [
    [
      () => {
        throw new Error("no database");
      },
      /^no database$/,
    ],
    [
      async () => {
        throw new Error("no database");
      },
      /^no database$/,
    ],
    [() => new Promise(() => {}), /^`facts` took longer than 30 ms$/],
    [() => undefined, /^`facts` must give an object, found undefined$/],
    [() => null, /facts/],
    [() => "text", /facts/],
    [() => [], /facts/],
    [() => new Date(), /facts/],
    [() => new Map([["today", 4]]), /facts/],
  ];
  for (const [facts, message] of cases) {
    const refused = await ask({ facts, factsTimeoutMs: 30 }, post(BEFORE));
    assert.deepEqual(refused.answer, json(HOST_REFUSAL));
    assert.equal(refused.errors.length, 1);
    assert.match(refused.errors[0].message, message);
    const continued = await ask({ facts, factsTimeoutMs: 30, onFactsFailure: "continue" }, post(BEFORE));
    assert.deepEqual(continued.answer, json(GO_ON.tencent));
    assert.equal(continued.errors.length, 1);
    const reserved = { ...BEFORE, Name: "Support" };
    const denied = await ask({ facts, factsTimeoutMs: 30, onFactsFailure: "continue" }, post(reserved));
    assert.equal(JSON.parse(denied.answer.body).ErrorCode, 10101);
    const after = await ask({ facts, factsTimeoutMs: 30 }, post(AFTER));
    assert.deepEqual(after.answer, json(GO_ON.tencent));
    assert.equal(after.errors.length, 1);
  }
});

test("facts have a second by default", async () => {
  const start = Date.now();
  const { errors } = await ask({ facts: () => new Promise(() => {}) }, post(BEFORE));
  assert.deepEqual(messages(errors), ["`facts` took longer than 1000 ms"]);
  assert.ok(Date.now() - start >= 990);
});

test("facts that cannot be written as JSON are a failure of the facts", async () => {
  const circular = {};
  Object.assign(circular, { circular });
  const rude = {
    toJSON: () => {
      throw new Error("no");
    },
  };
  for (const facts of [() => circular, () => rude]) {
    const { answer, errors } = await ask({ facts }, post(BEFORE));
    assert.deepEqual(answer, json(HOST_REFUSAL));
    assert.equal(errors.length, 1);
  }
});

test("next answers other callbacks, with the body unread", async () => {
  const host = [{ name: "env" }, { name: "ctx" }];
  /** @type {Options["next"]} */
  const next = async (request, verdict, ...rest) => {
    assert.equal(verdict.outcome, "pass");
    assert.deepEqual(rest, host);
    assert.deepEqual([request.method, request.url, request.headers.get("x-id")], ["POST", URL_OF_APP, "7"]);
    return new Response(await request.text(), { status: 201 });
  };
  const { answer, errors } = await ask({ next }, post(OTHER, { headers: { "x-id": "7" } }), ...host);
  assert.deepEqual(errors, []);
  assert.deepEqual([answer.status, answer.body], [201, JSON.stringify(OTHER)]);
  for (const body of [BEFORE, AFTER, {}]) {
    const never = () => assert.fail("next must not be asked");
    assert.deepEqual(await ask({ next: never }, post(body)), await ask({}, post(body)));
  }
  assert.deepEqual((await ask({}, post(OTHER))).answer, json(GO_ON.tencent));
});

test("a next that fails is a refusal", async () => {
  /** @type {[any, string][]} */
  const cases = [
    [
      () => {
        throw new Error("boom");
      },
      "boom",
    ],
    [
      async () => {
        throw new Error("boom");
      },
      "boom",
    ],
    [() => undefined, "`next` must give a Response, found undefined"],
    [() => null, "`next` must give a Response, found null"],
    [() => "ok", "`next` must give a Response, found string"],
  ];
  for (const [next, message] of cases) {
    const { answer, errors } = await ask({ next }, post(OTHER));
    assert.deepEqual(answer, json(REFUSED_ON_BOTH));
    assert.deepEqual(messages(errors), [message]);
  }
});

test("onVerdict hears of every verdict and neither changes nor delays the answer", async () => {
  /** @type {any[]} */
  const heard = [];
  /** @type {Options["onVerdict"]} */
  const onVerdict = (verdict, request, ...host) => {
    heard.push([verdict.outcome, request.url, ...host]);
    return new Promise(() => {});
  };
  for (const body of [BEFORE, { ...BEFORE, Name: "Support" }, AFTER, OTHER, {}])
    await ask({ onVerdict }, post(body), 1, 2);
  const outcomes = ["allow", "deny", "acknowledge", "pass", "reject"];
  assert.deepEqual(
    heard,
    outcomes.map((outcome) => [outcome, URL_OF_APP, 1, 2]),
  );

  const failing = [
    () => {
      throw new Error("log full");
    },
    async () => {
      throw new Error("log full");
    },
    (/** @type {any} */ verdict) => {
      verdict.body = "{}";
    },
  ];
  for (const one of failing) {
    const { answer, errors } = await ask({ onVerdict: one }, post(BEFORE));
    await new Promise(setImmediate);
    assert.deepEqual(answer, json(GO_ON.tencent));
    assert.equal(errors.length, 1);
  }
});

test("the verdict that onVerdict hears is explained when asked for", async () => {
  /** @type {any[]} */
  const heard = [];
  const onVerdict = (/** @type {any} */ verdict) => heard.push([!!verdict.event, !!verdict.trace]);
  for (const facts of [undefined, () => ({})])
    for (const explain of /** @type {const} */ ([undefined, false, "event", true]))
      await ask({ facts, explain, onVerdict }, post(BEFORE));
  const expected = [
    [false, false],
    [false, false],
    [true, false],
    [true, true],
  ];
  assert.deepEqual(heard, [...expected, ...expected]);
});

test("the host's waitUntil is told, on Workers and on Vercel", async () => {
  for (const place of ["workers", "vercel"]) {
    /** @type {Promise<unknown>[]} */
    const waited = [];
    const context = {
      /** @param {Promise<unknown>} promise */
      waitUntil(promise) {
        assert.equal(this, context);
        waited.push(promise);
      },
    };
    let logged = false;
    const onVerdict = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      logged = true;
      throw new Error("log full");
    };
    const host = place === "workers" ? [{ waitUntil: "a binding" }, context] : [context];
    const { answer, errors } = await ask({ onVerdict }, post(BEFORE), ...host);
    assert.deepEqual(answer, json(GO_ON.tencent));
    assert.equal(logged, false);
    await Promise.all(waited);
    assert.ok(logged);
    assert.deepEqual(messages(errors), ["log full"]);
    assert.ok(waited.length >= 1);
  }
  const waitUntil = () => {
    throw new Error("too late");
  };
  const { answer, errors } = await ask({ onVerdict: async () => {} }, post(BEFORE), {}, { waitUntil });
  assert.deepEqual(answer, json(GO_ON.tencent));
  assert.deepEqual(messages(errors), ["too late"]);
});

test("an onError that fails changes nothing, and nothing goes unseen", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const failing = [
    () => {
      throw new Error("worse");
    },
    async () => {
      throw new Error("worse");
    },
  ];
  for (const onError of failing) {
    const handler = createHandler({ policy: () => Promise.reject(new Error("bad")), onError });
    assert.deepEqual(await answerOf(await handler(post(BEFORE))), json(REFUSED_ON_BOTH));
    await new Promise(setImmediate);
    const seen = logged.mock.calls.at(-1)?.arguments.map((value) => value?.message ?? value);
    assert.deepEqual(seen, ["bad", "(and `onError` failed on it:", "worse", ")"]);
  }
  assert.equal(logged.mock.callCount(), 2);
});

test("without onError a failure goes to the console, alone", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const handler = createHandler({ policy: () => Promise.reject(new Error("bad")) });
  await handler(post(BEFORE), { SECRET: "of the environment" });
  assert.deepEqual(
    logged.mock.calls.map((call) => call.arguments.map((error) => error.message)),
    [["bad"]],
  );
});

test("onError hears of the request and the host's arguments", async () => {
  /** @type {any[]} */
  let heard = [];
  const onError = (/** @type {any[]} */ ...all) => {
    heard = all;
  };
  const request = post(BEFORE);
  await createHandler({ policy: () => Promise.reject("bad"), onError })(request, 1, 2);
  assert.deepEqual(heard, ["bad", request, 1, 2]);
});
