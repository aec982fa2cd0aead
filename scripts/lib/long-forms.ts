import { existsSync } from "node:fs";

export type LongForm = { name: string; file: string; browser: boolean; rounds: string };

const heading = "| file | short | long | value | takes |";

/** The tests with a long form, as the table in docs/trust.md lists them, in its order. */
export function readLongForms(page: string): LongForm[] {
  const lines = page.split("\n");
  const first = lines.indexOf(heading) + 2;
  const rows = lines.slice(first, lines.indexOf("", first));
  return rows.map((row) => {
    const [, name, , , rounds] = /^\| `([^`]+)` \|([^|]*)\|([^|]*)\| (\d+) \|/.exec(row) ?? [];
    if (name === undefined || rounds === undefined) throw new Error(`a row without a name or a number: ${row}`);
    return { name, file: fileOf(name), browser: name.startsWith("e2e/"), rounds };
  });
}

function fileOf(name: string): string {
  const places = [`${name}.spec.ts`, `lib/${name}.test.ts`, `lib/lightspeed/${name}.test.ts`];
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`${name} is listed with a long form, and there is no such test`);
  return found;
}
