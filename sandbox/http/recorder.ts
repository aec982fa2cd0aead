import type { IncomingHttpHeaders } from "node:http";
import type { OperationKind } from "../api/operation";
import { sha256 } from "../realm/tokens";
import type { Arrived } from "./exchange";

export type RecordedKind = OperationKind | "realm" | "unknown";

export type TokenFacts = {
  grantType: string | null;
  clientAuth: "basic" | "body" | "both" | "none";
  clientId: string | null;
  redirectUri: string | null;
  /** Single use and worthless without its code, so it stands here in clear: tests compare it with its challenge. */
  codeVerifier: string | null;
  scope: string | null;
  codeHash: string | null;
  refreshTokenHash: string | null;
  tokenHash: string | null;
};

export type Recorded = {
  seq: number;
  at: string;
  method: string;
  path: string;
  query: string;
  operation: RecordedKind;
  account: string | null;
  correlationId: string | null;
  authorization: "none" | "basic" | "bearer" | "other";
  bearerHash: string | null;
  outcome: "waiting" | "answered" | "cut" | "hung";
  status: number | null;
  ms: number | null;
  faults: string[];
  token: TokenFacts | null;
};

export type Filter = {
  account?: string | undefined;
  operation?: string | undefined;
  since?: number | undefined;
  correlationId?: string | undefined;
};

const KEPT = 20_000;

function authorizationOf(headers: IncomingHttpHeaders): Pick<Recorded, "authorization" | "bearerHash"> {
  const [scheme = "", credentials = ""] = headers.authorization?.split(" ") ?? [];
  const bearer = scheme.toLowerCase() === "bearer";
  const kind = bearer ? "bearer" : scheme.toLowerCase() === "basic" ? "basic" : "other";
  return { authorization: scheme === "" ? "none" : kind, bearerHash: bearer ? sha256(credentials) : null };
}

export function basicClientId(header: string | undefined): string | null {
  const encoded = /^basic (\S+)$/i.exec(header ?? "")?.[1];
  if (!encoded) return null;
  const [id = ""] = Buffer.from(encoded, "base64").toString().split(":");
  try {
    return decodeURIComponent(id.replaceAll("+", " "));
  } catch {
    return id;
  }
}

function tokenFacts({ request, body }: Arrived): TokenFacts {
  const form = new URLSearchParams(body.toString());
  const [inHeader, inBody] = [request.headers.authorization !== undefined, form.has("client_secret")];
  const hash = (name: string) => (form.has(name) ? sha256(form.get(name) ?? "") : null);
  const single = inHeader ? "basic" : inBody ? "body" : "none";
  return {
    grantType: form.get("grant_type"),
    clientAuth: inHeader && inBody ? "both" : single,
    clientId: form.get("client_id") ?? basicClientId(request.headers.authorization),
    redirectUri: form.get("redirect_uri"),
    codeVerifier: form.get("code_verifier"),
    scope: form.get("scope"),
    codeHash: hash("code"),
    refreshTokenHash: hash("refresh_token"),
    tokenHash: hash("token"),
  };
}

const correlationHeaders = ["x-correlation-id", "x-request-id", "traceparent"];

export type Recorder = {
  begin(arrived: Arrived, operation: RecordedKind, account: string | undefined): Recorded;
  end(entry: Recorded, part: Partial<Recorded>): void;
  list(filter: Filter): Recorded[];
  /** Resolves when so many requests match, answered or not, or when the signal says stop. */
  reached(filter: Filter, count: number, signal: AbortSignal): Promise<void>;
  clear(): void;
};

function matches(entry: Recorded, filter: Filter): boolean {
  return (
    (filter.account ?? entry.account) === entry.account &&
    (filter.operation ?? entry.operation) === entry.operation &&
    (filter.correlationId ?? entry.correlationId) === entry.correlationId &&
    entry.seq > (filter.since ?? 0)
  );
}

export function createRecorder(): Recorder {
  let entries: Recorded[] = [];
  let seq = 0;
  const watchers = new Set<() => void>();
  const list = (filter: Filter) => entries.filter((entry) => matches(entry, filter));

  return {
    begin: (arrived, operation, account) => {
      const { request, url } = arrived;
      const correlation = correlationHeaders.map((name) => request.headers[name]).find((value) => value !== undefined);
      seq += 1;
      const entry: Recorded = {
        seq,
        at: new Date().toISOString(),
        method: request.method ?? "GET",
        path: url.pathname,
        query: url.search,
        operation,
        account: account ?? null,
        correlationId: correlation === undefined ? null : String(correlation),
        ...authorizationOf(request.headers),
        outcome: "waiting",
        status: null,
        ms: null,
        faults: [],
        token: operation === "token" || operation === "revoke" ? tokenFacts(arrived) : null,
      };
      entries.push(entry);
      if (entries.length > KEPT * 1.1) entries = entries.slice(-KEPT);
      for (const watcher of watchers) watcher();
      return entry;
    },
    end: (entry, part) => Object.assign(entry, part, { ms: Date.now() - Date.parse(entry.at) }),
    list,
    reached: (filter, count, signal) =>
      new Promise((resolve) => {
        const look = () => {
          if (list(filter).length < count && !signal.aborted) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        signal.addEventListener("abort", look, { once: true });
        look();
      }),
    clear: () => {
      entries = [];
    },
  };
}
