// What TypeScript makes of handlers. tests/node/types.test.mjs compiles this file.
import { createServer } from "node:http";
import { createHandler, type HandlerOptions } from "group-gate/handler";
import { type RunningServer, serve, toNodeListener } from "group-gate/node";
import policy from "./policy.json" with { type: "json" };

interface Env {
  TOKEN: string;
  KV: { get(key: string): Promise<string> };
}
interface Context {
  waitUntil(promise: Promise<unknown>): void;
}
declare const env: Env;
declare const context: Context;
declare const request: Request;

// As a Worker has it: what the host hands over comes from what the functions say of it.
export const worker = { fetch: createHandler({ policy, token: (env: Env) => env.TOKEN }) };
export const answer: Promise<Response> = worker.fetch(request, env, context);
// @ts-expect-error without the environment there is no token
worker.fetch(request);
// @ts-expect-error nor with another
worker.fetch(request, {}, context);

createHandler<[env: Env, context: Context]>({
  policy: async (env) => env.KV.get("policy"),
  token: (env) => [env.TOKEN],
  facts: async (event, env, context) => {
    context.waitUntil(Promise.resolve());
    return { name: event.group?.name, policy: await env.KV.get("x") };
  },
  next: (request, verdict, env) => {
    const outcome: "pass" = verdict.outcome;
    return new Response(`${request.url} ${outcome} ${env.TOKEN}`);
  },
  onVerdict: async (verdict, request, env) => {
    if (verdict.outcome === "reject") console.log(verdict.reason, request.url, env.TOKEN);
  },
  onError: (error: unknown, request, env) => console.error(error, request.url, env.TOKEN),
});

// As Deno, Bun and Vercel have it.
export const simple: (request: Request) => Promise<Response> = createHandler({ policy: "{}", facts: { plan: "free" } });
export const served: (request: Request, info: { port: number }) => Promise<Response> = createHandler({ policy });

export const options: HandlerOptions = { policy, factsTimeoutMs: 100, onFactsFailure: "continue", explain: true };

// @ts-expect-error no policy
createHandler({});
// @ts-expect-error no such option
createHandler({ policy, onFactFailure: "refuse" });
// @ts-expect-error no such way
createHandler({ policy, onFactsFailure: "allow" });
// @ts-expect-error facts are an object
createHandler({ policy, facts: () => "none" });
// @ts-expect-error facts are never nothing
createHandler({ policy, facts: () => undefined });
// @ts-expect-error a promise of facts comes from a function alone
createHandler({ policy, facts: Promise.resolve({ plan: "free" }) });
// @ts-expect-error an answer is a Response
createHandler({ policy, next: () => "ok" });
// @ts-expect-error a token is text
createHandler({ policy, token: async () => 7 });

export const running: Promise<RunningServer> = serve(createHandler({ policy }), { port: 8787, host: "127.0.0.1" });
createServer(toNodeListener(createHandler({ policy })));
serve(async (request, { incoming, waitUntil }) => {
  waitUntil(Promise.resolve(incoming.socket.remoteAddress));
  return new Response(request.url);
});
// @ts-expect-error a handler answers
serve(() => {});
