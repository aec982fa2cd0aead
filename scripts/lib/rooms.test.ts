import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rooms, tools } from "./tools";

const root = resolve(import.meta.dirname, "../..");
const config = ".dependency-cruiser.cjs";
const rules: { forbidden: { name: string }[] } = createRequire(import.meta.url)(join(root, config));

/** One forbidden import for each rule: file, and what it imports. */
const planted: Record<string, [from: string, to: string]> = {
  "app-decides-nothing": ["app/page.ts", "../db/client"],
  "ui-knows-no-product": ["components/ui/button.ts", "../../lib/orders/verb"],
  "components-import-downward": ["components/orders/list.ts", "../../db/client"],
  "components-take-types-only": ["components/orders/card.ts", "../../lib/orders/verb"],
  "rules-know-no-framework": ["lib/lightspeed/page.ts", "next"],
  "rules-know-no-page": ["lib/orders/view.ts", "../../components/free"],
  "k-series-stands-alone": ["lib/k-series/client.ts", "../orders/verb"],
  "k-series-libraries": ["lib/k-series/table.ts", "drizzle-orm"],
  "auth-knows-no-lightspeed": ["lib/auth/session.ts", "../lightspeed/verb"],
  "payments-below-orders": ["lib/payments/refund.ts", "../orders/verb"],
  "lightspeed-below-channels": ["lib/lightspeed/menu.ts", "../channels/verb"],
  "orders-below-guests": ["lib/orders/visit.ts", "../guest/verb"],
  "guest-page-is-a-client": ["app/o/page.ts", "../../lib/orders/verb"],
  "db-knows-nothing-above": ["db/above.ts", "../lib/orders/verb"],
  "db-libraries": ["db/page.ts", "next"],
  "sandbox-stands-alone": ["sandbox/client.ts", "../lib/orders/verb"],
  "sandbox-libraries": ["sandbox/table.ts", "drizzle-orm"],
  "nothing-imports-the-sandbox": ["scripts/demo.ts", "../sandbox/free"],
  "no-circular": ["lib/home/one.ts", "./other"],
  resolvable: ["lib/home/lost.ts", "./nowhere"],
};

/** What imports nothing, or what it may. */
const free = [
  "lib/orders/verb.ts",
  "lib/lightspeed/verb.ts",
  "lib/channels/verb.ts",
  "lib/guest/verb.ts",
  "db/client.ts",
];

let house: string;
beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), "upvendo-rooms-"));
});
afterEach(() => rmSync(house, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
}

test("each rule of the rooms refuses an import that is planted against it, and lets pass what is allowed", {
  timeout: 60_000,
}, () => {
  expect(Object.keys(planted).sort()).toEqual(rules.forbidden.map(({ name }) => name).sort());
  copyFileSync(join(root, config), join(house, config));
  write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "esnext", moduleResolution: "bundler" } }));
  for (const name of ["next", "drizzle-orm"]) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" }));
    write(`node_modules/${name}/index.js`, "module.exports = {};");
  }
  for (const path of [...free, "components/free.ts", "sandbox/free.ts", "e2e/free.ts"])
    write(path, "export const it = 1;\n");
  write("lib/home/other.ts", 'export * from "./one";\n');
  write("app/allowed.ts", 'export * from "../lib/orders/verb";\n');
  write(
    "components/orders/allowed.ts",
    'import type { it } from "../../lib/orders/verb";\nexport type It = typeof it;\n',
  );
  for (const [from, to] of Object.values(planted)) write(from, `export * from "${to}";\n`);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, tools.depcruise), "--config", config, "--output-type", "json", ...rooms],
    { cwd: house, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  expect(stderr).toBe("");
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const found = summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
  for (const [name, [from]] of Object.entries(planted)) expect(found).toContain(`${name}: ${from}`);
  expect(found.filter((line) => line.includes("allowed"))).toEqual([]);
});
