const { evaluate } = require("group-gate");
const { createHandler } = require("group-gate/handler");

Promise.all([import("./suite.js"), import("./corpus.js")])
  .then(([{ runSuite }, { default: corpus }]) => runSuite({ evaluate, createHandler }, corpus))
  .then((result) => console.log(`RESULT ${JSON.stringify(result)}`));
