// npm run build
import { main } from "./command.mjs";
import { prepare } from "./module.mjs";

await main(async () => {
  await prepare();
  console.log("pkg/ and www/dist/ are up to date");
});
