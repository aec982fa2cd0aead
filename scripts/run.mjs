// Starts one of the programs beside it. Plain JavaScript of an old kind, so that an old Node gets a sentence and not a syntax error.
const [major, minor] = process.versions.node.split(".").map(Number);
const name = process.argv.splice(2, 1)[0];

function refuse(line) {
  console.error(line);
  process.exit(1);
}

if (major < 20 || (major === 20 && minor < 19)) {
  refuse(`Node ${process.versions.node} is too old: version 20.19 or newer is needed (https://nodejs.org).`);
}

import("tsx/esm/api")
  .catch(() => refuse("The packages are not installed: run npm ci first."))
  .then((tsx) => {
    tsx.register();
    return import(`./${name}.ts`);
  });
