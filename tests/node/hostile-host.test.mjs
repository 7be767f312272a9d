// What a host hands over may throw, change or call back: it is a TypeError or read as it stands, and the next call is
// answered as ever.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { afterEach, describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import { evaluate as typed } from "group-gate";

const evaluate = /** @type {(policy: any, request: any) => any} */ (typed);

const POLICY = {
  version: 1,
  tencent: { sdkAppIds: "any" },
  openim: { accept: true },
  rules: [{ id: "name", when: { "group.name": "casino" }, deny: { message: "no" } }],
};
const EVENT = { callbackCommand: "callbackBeforeCreateGroupCommand", groupName: "casino" };
const BODY = JSON.stringify(EVENT);
const REQUEST = { body: BODY, url: "/", now: 0, token: "t", facts: { a: 1 }, explain: false };
const BYTES = new TextEncoder().encode(BODY);

/** @param {any} body */
const decides = (body) => assert.equal(evaluate(POLICY, { body }).rule, "name");

/** @param {any} request @param {RegExp} [message] @param {any} [policy] */
function isRefused(request, message = /^evaluate: /, policy = POLICY) {
  assert.throws(
    () => evaluate(policy, request),
    (error) => error instanceof TypeError && message.test(error.message),
  );
}

afterEach(() => decides(BODY));

test("the first call of all, without a policy", () => {
  for (const request of [REQUEST, null])
    assert.throws(() => evaluate(undefined, request), { name: "TypeError", message: /the policy is undefined/ });
});

test("members are read once and in one order, however much room they need and whether or not the policy is known", () => {
  const large = { ...REQUEST, url: `/?${"x".repeat(200_000)}`, body: `${BODY}${" ".repeat(600_000)}` };
  for (const policy of [POLICY, structuredClone(POLICY)])
    for (const members of [large, REQUEST]) {
      /** @type {PropertyKey[]} */
      const read = [];
      const request = new Proxy(members, {
        get(target, name) {
          read.push(name);
          return Reflect.get(target, name);
        },
      });
      assert.equal(evaluate(policy, request).rule, "name");
      assert.deepEqual(read, ["url", "token", "now", "facts", "refuse", "explain", "body"]);
    }
});

describe("members that throw", () => {
  const boom = new Error("boom");
  const throws = () => {
    throw boom;
  };
  for (const name of [...Object.keys(REQUEST), "refuse"])
    test(name, () => {
      const request = Object.defineProperty({ ...REQUEST }, name, { get: throws });
      isRefused(request, /cannot be read: boom$/);
      assert.throws(() => evaluate(POLICY, request), { cause: boom });
    });
  test("inside the body, the facts and the tokens", () => {
    const bad = Object.defineProperty({}, "x", { get: throws, enumerable: true });
    for (const member of ["body", "facts", "token"]) {
      isRefused({ ...REQUEST, [member]: bad }, /cannot be read: boom$/);
      isRefused({ ...REQUEST, [member]: { toJSON: throws, x: "1" } });
      isRefused({ ...REQUEST, [member]: { 1: bad } });
    }
    isRefused({ body: [bad] }, /boom$/);
  });
  test("inside the policy", () => {
    const rules = Object.defineProperty([0], 0, { get: throws, enumerable: true });
    isRefused(REQUEST, /the policy cannot be read: boom$/, { ...POLICY, rules });
    isRefused(null, /the policy cannot be read: boom$/, { toJSON: throws });
  });
  test("things that are no errors", () => {
    const mute = { toString: throws, [Symbol.toPrimitive]: throws };
    const lying = Object.defineProperty(new Error(), "message", { get: throws });
    for (const thrown of [undefined, null, "text", 7n, Symbol("s"), mute, lying, Object.create(null), () => {}]) {
      const get = () => {
        throw thrown;
      };
      isRefused(Object.defineProperty({}, "body", { get }), /^evaluate: the request cannot be read: /);
      isRefused(REQUEST, /^evaluate: the policy cannot be read: /, { toJSON: get });
    }
  });
  test("every trap of a proxy", () => {
    for (const trap of /** @type {(keyof ProxyHandler<object>)[]} */ (Object.getOwnPropertyNames(Reflect)).filter(
      (name) => name !== Symbol.toStringTag.toString(),
    )) {
      const handler = { [trap]: throws };
      const looks = ["get", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"].includes(trap);
      for (const request of [
        new Proxy({ ...REQUEST }, handler),
        { body: new Proxy({ ...EVENT }, handler) },
        { body: BODY, facts: new Proxy({ a: 1 }, handler) },
        { body: BODY, token: new Proxy({ 1: "t" }, handler) },
      ]) {
        let answer;
        try {
          answer = evaluate(POLICY, request);
        } catch (error) {
          assert.ok(looks && error instanceof TypeError, `${trap}: ${error}`);
          continue;
        }
        assert.equal(answer.rule, "name", trap);
      }
    }
  });
  test("revoked proxies", () => {
    for (const target of [{}, [], () => {}]) {
      const { proxy, revoke } = Proxy.revocable(target, {});
      revoke();
      isRefused(proxy);
      isRefused({ body: proxy });
      isRefused({ body: BODY, facts: proxy });
      isRefused({ body: BODY, token: proxy });
      isRefused(REQUEST, /^evaluate: /, proxy);
    }
  });
});

describe("values of other kinds", () => {
  const others = [7n, Symbol("s"), () => {}, class {}, new Date(0), new Map(), new Set(), /x/, new Error("e")];
  for (const value of [...others, new (class Body {})(), new Blob([]), new Number(1), new String(BODY), Number.NaN])
    test(`a body that is ${typeof value} ${String(value).slice(0, 30)}`, () => isRefused({ body: value }));
  test("requests", () => {
    for (const value of [undefined, true, 0, "", 7n, Symbol("s"), () => {}]) isRefused(value);
    for (const value of [[], new Map(), {}]) isRefused(value, /request\.body is undefined/);
  });
  test("policies", () => {
    for (const value of [null, true, 0, 7n, Symbol("s"), () => {}]) isRefused(REQUEST, /the policy is/, value);
    for (const request of [REQUEST, null])
      assert.throws(() => evaluate(undefined, request), { name: "TypeError", message: /the policy is undefined/ });
    for (const value of [{ a: 7n }, { toJSON: () => undefined }]) isRefused(REQUEST, /the policy/, value);
  });
  test("other members", () => {
    const wrong = [null, 0, true, [], {}, 7n, Symbol("s"), () => {}];
    for (const url of wrong) isRefused({ body: BODY, url });
    for (const refuse of wrong) isRefused({ body: BODY, refuse });
    for (const now of [null, "0", true, 7n, Symbol("s"), Number.NaN, Number.POSITIVE_INFINITY, new Date(0)])
      isRefused({ body: BODY, now });
    for (const facts of [null, "x", 1, true, [], 7n, Symbol("s"), () => {}]) isRefused({ body: BODY, facts });
    const elsewhere = /^evaluate: request\.facts is an instance of \w+, expected an object of plain data$/;
    const thenable = Object.create(Promise.prototype);
    for (const facts of [new Map([["a", 1]]), new Set(), Promise.resolve({}), thenable, new Date(0), new Uint8Array(1)])
      isRefused({ body: BODY, facts }, elsewhere);
    for (const written of [5, "x", null, undefined, []])
      isRefused({ body: BODY, token: "t", refuse: "r", facts: { toJSON: () => written } }, elsewhere);
    const then = JSON.parse('{"then":1}');
    for (const facts of [new (class Known {})(), then, { toJSON: () => ({}) }, Object.create(null)])
      assert.equal(evaluate(POLICY, { body: BODY, facts }).rule, "name");
    for (const explain of [null, 0, "", "all", {}, 7n, Symbol("s")]) isRefused({ body: BODY, explain });
    for (const token of [null, "", 0, true, [], [""], [null], [["t"]], { 1: "" }, { 1: [] }, 7n, new Map([["1", "t"]])])
      isRefused({ body: BODY, token });
  });
  test("things that pretend to be bytes", () => {
    const pretend = { [Symbol.toStringTag]: "Uint8Array", length: 5, buffer: BYTES.buffer, byteLength: 5 };
    assert.equal(evaluate(POLICY, { body: pretend }).reason, "unreadable");
    const view = new DataView(BYTES.buffer.slice(0));
    Object.defineProperty(view, Symbol.toStringTag, { value: "Uint8Array" });
    isRefused({ body: view });
    const buffer = Object.defineProperty({}, Symbol.toStringTag, { value: "ArrayBuffer" });
    isRefused({ body: buffer });
    isRefused({ body: new Proxy(BYTES.slice(), {}) });
    isRefused({ body: Object.create(BYTES) });
    for (const Other of [Int8Array, Uint8ClampedArray, Uint16Array, Float64Array, BigInt64Array])
      isRefused({ body: new Other(new ArrayBuffer(64)) });
  });
  test("bytes that lie about themselves", () => {
    class Lying extends Uint8Array {
      get length() {
        return 3;
      }
      // @ts-expect-error a length that is no number
      get byteLength() {
        return "x";
      }
      get buffer() {
        return new ArrayBuffer(0);
      }
    }
    decides(new Lying(BYTES));
  });
});

describe("bytes", () => {
  test("Node's buffers, with what lies around them", () => {
    decides(Buffer.from(BODY));
    decides(Buffer.concat([Buffer.from("{{{"), Buffer.from(BODY), Buffer.from("}}}")]).subarray(3, 3 + BYTES.length));
  });
  test("other realms", () => {
    for (const [source, member] of [
      ["Uint8Array.from(bytes)", "body"],
      ["Uint8Array.from(bytes).buffer", "body"],
      ["JSON.parse(text)", "body"],
      ["Object.assign(Object.create(null), JSON.parse(text))", "body"],
    ])
      assert.equal(
        evaluate(POLICY, { [member]: runInNewContext(source, { bytes: [...BYTES], text: BODY }) }).rule,
        "name",
        source,
      );
    assert.equal(runInNewContext("evaluate(policy, { body })", { evaluate, policy: POLICY, body: BODY }).rule, "name");
    assert.equal(evaluate(runInNewContext(`(${JSON.stringify(POLICY)})`), REQUEST).rule, "name");
    for (const source of ["new SharedArrayBuffer(8)", "new Uint8Array(new SharedArrayBuffer(8))", "new Map()"])
      isRefused({ body: runInNewContext(source) });
    isRefused({ body: runInNewContext("new (class Body {})()") });
    isRefused({ body: runInNewContext("[() => {}]")[0] });
  });
  test("a detached buffer", () => {
    for (const whole of [true, false]) {
      const bytes = BYTES.slice();
      const body = whole ? bytes.buffer : bytes;
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      isRefused({ body });
    }
    assert.equal(evaluate(POLICY, { body: new ArrayBuffer(0) }).reason, "unreadable");
    assert.equal(evaluate(POLICY, { body: new Uint8Array(0) }).reason, "unreadable");
  });
  test("shared memory", () => {
    const shared = new SharedArrayBuffer(BYTES.length);
    new Uint8Array(shared).set(BYTES);
    for (const body of [shared, new Uint8Array(shared), Buffer.from(shared)]) isRefused({ body });
    isRefused({ body: new Uint8Array(new SharedArrayBuffer(0)) });
  });
  test("a buffer that detaches while the request is read", () => {
    const body = BYTES.slice();
    const url = () => void structuredClone(body.buffer, { transfer: [body.buffer] });
    isRefused({
      body,
      get url() {
        return url();
      },
    });
  });
  test("resizable buffers and the views into them", () => {
    // @ts-expect-error newer than the types that are used here
    const buffer = new ArrayBuffer(BYTES.length, { maxByteLength: 4096 });
    new Uint8Array(buffer).set(BYTES);
    const fixed = new Uint8Array(buffer, 0, BYTES.length);
    const tracking = new Uint8Array(buffer);
    const offset = new Uint8Array(buffer, 8);
    for (const body of [buffer, fixed, tracking]) decides(body);
    // @ts-expect-error newer than the types that are used here
    const resize = (/** @type {number} */ length) => buffer.resize(length);
    resize(BYTES.length + 100);
    new Uint8Array(buffer).fill(0x20, BYTES.length);
    for (const body of [buffer, fixed, tracking]) decides(body);
    resize(4);
    isRefused({ body: fixed });
    isRefused({ body: offset });
    assert.equal(evaluate(POLICY, { body: tracking }).reason, "unreadable");
    resize(0);
    isRefused({ body: fixed });
    assert.equal(evaluate(POLICY, { body: tracking }).reason, "unreadable");
  });
});

describe("a large text", () => {
  const long = "x".repeat(1 << 24);
  test("as body, URL, token, reason to refuse and fact", () => {
    assert.equal(evaluate(POLICY, { body: long }).reason, "unreadable");
    assert.equal(evaluate(POLICY, { body: { ...EVENT, long } }).reason, "unreadable");
    assert.equal(evaluate(POLICY, { body: BODY, url: `/?x=${long}` }).rule, "name");
    assert.equal(evaluate(POLICY, { body: BODY, token: long }).rule, "name");
    assert.equal(evaluate(POLICY, { body: BODY, facts: { long } }).rule, "name");
    assert.equal(evaluate(POLICY, { body: BODY, refuse: long }).message, long);
  });
  test("as policy", () => {
    assert.throws(() => evaluate(long, REQUEST), { name: "PolicyError" });
    assert.equal(evaluate({ ...POLICY, description: long }, REQUEST).rule, "name");
  });
  test("characters of three bytes fill a mebibyte early", () => {
    const body = (/** @type {number} */ length) => BODY.replace("casino", "赌".repeat(length));
    const room = 1_048_576 - body(0).length;
    assert.equal(evaluate(POLICY, { body: body(Math.floor(room / 3)) }).outcome, "allow");
    assert.match(evaluate(POLICY, { body: body(Math.floor(room / 3) + 1) }).message, /has 10485\d\d bytes/);
  });
});

describe("deep values", () => {
  /** @param {number} depth */
  const nested = (depth) => {
    /** @type {any} */
    let value = 1;
    for (let i = 0; i < depth; i++) value = { a: value };
    return value;
  };
  test("as body, facts and policy", () => {
    assert.equal(evaluate(POLICY, { body: { ...EVENT, x: nested(63) } }).rule, "name");
    assert.equal(evaluate(POLICY, { body: { ...EVENT, x: nested(64) } }).reason, "unreadable");
    assert.equal(evaluate(POLICY, { body: BODY, facts: nested(255) }).rule, "name");
    isRefused({ body: BODY, facts: nested(256) }, /nest too deep/);
    assert.throws(() => evaluate({ ...POLICY, x: nested(255) }, REQUEST), { name: "PolicyError", message: /`x`/ });
    assert.throws(() => evaluate({ ...POLICY, x: nested(256) }, REQUEST), {
      name: "PolicyError",
      message: /more than 256 arrays and objects are open at once/,
    });
  });
  test("too deep for JSON.stringify", () => {
    const deepest = nested(1_000_000);
    isRefused({ body: deepest });
    isRefused({ body: BODY, facts: deepest });
    isRefused(REQUEST, /the policy cannot be read/, deepest);
  });
  test("that hold themselves", () => {
    /** @type {any} */
    const round = { ...EVENT };
    round.round = round;
    isRefused({ body: round });
    isRefused({ body: BODY, facts: round });
    isRefused(REQUEST, /the policy cannot be read/, round);
  });
});

describe("calls inside a call", () => {
  const others = Array.from({ length: 100 }, (_, i) => ({
    ...POLICY,
    rules: [{ id: `inner ${i}`, deny: { message: `no ${i}` } }],
  }));
  const callOthers = () => {
    for (const [i, other] of others.entries()) assert.equal(evaluate(other, { body: BODY }).rule, `inner ${i}`);
    assert.equal(evaluate(POLICY, { body: BODY.replace("casino", "team") }).outcome, "allow");
  };
  for (const name of ["body", "url", "now", "token", "facts", "explain", "refuse"])
    test(`from a getter of ${name}, with more policies than are remembered`, () => {
      const { [/** @type {keyof typeof REQUEST} */ (name)]: value } = REQUEST;
      const get = () => {
        callOthers();
        return value;
      };
      assert.equal(evaluate(POLICY, Object.defineProperty({ ...REQUEST }, name, { get })).rule, "name");
    });
  test("from the policy's toJSON", () => {
    const toJSON = () => {
      callOthers();
      return POLICY;
    };
    const policy = { toJSON };
    assert.equal(evaluate(policy, REQUEST).rule, "name");
    assert.equal(evaluate(policy, REQUEST).rule, "name");
    callOthers();
    assert.equal(evaluate(policy, REQUEST).rule, "name");
  });
  test("from the policy's toJSON, with the same policy", () => {
    let depth = 0;
    /** @type {any} */
    const policy = {
      toJSON() {
        if (depth++ < 3) assert.equal(evaluate(policy, REQUEST).rule, "name");
        return POLICY;
      },
    };
    for (let i = 0; i < 3; i++) assert.equal(evaluate(policy, REQUEST).rule, "name");
    callOthers();
    assert.equal(evaluate(policy, REQUEST).rule, "name");
  });
  test("that report, and that fail", () => {
    const request = {
      get body() {
        assert.deepEqual(evaluate(others[0], null).rules, 1);
        assert.throws(() => evaluate({}, null), { name: "PolicyError" });
        isRefused(undefined);
        return BODY;
      },
    };
    assert.equal(evaluate(POLICY, request).rule, "name");
  });
  test("that need more room", () => {
    const request = {
      get body() {
        assert.equal(evaluate(POLICY, { body: `${BODY}${" ".repeat(600_000)}` }).rule, "name");
        return BODY;
      },
    };
    assert.equal(evaluate(POLICY, request).rule, "name");
  });
  test("that never come back", () => {
    const dive = () => {
      evaluate(POLICY, {
        get body() {
          return dive();
        },
      });
    };
    assert.throws(dive, (error) => error instanceof TypeError || error instanceof RangeError);
  });
});

test("a policy changed after its first use stays what it was, or is read anew: never a mixture", () => {
  const policy = structuredClone(POLICY);
  assert.equal(evaluate(policy, REQUEST).rule, "name");
  policy.rules.length = 0;
  policy.openim.accept = false;
  assert.ok([evaluate(structuredClone(policy), REQUEST).reason, "name"].includes(evaluate(policy, REQUEST).rule));
  assert.equal(evaluate(structuredClone(policy), REQUEST).reason, "platform");
});

test("a host with prototype-like facts, and a polluted one", () => {
  const policy = {
    ...POLICY,
    rules: [{ id: "admin", when: { "facts.user.admin": true }, deny: { message: "no" } }],
  };
  const facts = JSON.parse('{"__proto__":{"user":{"admin":true}},"user":{"__proto__":{"admin":true}}}');
  assert.equal(evaluate(policy, { body: BODY, facts }).outcome, "allow");
  const inherited = Object.create({ user: { admin: true } });
  assert.equal(evaluate(policy, { body: BODY, facts: inherited }).outcome, "allow");
  const own = { user: Object.assign(Object.create({ admin: false }), { admin: true }) };
  assert.equal(evaluate(policy, { body: BODY, facts: own }).rule, "admin");
});
