const webpack = require("webpack");

webpack(require("./webpack.config.cjs"), (error, stats) => {
  if (!error && !stats.hasErrors() && !stats.hasWarnings()) return;
  console.error(error ?? stats.toString());
  process.exitCode = 1;
});
