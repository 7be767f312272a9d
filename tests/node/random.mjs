// How random tests run: from one seed unless told otherwise, so that a failure today is a failure tomorrow.
//
//   GROUP_GATE_SEED=7 GROUP_GATE_CASES=100000 npm test

/**
 * What fast-check runs a property with.
 *
 * @param {number} cases where the environment does not say how many
 */
export function parameters(cases) {
  const { GROUP_GATE_SEED: seed = "20241122", GROUP_GATE_CASES: numRuns = cases } = process.env;
  return { seed: Number(seed), numRuns: Number(numRuns) };
}
