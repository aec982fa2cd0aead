import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { stack } from "./stack";

const read = <T>(distDir: string, file: string) => JSON.parse(readFileSync(join(distDir, file), "utf8")) as T;

export type BuiltRoute = { path: string; kind: "page" | "handler" };

/** Every address that the build answers, as the file system says it: parameters in brackets, groups left out. */
export function builtRoutes(distDir = stack.distDir): BuiltRoute[] {
  const app = Object.keys(read<Record<string, string>>(distDir, "server/app-paths-manifest.json"));
  const pages = Object.keys(read<Record<string, string>>(distDir, "server/pages-manifest.json"));
  const clean = (key: string) => key.replace(/\/\([^/]+\)/g, "").replace(/\/(page|route)$/, "") || "/";
  return [
    ...app.map((key) => ({
      path: clean(key),
      kind: key.endsWith("/route") ? ("handler" as const) : ("page" as const),
    })),
    ...pages.map((path) => ({ path, kind: "page" as const })),
  ].sort((a, b) => a.path.localeCompare(b.path));
}

export type BuiltAction = { id: string; name: string; file: string; page: string };

/** Every server action that the build answers, with a page that can be asked for it. */
export function builtActions(distDir = stack.distDir): BuiltAction[] {
  type Entry = { exportedName: string; filename: string; workers: Record<string, unknown> };
  const { node, edge } = read<{ node: Record<string, Entry>; edge: Record<string, Entry> }>(
    distDir,
    "server/server-reference-manifest.json",
  );
  return Object.entries({ ...node, ...edge }).map(([id, { exportedName, filename, workers }]) => ({
    id,
    name: exportedName,
    file: filename.replace(/^.*?(app\/)/, "$1"),
    page: `/${
      Object.keys(workers)[0]
        ?.replace(/^app/, "")
        .replace(/\/\([^/]+\)/g, "")
        .replace(/\/page$/, "")
        .replace(/^\//, "") ?? ""
    }`,
  }));
}

/** The files below a folder, as paths from it. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
}
