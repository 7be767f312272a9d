// Runs the suite and prints its result.
import { run } from "./main.js";

run().then((result) => console.log(`RESULT ${JSON.stringify(result)}`));
