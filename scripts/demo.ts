import { runProgram } from "./lib/program";
import { runDemo } from "./lib/run-demo";

await runProgram((program) =>
  runDemo(program, { mode: "production", defaultDataDir: ".data/demo", args: process.argv.slice(2) }),
);
