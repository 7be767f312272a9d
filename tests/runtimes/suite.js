// The one suite: what the native core made of every vector has to come out of the package, on whichever runtime.
// Nothing here asks for more than a runtime without files, network or permissions has.

const URL_OF_APP = "https://gate.example/cb?SdkAppid=1400000000";

const JSON_TYPE = "application/json";

/** The moment of the cases that say none, as in the native run. */
const NOW = 1700000000000;

/**
 * @typedef {{ policy?: any, policyText?: string, about: string, file: string, cases: any[], expected: any }} Group
 * @typedef {{ groups: Group[], callbacks: { name: string, path: string, body: string, answer: string }[], refusal: string }} Corpus
 * @typedef {{ passed: number, failures: string[] }} Result
 */

/**
 * @param {{ evaluate: any, createHandler: any }} subject
 * @param {Corpus} corpus
 * @returns {Promise<Result>}
 */
export async function runSuite({ evaluate, createHandler }, corpus) {
  /** @type {Result} */
  const result = { passed: 0, failures: [] };
  /** @param {string} name @param {string} expected @param {() => unknown} actual */
  const check = async (name, expected, actual) => {
    let found;
    try {
      found = await actual();
    } catch (error) {
      found = `threw ${error}`;
    }
    if (found === expected) result.passed++;
    else result.failures.push(`${name}: expected ${expected.slice(0, 400)}, found ${String(found).slice(0, 400)}`);
  };
  for (const group of corpus.groups) await checkGroup(evaluate, group, check);
  for (const { name, path, body, answer } of corpus.callbacks) {
    const handler = createHandler({
      policy: { version: 1, tencent: { sdkAppIds: "any" }, openim: { accept: true }, rules: [] },
    });
    await check(`${name} over HTTP`, answer, async () => {
      const request = new Request(`https://gate.example${path}`, { method: "POST", body });
      return textOf(await handler(request), 200);
    });
  }
  await checkHandler(createHandler, corpus.refusal, check);
  return result;
}

/** @typedef {(name: string, expected: string, actual: () => unknown) => Promise<void>} Check */

/** @param {any} evaluate @param {Group} group @param {Check} check */
async function checkGroup(evaluate, { file, about, policy, policyText, cases, expected }, check) {
  const given = policyText ?? policy;
  const name = `${file}: ${about}`;
  const withPlace = (/** @type {any} */ issue) =>
    policyText === undefined ? { ...issue, line: undefined, column: undefined } : issue;
  await check(
    `${name}: checked`,
    expected.report
      ? JSON.stringify({ ...expected.report, warnings: expected.report.warnings.map(withPlace) })
      : JSON.stringify(["PolicyError", expected.issues.map(withPlace)]),
    () => {
      try {
        return JSON.stringify(evaluate(given, null));
      } catch (/** @type {any} */ error) {
        return JSON.stringify([error.name, error.issues]);
      }
    },
  );
  for (const [index, { name: caseName, request, throws }] of cases.entries())
    await check(`${name}: ${caseName}`, throws ? String(true) : JSON.stringify(expected.verdicts[index]), () => {
      try {
        return JSON.stringify(evaluate(given, toRequest(request)));
      } catch (/** @type {any} */ error) {
        if (!throws) throw error;
        return String([throws].flat().includes(error.name));
      }
    });
}

/** What the handler needs of a runtime: streams, timers, and a request made from another. @param {any} createHandler @param {string} refusal @param {Check} check */
async function checkHandler(createHandler, refusal, check) {
  const policy = {
    version: 1,
    tencent: { sdkAppIds: "any" },
    rules: [{ id: "no", when: { "facts.no": true }, deny: { code: 10101, message: "no" } }],
  };
  const before = '{"CallbackCommand":"Group.CallbackBeforeCreateGroup"}';
  const other = '{"CallbackCommand":"State.StateChange"}';
  const post = (/** @type {BodyInit} */ body) => new Request(URL_OF_APP, { method: "POST", body });
  const quiet = { policy, onError: () => {} };
  await check("only POST is answered", refusal, async () =>
    textOf(await createHandler(quiet)(new Request(URL_OF_APP)), 405),
  );
  await check("a long body is refused", refusal, async () =>
    textOf(await createHandler(quiet)(post(new Uint8Array(1048577))), 200),
  );
  await check("next gets the body unread", other, async () =>
    textOf(
      await createHandler({
        ...quiet,
        next: async (/** @type {Request} */ request) =>
          new Response(await request.text(), { headers: { "content-type": JSON_TYPE } }),
      })(post(other)),
      200,
    ),
  );
  await check("facts decide", '{"ActionStatus":"OK","ErrorInfo":"no","ErrorCode":10101}', async () =>
    textOf(await createHandler({ ...quiet, facts: async () => ({ no: true }) })(post(before)), 200),
  );
  await check("late facts refuse", '{"ActionStatus":"OK","ErrorInfo":"callback rejected","ErrorCode":1}', async () =>
    textOf(
      await createHandler({ ...quiet, factsTimeoutMs: 10, facts: () => new Promise(() => {}) })(post(before)),
      200,
    ),
  );
}

/** @param {Response} response @param {number} status */
async function textOf(response, status) {
  const type = response.headers.get("content-type");
  if (response.status !== status || type !== JSON_TYPE) return `status ${response.status}, type ${type}`;
  return response.text();
}

/** The request that a case spells out, its text as bytes. @param {any} request */
function toRequest({ body, bodyBytesHex, bodyRepeat, bodyValue, nowIs, ...rest }) {
  const request = { now: NOW, ...rest };
  if (nowIs !== undefined) request.now = Number(nowIs);
  if (bodyValue !== undefined) request.body = bodyValue;
  else if (bodyBytesHex !== undefined)
    request.body = Uint8Array.from(bodyBytesHex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  else if (bodyRepeat !== undefined)
    request.body = bytesOf(bodyRepeat.prefix + bodyRepeat.repeat.repeat(bodyRepeat.times) + bodyRepeat.suffix);
  else if (body !== undefined) request.body = bytesOf(typeof body === "string" ? body : JSON.stringify(body));
  return request;
}

/** @param {string} text */
const bytesOf = (text) => new TextEncoder().encode(text);
