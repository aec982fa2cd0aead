import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

function run(main: string, stoppedCode = 0) {
  const code = `
    import { Fault } from "./scripts/lib/fault.ts";
    import { runProgram } from "./scripts/lib/program.ts";
    await runProgram(async ({ onStop }) => {
      onStop(() => console.log("stop first started"));
      onStop(async () => { await null; console.log("stop last started"); });
      ${main}
    }, ${stoppedCode});`;
  return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function outcome(child: ChildProcess) {
  if (!child.stdout || !child.stderr) throw new Error("not piped");
  const [exit, out, errors] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
  return { code: exit[0], out: out.trim().split("\n"), errors: errors.trim() };
}

const stops = ["stop last started", "stop first started"];

test("what was started last is stopped first, and the code is the program's own", async () => {
  expect(await outcome(run("return 3;"))).toEqual({ code: 3, out: stops, errors: "" });
});

test("a fault is one line and code 1, after everything was stopped", async () => {
  expect(await outcome(run(`throw new Fault("No till here.");`))).toEqual({
    code: 1,
    out: stops,
    errors: "No till here.",
  });
});

test("a full disk is told in words", async () => {
  const { code, errors } = await outcome(run(`throw Object.assign(new Error("write"), { code: "ENOSPC" });`));
  expect({ code, errors }).toEqual({ code: 1, errors: "The disk is full: write" });
});

test.each([
  ["SIGINT", 0],
  ["SIGTERM", 130],
  ["SIGHUP", 0],
] as const)(
  "%s stops everything once, also when it comes twice, and what fails because of that is not told",
  async (signal, code) => {
    const child = run(
      `console.log("up"); return new Promise((_, reject) => onStop(() => reject(new Fault("gone"))));`,
      code,
    );
    child.stdout?.once("data", () => {
      child.kill(signal);
      child.kill(signal);
    });
    expect(await outcome(child)).toEqual({ code, out: ["up", ...stops], errors: "" });
  },
);
