// What can be tried at a click: policies, and every real callback that the tests hold.
import wireBodies from "wire-bodies";
import { URL as BENCHMARK_URL, BODIES } from "../benches/reference/bodies.mjs";
import reference from "../benches/reference/policy.json" with { type: "json" };
import served from "./policy.json" with { type: "json" };

/**
 * @typedef {object} Callback
 * @property {string} body
 * @property {string} url
 * @property {string} token
 * @property {string} now
 */

const EXAMPLE = `{
  "version": 1,
  "name": "community",
  // Only these platforms are answered.
  "tencent": { "sdkAppIds": ["1400000000"] },
  "openim": { "accept": true },
  "lists": {
    "reserved": ["official", "support", "官方"],
    "staff": ["administrator", "group_root"]
  },
  "rules": [
    {
      "id": "staff",
      "when": { "operator.id": { "$in": { "$list": "staff" } } },
      "allow": true
    },
    {
      // $fold sees through capitals and wide letters: ＯＦＦＩＣＩＡＬ is found as well.
      "id": "reserved-name",
      "when": { "group.name": { "$contains": { "$list": "reserved" }, "$fold": true } },
      "deny": {
        "code": { "tencent": 10101, "openim": 5001 },
        "message": "The name {group.name} is kept for our own groups. Please choose another one."
      }
    },
    {
      "id": "quota",
      "when": { "group.type": ["Public", "Meeting"], "operator.groupCount": { "$gte": 100 } },
      "deny": { "code": 10102, "message": "You already have {operator.groupCount} groups of this type." }
    },
    {
      "id": "large-start",
      "when": { "members.count": { "$gt": 50 } },
      "flag": "large-start"
    },
    {
      "id": "approve-joins",
      "when": { "platform": "openim" },
      "modify": { "group.verification": 1 }
    }
  ],
  "default": "allow"
}
`;

const MINIMAL = `{
  "version": 1,
  "openim": { "accept": true },
  "rules": []
}
`;

/** @type {Record<string, { name: string, text: string }>} */
export const POLICIES = {
  community: { name: "Community, an example", text: EXAMPLE },
  minimal: { name: "Minimal", text: MINIMAL },
  served: { name: "What npm start answers by", text: `${JSON.stringify(served, null, 2)}\n` },
  benchmark: { name: "The benchmark", text: `${JSON.stringify(reference, null, 2)}\n` },
};

/** The worked example of Tencent's documentation: token, time and signature belong together. */
export const EXAMPLE_TOKEN = "xxxxyyyy";
const EXAMPLE_TIME = "1669872112";
const EXAMPLE_SIGN = "17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061";

/** @type {Record<string, string>} what the names of the bodies stand for */
const WORDS = {
  min: "smallest",
  rest: "over REST",
  sdk: "from an SDK",
  forged: "forged by a client",
  real: "recorded",
  newest: "newest documentation",
};

/** @param {string} body */
const isAfter = (body) => /CallbackAfterCreateGroup|callbackAfterCreateGroup/.test(body);

/** The URL that Tencent would call. @param {string} body */
function tencentUrl(body) {
  const command = isAfter(body) ? "Group.CallbackAfterCreateGroup" : "Group.CallbackBeforeCreateGroup";
  const where = "contenttype=json&ClientIP=203.0.113.7&OptPlatform=iOS";
  return `/callback?SdkAppid=1400000000&CallbackCommand=${command}&${where}`;
}

/** @param {string} body */
function openimUrl(body) {
  return `/callback${isAfter(body) ? "After" : "Before"}CreateGroupCommand`;
}

/** @param {string} name such as `openim/sdk_after` */
function wireName(name) {
  const words = name
    .replace(/^\w+\//, "")
    .replace(/^(after|before)-|_after$/, "")
    .replace(/\b(min|rest|sdk|forged|real|newest)\b-?/, (_, word) => `${WORDS[word]} `);
  return words.trim();
}

/** @type {Record<string, { group: string, name: string, callback: Callback }>} */
export const CALLBACKS = {};

const first = String(wireBodies["tencent/before-2023-03"]).replace('"MyFirstGroup"', '"Official Support ✓"');
CALLBACKS.first = {
  group: "Example",
  name: "Tencent: a name that looks official",
  callback: { body: first, url: tencentUrl(first), token: "", now: "" },
};
for (const signed of [false, true])
  for (const [name, body] of Object.entries(wireBodies)) {
    const isTencent = name.startsWith("tencent/");
    if (signed && !isTencent) continue;
    const phase = isAfter(body) ? "after" : "before";
    const group = `${isTencent ? "Tencent" : "OpenIM"}, ${phase}${signed ? ", signed" : ""}`;
    const url = isTencent ? tencentUrl(body) : openimUrl(body);
    CALLBACKS[signed ? `${name}/signed` : name] = {
      group,
      name: `${isTencent ? "Tencent" : "OpenIM"} ${phase}, ${wireName(name)}${signed ? ", signed" : ""}`,
      callback: signed
        ? {
            body,
            url: `${url}&RequestTime=${EXAMPLE_TIME}&Sign=${EXAMPLE_SIGN}`,
            token: EXAMPLE_TOKEN,
            now: `${EXAMPLE_TIME}000`,
          }
        : { body, url, token: "", now: "" },
    };
  }
for (const [name, [body]] of Object.entries(BODIES))
  CALLBACKS[`benchmark/${name}`] = {
    group: "Benchmark",
    name: `Benchmark, ${name}`,
    callback: { body, url: BENCHMARK_URL, token: "", now: "" },
  };
