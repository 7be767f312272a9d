/** @param {string} body */
export function verdict(body) {
  return Object.freeze({ outcome: "reject", status: 200, body, rule: null, code: 1, message: "", flags: Object.freeze([]), reason: "unreadable" });
}
