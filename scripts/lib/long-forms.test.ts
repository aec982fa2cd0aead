import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLongForms } from "./long-forms";

const page = (row: string) =>
  `# Trust\n\n| file | short | long | value | takes |\n|---|---|---|---|---|\n${row}\n\nText\n`;

test("every row of the table leads to a test and to the number that asks for its long form", () => {
  const forms = readLongForms(readFileSync("docs/trust.md", "utf8"));
  expect(forms.length).toBeGreaterThan(25);
  expect(forms).toContainEqual({
    ...{ name: "webhooks/fuzz.db", file: "lib/lightspeed/webhooks/fuzz.db.test.ts", browser: false, rounds: "1" },
  });
  expect(forms).toContainEqual({
    ...{ name: "e2e/trust-fuzz", file: "e2e/trust-fuzz.spec.ts", browser: true, rounds: "10" },
  });
});

test.each([
  ["| `webhooks/no-such.db` | 1 | n | 1 | untimed |", "no such test"],
  ["| `webhooks/fuzz.db` | 1 | n | many | untimed |", "without a name or a number"],
])("a row that leads nowhere is said, and nothing is left out in silence: %s", (row, words) => {
  expect(() => readLongForms(page(row))).toThrow(words);
});
