// What the panes hold, and the call of `evaluate` that it amounts to.
import { blankComments } from "./jsonc.js";

/**
 * What people can change on the page. All of it but the token can stand in a link.
 *
 * @typedef {object} State
 * @property {string} policy text with comments
 * @property {string} body
 * @property {string} url
 * @property {string} token empty for none
 * @property {string} now milliseconds since the Unix epoch or a date; empty for the clock of the machine
 * @property {string} facts JSON text with comments; empty for none
 */

/** @typedef {{ field: "now" | "facts", message: string }} Complaint */

/**
 * The request, or what is wrong with the page's own fields.
 *
 * @param {State} state
 * @returns {{ request: import("group-gate").CallbackRequest, complaints: Complaint[] }}
 */
export function requestOf({ body, url, token, now, facts }) {
  /** @type {Complaint[]} */
  const complaints = [];
  /** @type {import("group-gate").CallbackRequest} */
  const request = { body };
  if (url !== "") request.url = url;
  if (token !== "") request.token = token;
  if (now.trim() !== "") {
    const time = timeOf(now);
    if (Number.isFinite(time)) request.now = time;
    else
      complaints.push({
        field: "now",
        message: "expected milliseconds since 1970, or a date such as 2026-01-31T09:00Z",
      });
  }
  if (facts.trim() !== "") {
    try {
      const value = JSON.parse(blankComments(facts));
      if (typeof value === "object" && value !== null && !Array.isArray(value)) request.facts = value;
      else complaints.push({ field: "facts", message: "expected a JSON object" });
    } catch (error) {
      complaints.push({ field: "facts", message: `not JSON: ${error instanceof Error ? error.message : error}` });
    }
  }
  return { request, complaints };
}

/** Milliseconds since the Unix epoch. @param {string} text */
export function timeOf(text) {
  const trimmed = text.trim();
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : Date.parse(trimmed);
}

/**
 * A URL with Tencent's signature for a token at a time.
 *
 * @param {string} url
 * @param {string} token
 * @param {number} now in milliseconds
 */
export async function signed(url, token, now) {
  const time = String(Math.floor(now / 1000));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token + time));
  const sign = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const [path = "", query = ""] = url.split("?");
  const kept = query.split("&").filter((pair) => pair !== "" && !/^(Sign|RequestTime)=/.test(pair));
  return `${path}?${[...kept, `RequestTime=${time}`, `Sign=${sign}`].join("&")}`;
}
