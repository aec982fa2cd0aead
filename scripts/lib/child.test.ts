import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive } from "@/db/embedded/process-identity";
import { type Child, startChild } from "./child";
import { createChildren } from "./children";

let folder: string;
const started: Child[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upvendo-child-"));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.stop()));
  rmSync(folder, { recursive: true, force: true });
});

function start(code: string, stopLimitMs = 4_000) {
  const child = startChild({
    name: "part",
    args: ["-e", code],
    env: {},
    logFile: join(folder, "part.log"),
    stopLimitMs,
  });
  started.push(child);
  return child;
}

test("a child that ends before it is ready is told with its reason and its log", async () => {
  const child = start(`console.error("Error: no till here"); process.exit(3)`);
  await expect(child.says("ready", 20_000)).rejects.toThrow(
    `part ended (exit code 3): Error: no till here; see ${join(folder, "part.log")}`,
  );
  expect(readFileSync(join(folder, "part.log"), "utf8")).toContain("no till here");
});

test("a child that ignores the interrupt is killed after the limit, with what it started itself", async () => {
  const helper = `setInterval(() => {}, 1000)`;
  const child = start(
    `process.on("SIGINT", () => {});
     const helper = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(helper)}], { stdio: "inherit" });
     console.log("ready " + helper.pid); setInterval(() => {}, 1000);`,
    200,
  );
  await child.says("ready", 20_000);
  const helperPid = Number(child.lastLines().at(-1)?.split(" ")[1]);
  await child.stop();
  expect(await child.exited).toBe("SIGKILL");
  await expect.poll(() => isAlive(helperPid)).toBe(false);
});

test("a part that should stay and ends is a fault of the whole, but not while everything stops", async () => {
  const children = createChildren(folder);
  children.keep("worker", ["-e", `throw new Error("queue is gone")`], {});
  await expect(children.failed).rejects.toThrow(/^worker ended \(exit code 1\): .*Error.*queue is gone/);

  await children.stop();
  expect(() => children.keep("late", ["-e", ""], {})).toThrow("The start was interrupted.");
});
