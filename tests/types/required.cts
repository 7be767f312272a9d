// The same package by require. tests/node/types.test.mjs compiles this file.
import gate = require("group-gate");
import handler = require("group-gate/handler");
import node = require("group-gate/node");

const verdict: gate.Verdict = gate.evaluate("{}", { body: "" });
const policy: gate.Policy = { version: 1, rules: [] };
const options: handler.HandlerOptions = { policy };
const server: Promise<node.RunningServer> = node.serve(handler.createHandler(options));
// @ts-expect-error a request is required
gate.evaluate("{}");
// @ts-expect-error there is nothing else
gate.check;

export = { verdict, server };
