import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf, paste, textOf, withPage } from "./open.mjs";

test("the form writes into the text, and leaves the rest of it alone", () =>
  withPage(async (page) => {
    await page.locator("#callback-preset").selectOption("tencent/before-2023-03");
    await page.locator("#form-name").fill("Our support");
    await page.locator("#form-owner").fill("anna");
    await page.locator("#form-counter").fill("7");
    await page.locator("#form-type").fill("Meeting");
    await page.locator("#form-members").fill("anna\nbob, carl");
    const body = JSON.parse(await textOf(page, "#body"));
    assert.deepEqual(body, {
      CallbackCommand: "Group.CallbackBeforeCreateGroup",
      Operator_Account: "leckie",
      Owner_Account: "anna",
      Type: "Meeting",
      Name: "Our support",
      CreateGroupNum: 7,
      MemberList: [{ Member_Account: "anna" }, { Member_Account: "bob" }, { Member_Account: "carl" }],
      EventTime: "1670574414123",
    });
    assert.equal((await answerOf(page)).outcome, "deny");
    assert.equal(await page.locator("#callback-preset").inputValue(), "");
  }));

test("the text writes into the form", () =>
  withPage(async (page) => {
    const members = [
      { userID: "u1", roleLevel: 100 },
      { userID: "u2", roleLevel: 60 },
    ];
    const command = "callbackBeforeCreateGroupCommand";
    await paste(
      page,
      "#body",
      JSON.stringify({ callbackCommand: command, groupName: "群", groupType: 2, initMemberList: members }),
    );
    const values = async () =>
      Promise.all(
        ["platform", "phase", "name", "type", "owner", "members"].map((id) => page.locator(`#form-${id}`).inputValue()),
      );
    assert.deepEqual(await values(), ["openim", "before", "群", "2", "u1", "u2"]);
    assert.equal(await page.locator("#form-operator").isDisabled(), true);
    await page.locator("#form-owner").fill("u9");
    const { initMemberList } = JSON.parse(await textOf(page, "#body"));
    assert.deepEqual(initMemberList, [
      { userID: "u9", roleLevel: 100 },
      { userID: "u2", roleLevel: 60 },
    ]);
  }));

test("another platform or moment makes a callback that the policy accepts", () =>
  withPage(async (page) => {
    await page.locator("#form-platform").selectOption("openim");
    assert.equal((await answerOf(page)).outcome, "deny");
    assert.match(await page.locator("#consequence").innerText(), /OpenIM refuses\. The client sees 5001/);
    await page.locator("#form-name").fill("Hiking");
    assert.equal((await answerOf(page)).outcome, "modify");
    assert.match(await page.locator("#consequence").innerText(), /changed before it is stored: needVerification = 1/);
    await page.locator("#form-phase").selectOption("after");
    assert.equal((await answerOf(page)).outcome, "acknowledge");
    await page.locator("#form-platform").selectOption("tencent");
    assert.equal((await answerOf(page)).outcome, "acknowledge");
    await page.locator("#form-phase").selectOption("before");
    assert.equal((await answerOf(page)).outcome, "allow");
  }));

test("a sample with comments is cleaned at a click", () =>
  withPage(async (page) => {
    await paste(
      page,
      "#body",
      '{\n "CallbackCommand": "Group.CallbackBeforeCreateGroup", // the command\n "Name": "x" // http://x\n}',
    );
    assert.equal((await answerOf(page)).outcome, "reject");
    await page.locator("#clean-now").click();
    assert.equal(
      await textOf(page, "#body"),
      '{\n  "CallbackCommand": "Group.CallbackBeforeCreateGroup",\n  "Name": "x"\n}',
    );
    assert.equal(await page.locator("#clean").isVisible(), false);
    assert.equal((await answerOf(page)).outcome, "allow");
  }));

test("an unreadable callback is rejected in words, in the answer that refuses on both platforms", () =>
  withPage(async (page) => {
    await paste(page, "#body", '{ "a": 1, }');
    assert.equal((await answerOf(page)).outcome, "reject");
    assert.match(await page.locator("#verdict").innerText(), /cannot be read\. .*line 1, column 11/);
    assert.match(await page.locator("#consequence").innerText(), /refuses on both/);
    assert.deepEqual(await page.locator("#body .cm-lintRange-error").allInnerTexts(), ["}"]);
    assert.equal(await page.locator("#form-name").isDisabled(), true);
    assert.match(await page.locator("#form-note").innerText(), /mend it there/);
  }));

test("a clock and facts that cannot be read are complained of beside them", () =>
  withPage(async (page) => {
    await page.locator("#now").fill("yesterday");
    assert.match(await page.locator("#now-complaint").innerText(), /expected milliseconds/);
    assert.match(await page.locator("#verdict").innerText(), /Mend the clock/);
    await page.locator("#now").fill("2026-01-31T09:00Z");
    await paste(page, "#facts", "[1]");
    assert.match(await page.locator("#facts-complaint").innerText(), /expected a JSON object/);
    await paste(page, "#facts", '{ "plan": "free" } // trial');
    assert.equal((await answerOf(page)).outcome, "deny");
  }));

test("facts, URL and clock reach the policy", () =>
  withPage(async (page) => {
    const when = '"facts.plan": "free", "client.ip": "192.0.2.1", "time.hour": 9';
    await paste(
      page,
      "#policy",
      `{"version":1,"tencent":{"sdkAppIds":"any"},"rules":[{"id":"r","when":{${when}},"flag":"all three"}]}`,
    );
    await page.locator("#url").fill("/?SdkAppid=1&ClientIP=192.0.2.1");
    await page.locator("#now").fill("2026-01-31T09:00Z");
    await paste(page, "#facts", '{ "plan": "free" }');
    assert.match(await page.locator("#flags").innerText(), /all three/);
  }));
