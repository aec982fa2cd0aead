import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { sourceFiles } from "@/lib/testing/source-files";
import { type ControlName, controlHref, controls } from "./controls";

const BACK_OFFICE = "app/(back-office)";
const all = sourceFiles("app", "components", "lib");
const read = (file: string) => readFileSync(file, "utf8");

/** A page's own file, also where its folder is in brackets. */
function pageFile(page: string): string {
  const at = (file: string) => file.replaceAll(/\/\([^)]*\)/g, "");
  const file = all.find((one) => one.startsWith(`${BACK_OFFICE}/`) && at(one) === `app${page}/page.tsx`);
  if (!file) throw new Error(`there is no page ${page}`);
  return file;
}

function resolve(from: string, wanted: string): string | null {
  const path = wanted.startsWith("@/") ? wanted.slice(2) : wanted.startsWith(".") ? join(dirname(from), wanted) : null;
  if (path === null || path.startsWith("lib/") || path.startsWith("db/")) return null;
  return [`${path}.tsx`, `${path}.ts`, `${path}/index.ts`].find((file) => existsSync(file)) ?? null;
}

/** The page with every component that it is made of. */
function sourcesOf(page: string): string {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, wanted = ""] of read(file).matchAll(/from "([^"]+)"/g)) {
      const next = resolve(file, wanted);
      if (next) visit(next);
    }
  };
  visit(pageFile(page));
  return [...seen].map(read).join("\n");
}

const pages = new Map<string, string>();
const textOf = (page: string) => {
  const known = pages.get(page) ?? sourcesOf(page);
  pages.set(page, known);
  return known;
};

const has = (text: string, id: string) =>
  new RegExp(`\\bid="${id}"|\\bid=\\{[^}]*"${id}"|^const anchors\\b.*"${id}"`, "m").test(text);

test.each(Object.keys(controls) as ControlName[])("%s stands on the page that it is looked for on", (name) => {
  const { page, id } = controls[name];
  expect(has(textOf(page), id)).toBe(true);
});

test("an id that is on no page is found out, and so is one of another page", () => {
  expect(has(textOf("/lightspeed"), "order-setings")).toBe(false);
  expect(has(textOf("/lightspeed/webhooks"), "order-settings")).toBe(false);
});

test("an address narrows its page down, and a line of the log is one of its own", () => {
  expect(controlHref("links")).toBe("/lightspeed?tab=settings#links");
  expect(controlHref("skuHealth", { place: "a" })).toBe("/lightspeed/menus?part=health&place=a#health");
  expect(textOf("/lightspeed")).toMatch(/\bid=\{`log-\$\{entry\.seq\}`\}/);
});

/** Whatever else leads to a thing on a page, written as it stands. */
const links = all.flatMap((file) =>
  [...read(file).matchAll(/["`]([^"`\s]*)#([a-z][a-z-]*)["`]/g)].flatMap(([, page = "", id = ""]) =>
    /^(\/[a-z]|\$\{[A-Z]+\})/.test(page) ? [{ file, page, id }] : [],
  ),
);

test("every other link to a thing on a page leads to something that is there", () => {
  expect(links.length).toBeGreaterThan(20);
  const anywhere = sourceFiles("app", "components").map(read).join("\n");
  const lost = links.filter(({ page, id }) => {
    const [path = ""] = page.replaceAll(/\$\{[\w.]+\}/g, "[id]").split("?");
    return !has(path.startsWith("/") ? textOf(path) : anywhere, id);
  });
  expect(lost).toEqual([]);
});
