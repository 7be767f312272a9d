// Policies that grow, none of whose new rules and entries touches the bodies of the reference: the verdict stays.
import { referencePolicy } from "./reference.mjs";

/** Words that look like words and are the same in every run. @param {number} count @param {number} seed */
export function words(count, seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const found = new Set();
  while (found.size < count) {
    const length = 6 + Math.floor(next() * 5);
    found.add(Array.from({ length }, () => String.fromCharCode(97 + Math.floor(next() * 26))).join(""));
  }
  return /** @type {string[]} */ ([...found]);
}

/** @typedef {import("./reference.mjs").Rule} Rule */

/** One kind of condition each, on several fields. @type {((i: number, word: string) => object)[]} */
const KINDS = [
  (i) => ({ "group.name": `Reserved ${i}` }),
  (i) => ({ "operator.id": { $in: [`spam_${i}`, `bot_${i}`, `farm_${i}`] } }),
  (i) => ({ "operator.groupCount": { $gte: 1000 + i } }),
  (i) => ({ "group.name": { $startsWith: `vendor-${i}-` } }),
  (_, word) => ({ "group.name": { $contains: word, $fold: true } }),
  (i) => ({ "client.ip": { $cidr: `172.${16 + (i >> 12)}.${(i >> 4) & 255}.${(i & 15) << 4}/28` } }),
  (i) => ({ "members.id": `outcast_${i}` }),
  (i) => ({ "group.type": ["Public", "Work"], "owner.id": `squatter_${i}` }),
  (i) => ({ "operator.groupCount": { $gte: 5 }, "operator.id": { $startsWith: `trial${i}_` } }),
  (i) => ({ "members.id": { $in: [`ghost_${i}`, `shade_${i}`] }, "members.count": { $lt: 3 } }),
];

const REGEXES = Array.from({ length: 10 }, (_, i) => `\\bpromo${i}[-_ ]?\\d{2,4}\\b`);

/** @param {string} id @param {object} when @returns {Rule} */
const refusal = (id, when) => ({ id, when, deny: { code: 10150, message: "refused" } });

/**
 * Rules of every kind in turn, after ten regular expressions.
 *
 * @param {number} count without those ten
 */
export function mixedRules(count) {
  const vocabulary = words(Math.ceil(count / KINDS.length), 7);
  const regexes = REGEXES.map((pattern, i) =>
    refusal(`regex-${i}`, { "group.name": { $regex: pattern, $options: "i" } }),
  );
  const rules = Array.from({ length: count }, (_, i) => {
    const kind = /** @type {(typeof KINDS)[number]} */ (KINDS[i % KINDS.length]);
    return refusal(`rule-${i}`, kind(i, vocabulary[Math.floor(i / KINDS.length)] ?? ""));
  });
  return { version: 1, tencent: { sdkAppIds: /** @type {const} */ ("any") }, rules: [...regexes, ...rules] };
}

/** The names that `namedRules` refuses. @param {number} count */
export const reservedNames = (count) => Array.from({ length: count }, (_, i) => `Reserved ${i}`);

/** The reference policy with a rule for each of these names after its own. @param {string[]} names */
export function namedRules(names) {
  const policy = referencePolicy();
  policy.rules.push(...names.map((name, i) => refusal(`name-${i}`, { "group.name": name })));
  return policy;
}

/** The reference policy with that many blocked ids, those of the reference first. @param {number} count */
export function blockedIds(count) {
  const policy = referencePolicy();
  policy.lists.blocked = Array.from({ length: count }, (_, i) => `blocked_${i}`);
  return policy;
}

/** The reference policy with that many banned words, those of the reference first. @param {number} count */
export function bannedWords(count) {
  const policy = referencePolicy();
  policy.lists.banned = [...(policy.lists.banned ?? []), ...words(count, 11)].slice(0, count);
  return policy;
}

/** The reference policy with that many regular expressions whose literals no name here has. @param {number} count */
export function absentRegexes(count) {
  const policy = referencePolicy();
  const rules = words(count, 13).map((word, i) => {
    const pattern = [`${word}[-_ ]?\\d+`, `\\b${word}\\b`, `[a-z]+ ${word}$`, `(?:buy|sell) ${word}s?`][i % 4];
    return refusal(`regex-${i}`, { "group.name": { $regex: pattern } });
  });
  policy.rules.push(...rules);
  return policy;
}
