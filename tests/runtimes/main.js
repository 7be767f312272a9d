// What every project runs: the package is there from the first line.
import { evaluate } from "group-gate";
import { createHandler } from "group-gate/handler";
import corpus from "./corpus.js";
import { runSuite } from "./suite.js";

export const result = runSuite({ evaluate, createHandler }, corpus);
