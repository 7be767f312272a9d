const shared = { mode: "production", performance: { hints: false } };

module.exports = [
  { ...shared, target: "web", entry: { page: "./page.js" } },
  { ...shared, target: "webworker", entry: { worker: "./worker.js" } },
  { ...shared, target: "node", entry: { print: "./print.js" }, output: { filename: "[name].cjs" } },
];
