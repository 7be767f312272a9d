// Runs the suite and prints its result.
import { result } from "./main.js";

result.then((found) => console.log(`RESULT ${JSON.stringify(found)}`));
