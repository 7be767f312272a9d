/** @param {import("../project.mjs").Project} project */
export default async function* (project) {
  const nodes = ["oldest", "newest"].map((age) => project.path(`node_modules/node-${age}-${process.arch}/bin/node`));
  for (const node of [nodes[0], process.execPath, nodes[1]]) {
    const version = (await project.exec(String(node), ["--version"])).trim().slice(1);
    yield { name: "Node.js (import)", version, result: await project.result(String(node), ["print.js"]) };
    yield { name: "Node.js (require)", version, result: await project.result(String(node), ["require.cjs"]) };
    yield { name: "Node.js, serving", version, result: await project.result(String(node), ["serve.js"]) };
  }
}
