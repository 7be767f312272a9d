import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "group-gate";
import { callbacks, GO_ON } from "../wire.mjs";

const accepted = { version: 1, tencent: { sdkAppIds: ["1400000000"] }, openim: { accept: true }, rules: [] };
const refusing = {
  ...accepted,
  default: { code: { tencent: 10101, openim: 5001 }, message: "not today" },
};
const REFUSED = {
  tencent: '{"ActionStatus":"OK","ErrorInfo":"not today","ErrorCode":10101}',
  openim: '{"actionCode":0,"errCode":5001,"errMsg":"not today","errDlt":"","nextCode":1}',
};

for (const { name, platform, before, body, path } of callbacks) {
  test(`${name} is allowed to go on`, () => {
    const verdict = evaluate(accepted, { body, url: path });
    assert.equal(verdict.outcome, before ? "allow" : "acknowledge");
    assert.equal(verdict.status, 200);
    assert.equal(verdict.body, GO_ON[platform]);
  });

  test(`${name} is refused where that is still possible`, () => {
    const verdict = evaluate(refusing, { body, url: path });
    assert.equal(verdict.outcome, before ? "deny" : "acknowledge");
    assert.equal(verdict.status, 200);
    assert.equal(verdict.body, before ? REFUSED[platform] : GO_ON[platform]);
  });
}
