import type { z } from "zod";

/** An entry of a list that is not what it should be. Its neighbours are read all the same. */
export type BrokenRow = { type: "broken"; name: string | null; sku: string | null; reason: string };

const textIn = (value: unknown, field: string): string | null => {
  const text = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[field] : null;
  return typeof text === "string" && text !== "" ? text.slice(0, 200) : null;
};

type Issue = { path?: PropertyKey[]; message?: string; errors?: Issue[][] };

/** Of an entry that fits none of several forms, what the nearest form says: the others only dislike its type. */
function nearest(issue: Issue | undefined): Issue | undefined {
  const inner = (issue?.errors ?? []).flat().find(({ path = [] }) => path.length > 0 && path[0] !== "@type");
  return inner ? nearest(inner) : issue;
}

/** Reads what fits, and in place of what does not a note of what was wrong with it. */
export function tolerant<S extends z.ZodType>(schema: S) {
  const note = (context?: { value?: unknown; issues?: readonly Issue[] }) => {
    const issue = nearest(context?.issues?.[0]);
    const at = (issue?.path ?? []).map(String).join(".");
    const row: BrokenRow = {
      type: "broken",
      name: textIn(context?.value, "productName") ?? textIn(context?.value, "name"),
      sku: textIn(context?.value, "sku"),
      reason: at === "" ? "it is of no known form" : `${at} ${issue?.message ?? "cannot be read"}`,
    };
    return row as never;
  };
  return schema.catch(note) as unknown as z.ZodType<z.output<S> | BrokenRow, z.input<S>>;
}
