// What `npm run bench` measures, in the order of its report. Each group is loaded by itself, so that the process of one
// has nothing of the others in it.

/**
 * @typedef {object} Group
 * @property {string} title
 * @property {(quick: boolean) => any[]} runs what is measured in a process each
 * @property {(run: any, quick: boolean) => any} measure gives what JSON can hold, or a promise of it
 * @property {(results: any[]) => import("./report.mjs").Report} report
 */

/** @type {Record<string, () => Promise<Group>>} */
export const GROUPS = {
  warm: () => import("./warm.mjs"),
  rules: async () => (await import("./growth.mjs")).rules,
  lists: async () => (await import("./growth.mjs")).lists,
  regexes: async () => (await import("./growth.mjs")).regexes,
  body: async () => (await import("./growth.mjs")).body,
  compile: () => import("./compile.mjs"),
  cold: () => import("./cold.mjs"),
  size: () => import("./size.mjs"),
  memory: () => import("./memory.mjs"),
  peers: () => import("./peers.mjs"),
};
