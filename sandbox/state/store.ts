import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

export type Collection<T> = {
  get(id: string): T | undefined;
  set(id: string, value: T): void;
  delete(id: string): void;
  entries(): [string, T][];
};

export type Store = {
  collection<T>(name: string): Collection<T>;
  close(): void;
};

type Line = [collection: string, id: string, value?: unknown];

function readLines(file: string): Line[] {
  if (!existsSync(file)) return [];
  const lines: Line[] = [];
  for (const text of readFileSync(file, "utf8").split("\n")) {
    if (text === "") continue;
    try {
      lines.push(JSON.parse(text));
    } catch {
      break; // the last line of a killed process: nothing after it was ever acknowledged
    }
  }
  return lines;
}

/**
 * Keeps collections in memory and every change in an append-only file, so that a SIGKILL loses nothing that was answered.
 * `isWorthless` names the entries that compaction (at start and when the file has grown) may drop.
 */
export function openStore(file: string, isWorthless: (collection: string, value: unknown) => boolean): Store {
  const collections = new Map<string, Map<string, unknown>>();
  const named = (name: string) => {
    const found = collections.get(name) ?? new Map<string, unknown>();
    collections.set(name, found);
    return found;
  };
  for (const [name, id, value] of readLines(file)) {
    if (value === undefined) named(name).delete(id);
    else named(name).set(id, value);
  }

  let handle: number | undefined;
  let lines = 0;
  const compact = () => {
    const kept: string[] = [];
    for (const [name, values] of collections) {
      for (const [id, value] of values) {
        if (isWorthless(name, value)) values.delete(id);
        else kept.push(`${JSON.stringify([name, id, value])}\n`);
      }
    }
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, kept.join(""), { mode: 0o600 });
    if (handle !== undefined) closeSync(handle);
    renameSync(`${file}.new`, file);
    handle = openSync(file, "a", 0o600);
    lines = kept.length;
  };
  const live = () => [...collections.values()].reduce((sum, values) => sum + values.size, 0);
  const append = (line: Line) => {
    if (handle === undefined) throw new Error("the sandbox's store is closed");
    writeSync(handle, `${JSON.stringify(line)}\n`);
    lines += 1;
    if (lines > 5_000 && lines > 3 * live() + 5_000) compact();
  };
  compact();

  return {
    collection: <T>(name: string): Collection<T> => {
      const values = named(name) as Map<string, T>;
      return {
        get: (id) => values.get(id),
        set: (id, value) => {
          values.set(id, value);
          append([name, id, value]);
        },
        delete: (id) => {
          if (values.delete(id)) append([name, id]);
        },
        entries: () => [...values.entries()],
      };
    },
    close: () => {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
    },
  };
}
