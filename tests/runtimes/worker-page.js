// Runs worker.js and hands on what it says.
const worker = new Worker("worker.js");
Object.assign(globalThis, {
  groupGate: new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
  }),
});
