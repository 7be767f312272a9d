import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";

/** What a handler is handed after the request under Node. */
export interface NodeContext {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Makes `stop` of the server wait. */
  readonly waitUntil: (promise: Promise<unknown>) => void;
}

export type FetchHandler = (request: Request, context: NodeContext) => Response | PromiseLike<Response>;

export interface ServeOptions {
  /** Default: any free one. */
  port?: number | undefined;
  /** The address to listen on; default: every address of the machine. */
  host?: string | undefined;
  /** How long `stop` waits for answers that are under way before it cuts them off. Default 10000. */
  stopWithinMs?: number | undefined;
}

export interface RunningServer {
  readonly server: Server;
  readonly port: number;
  /** Accepts nothing new, finishes what is under way, `waitUntil` included, and closes. */
  stop(): Promise<void>;
}

/**
 * A handler in the style of `fetch` as a listener of `node:http` and `node:https`, for a server of your own.
 *
 * A handler that throws is answered for with a refusal that both platforms understand. It is not asked about `TRACE`,
 * which no `Request` can have: that is answered with 405.
 *
 * @example
 * createServer(toNodeListener(createHandler({ policy }))).listen(8787);
 */
export function toNodeListener(
  handler: FetchHandler,
  waitUntil?: NodeContext["waitUntil"],
): RequestListener<typeof IncomingMessage, typeof ServerResponse>;

/**
 * Serves a handler over HTTP until it is stopped; it listens once the promise is fulfilled.
 *
 * @example
 * const server = await serve(createHandler({ policy }), { port: 8787 });
 * process.once("SIGTERM", () => server.stop());
 */
export function serve(handler: FetchHandler, options?: ServeOptions): Promise<RunningServer>;
