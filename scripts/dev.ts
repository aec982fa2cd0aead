import { runProgram } from "./lib/program";
import { runDemo } from "./lib/run-demo";

await runProgram((program) =>
  runDemo(program, { mode: "development", defaultDataDir: ".data/dev", args: process.argv.slice(2) }),
);
