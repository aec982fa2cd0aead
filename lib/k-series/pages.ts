import { KSeriesResponseError } from "./errors";
import type { Operation, Output } from "./operation";
import type { Arguments } from "./request";

/** How an operation is paged. `records`: the field that holds them, left out where the answer is the list itself. */
export type Paging = {
  records?: string;
  /** What tells one record from another; left out where nothing does, and then none is taken for a repeat. */
  key?: string;
} & (
  | { style: "page"; size: string; largest: number; totalPages?: string }
  | { style: "offset"; size: string; largest: number; endless?: string }
  | { style: "token"; size: string; largest: number }
);

type RecordsOf<O extends Operation> =
  Output<O> extends readonly (infer R)[]
    ? R
    : O extends { paging: { records: infer F extends keyof Output<O> } }
      ? NonNullable<Output<O>[F]> extends readonly (infer R)[]
        ? R
        : never
      : never;

export type Page<O extends Operation> = {
  /** Those of this answer that no earlier page had. */
  records: RecordsOf<O>[];
  answer: Output<O>;
  /** Add it to the query to go on after this page another time; null after the last. */
  next: Record<string, number | string> | null;
};

type RawPage = { records: unknown[]; answer: unknown; next: Record<string, number | string> | null };
type Query = Record<string, unknown>;

/** Pages in a row without anything new. */
const MOST_IDLE = 10;

/** Page after page, each asked for when the one before has been used. A failed page can be asked for again with the last `next`. */
export async function* readPages(
  name: string,
  paging: Paging,
  args: Arguments,
  call: (args: Arguments) => Promise<unknown>,
): AsyncGenerator<RawPage> {
  const seen = new Set<string>();
  const tokens = new Set<string>();
  let idle = 0;
  let query: Query = { ...firstQuery(paging, args.query ?? {}), ...args.query };
  for (;;) {
    const answer = await call({ ...args, query });
    const all = recordsIn(paging, answer);
    const records = all.filter((record) => isNew(seen, paging, record));
    // An insert may push a page's records into the next; time and again means that the vendor ignores our place.
    idle = all.length > 0 && records.length === 0 ? idle + 1 : 0;
    const next = nextPlace(paging, query, all.length, answer);
    const token = next?.nextPageToken;
    if (idle >= MOST_IDLE || (typeof token === "string" && tokens.has(token)))
      throw new KSeriesResponseError(name, "the same page came again");
    if (typeof token === "string") tokens.add(token);
    if (records.length > 0 || next === null) yield { records, answer, next };
    if (next === null) return;
    query = { ...query, ...next };
  }
}

function firstQuery(paging: Paging, given: Query): Query {
  const start = paging.style === "page" ? { page: 0 } : paging.style === "offset" ? { offset: 0 } : {};
  return { [paging.size]: given[paging.size] ?? paging.largest, ...start };
}

function nextPlace(paging: Paging, query: Query, received: number, answer: unknown): RawPage["next"] {
  const field = (name: string) => (answer as Query | undefined)?.[name];
  if (paging.style === "token") {
    const token = field("nextPageToken");
    return typeof token === "string" && token !== "" ? { nextPageToken: token } : null;
  }
  // An empty page is the only sure end: a short one may be a smaller cap than we asked for.
  if (received === 0) return null;
  if (paging.style === "offset") {
    return paging.endless && query[paging.endless] !== undefined ? null : { offset: Number(query.offset) + received };
  }
  const total = paging.totalPages ? field(paging.totalPages) : undefined;
  const page = Number(query.page) + 1;
  return typeof total === "number" && page >= total ? null : { page };
}

const recordsIn = (paging: Paging, answer: unknown): unknown[] => {
  const held = paging.records ? (answer as Query | undefined)?.[paging.records] : answer;
  return Array.isArray(held) ? held : [];
};

function isNew(seen: Set<string>, paging: Paging, record: unknown): boolean {
  const value = paging.key ? (record as Query | null)?.[paging.key] : undefined;
  if (typeof value !== "string" && typeof value !== "number") return true;
  const before = seen.size;
  return seen.add(String(value)).size > before;
}
