import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "./store";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store-"));
  file = join(folder, "sandbox", "state.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keepAll = () => false;

test("what was set is found by the next start, what was deleted is not", () => {
  const first = openStore(file, keepAll);
  first.collection("things").set("a", { n: 1 });
  first.collection("things").set("a", { n: 2 });
  first.collection("things").set("b", { n: 3 });
  first.collection("things").delete("b");
  first.close();
  const second = openStore(file, keepAll);
  expect(second.collection("things").entries()).toEqual([["a", { n: 2 }]]);
  second.close();
});

test("a line that a kill cut short costs only itself", () => {
  const first = openStore(file, keepAll);
  first.collection("things").set("a", 1);
  appendFileSync(file, '["things","b",{"half":');
  const second = openStore(file, keepAll);
  expect(second.collection("things").entries()).toEqual([["a", 1]]);
  first.close();
  second.close();
});

test("the file does not grow without end, and worthless entries go", () => {
  const store = openStore(file, (_collection, value) => value === "worthless");
  const things = store.collection<string>("things");
  things.set("old", "worthless");
  for (let round = 0; round < 6_000; round += 1) things.set("a", `value ${round}`);
  expect(readFileSync(file, "utf8").split("\n").length).toBeLessThan(5_100);
  expect(things.entries()).toEqual([["a", "value 5999"]]);
  store.close();
});
