/** @param {import("../project.mjs").Project} project @param {import("../browsers.mjs").Browsers} browsers */
export default async function* (project, browsers) {
  yield* browsers.folder("", "", project.folder);
}
