import { baseline } from "../reference/baseline.mjs";
import { RESERVED, replies } from "./reply.mjs";

/** Hand-written JavaScript, which tries the reserved names one by one. */
export default function prepare(policy, names) {
  const { text } = baseline(policy);
  if (names.length === 0) return (body) => text(body).body;
  const reply = replies(policy);
  return (body) => {
    const verdict = text(body);
    if (verdict.code !== 0) return verdict.body;
    const { Name } = JSON.parse(body);
    for (let i = 0; i < names.length; i++) if (Name === names[i]) return reply(RESERVED);
    return verdict.body;
  };
}
