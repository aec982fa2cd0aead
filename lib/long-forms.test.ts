import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("every test with a long form stands in the table of docs/trust.md", () => {
  const files = execFileSync(
    "git",
    ["grep", "-lE", "longRounds|roundsOr\\(|env\\.TEST_ROUNDS", "--", "*.test.ts", "*.spec.ts"],
    {
      encoding: "utf8",
    },
  );
  const own = "lib/long-forms.test.ts";
  const long = files.split("\n").filter((file) => file !== "" && file !== own);
  expect(long.length).toBeGreaterThan(15);
  const rows = readFileSync("docs/trust.md", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  const missing = long.filter((file) => {
    const name = file.replace(/^lib\/(lightspeed\/)?/, "").replace(/\.(test|spec)\.ts$/, "");
    return !rows.some((row) => row.startsWith(`| \`${name}\` |`));
  });
  expect(missing).toEqual([]);
});
