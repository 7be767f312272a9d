// Running other programs, and telling people what happens in one line each.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The root folder of the repository. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A failure that its message explains whole: people see that one sentence and no stack trace. */
export class Failure extends Error {}

/** @param {string} text what is being done, when it takes long enough to wonder */
export function progress(text) {
  console.log(`… ${text}`);
}

/**
 * Runs a program to its end and gives what it printed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ missing: string, env?: NodeJS.ProcessEnv, cwd?: string }} options `missing`: what to do when there is no such program;
 *   `cwd`: the root folder of the repository unless told
 * @returns {Promise<{ ok: boolean, stdout: string, output: string }>} `output` holds both streams as they came
 */
export function run(command, args, { missing, env, cwd = ROOT }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    child.on("error", (error) => {
      const code = /** @type {NodeJS.ErrnoException} */ (error).code;
      reject(new Failure(code === "ENOENT" ? `\`${command}\` was not found: ${missing}` : error.message));
    });
    child.on("close", (status) => resolve({ ok: status === 0, stdout, output }));
  });
}

const NETWORK_TROUBLE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|(?:could not|couldn't) resolve|couldn't connect|(?:failed to|could not) (?:lookup address|connect|download)|network failure|error sending request|timed? ?out/i;

/**
 * Runs a program that has to succeed. A failure for want of a network is told in one sentence; any other is told after
 * what the program printed.
 *
 * @param {string} what the work as a noun, for the sentence
 * @param {string} command
 * @param {string[]} args
 * @param {{ missing: string, env?: NodeJS.ProcessEnv, cwd?: string }} options
 */
export async function mustRun(what, command, args, options) {
  const result = await run(command, args, options);
  if (result.ok) return result;
  if (NETWORK_TROUBLE.test(result.output))
    throw new Failure(`${what} failed for want of a network: check the connection, then run this again`);
  process.stderr.write(result.output);
  throw new Failure(`${what} failed: see the output of \`${command}\` above`);
}

/**
 * Runs a whole script; a `Failure` ends it with its sentence and exit status 1.
 *
 * @param {() => Promise<void>} task
 */
export async function main(task) {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`group-gate: ${error.message}`);
    process.exitCode = 1;
  }
}

/**
 * Ends this process once it has said everything, and in any case soon: who reads what it prints may have stopped to.
 *
 * @param {number} ms
 */
export function endWithin(ms) {
  setTimeout(() => process.exit(), ms).unref();
}
