import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "@/lib/testing/bundle";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";

const key = (bytes = 32) => randomBytes(bytes).toString("base64");

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

type Outcome = { code: number | null; lines: string[]; output: string };

const asProduction = ["--import", "tsx", "lib/jobs/worker.ts"];

/** The real worker; ends by itself or is asked to as soon as it says that it is ready. */
function runWorker(keys: string | undefined, program: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, program, {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      NODE_ENV: "production",
      APP_URL: "http://localhost:3999",
      DATABASE_URL: database.appUrl,
      AUTH_SECRET: randomBytes(32).toString("base64url"),
      LIGHTSPEED_ENVIRONMENT: "trial",
      LIGHTSPEED_CLIENT_ID: "upvendo-test",
      LIGHTSPEED_CLIENT_SECRET: randomBytes(24).toString("base64url"),
      ...(keys === undefined ? {} : { TOKEN_ENCRYPTION_KEYS: keys }),
    },
  });
  let output = "";
  let asked = false;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (asked || !output.includes("worker ready")) return;
      // Once: a second one, for what it says while it stops, would end it in the middle of that.
      asked = true;
      child.kill("SIGTERM");
    });
  return new Promise((resolve) =>
    child.once("close", (code) => resolve({ code, output, lines: output.trim().split("\n") })),
  );
}

const bad: [string, string | undefined][] = [
  ["missing", undefined],
  ["empty", ""],
  ["33 bytes long", `k1:${key(33)}`],
  ["hexadecimal", `k1:${randomBytes(32).toString("hex")}`],
  ["all zero", `k1:${Buffer.alloc(32).toString("base64")}`],
  ["a placeholder", "k1:change-me"],
  ["two keys with one id", `k1:${key()},k1:${key()}`],
  ["good but for the second entry", `k2:${key()},k1:${key(16)}`],
];

test("the worker refuses to start on eight kinds of unusable keys: one readable line each, code 1, no key shown", async () => {
  const outcomes = [];
  const compiled = [await bundle("lib/jobs/worker.ts")];
  // Two at a time: each is a whole process.
  for (let n = 0; n < bad.length; n += 2)
    outcomes.push(
      ...(await Promise.all(
        bad
          .slice(n, n + 2)
          .map(async ([name, keys]) => ({ name, keys, ...(await runWorker(keys, n === 0 ? asProduction : compiled)) })),
      )),
    );
  expect(outcomes).toHaveLength(bad.length);
  for (const { name, keys, code, lines, output } of outcomes) {
    expect(code, name).toBe(1);
    expect(
      lines.filter((line) => line.includes("TOKEN_ENCRYPTION_KEYS")),
      name,
    ).toHaveLength(1);
    // "Invalid environment:" and the line itself: no stack, nothing of other variables.
    expect(lines, output).toHaveLength(2);
    expect(output, name).not.toContain("worker ready");
    for (const secret of (keys ?? "").split(/[,:]/).filter((part) => part.length > 12))
      expect(output).not.toContain(secret);
  }
  const owner = postgres(database.ownerUrl, { max: 1 });
  const [jobs] = await owner`select count(*)::int as n from graphile_worker._private_jobs`;
  const [crontabs] = await owner`select count(*)::int as n from graphile_worker._private_known_crontabs`;
  await owner.end();
  expect([jobs?.n, crontabs?.n], "a refused process has touched nothing").toEqual([0, 0]);
});

test("the same worker starts with a good key, and stops when asked", async () => {
  const { code, output } = await runWorker(`k1:${key()}`, asProduction);
  expect(output).toContain("worker ready");
  expect(code, output).toBe(0);
});
