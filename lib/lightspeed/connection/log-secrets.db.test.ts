import { inspect } from "node:util";
import pino from "pino";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { open, seal } from "@/lib/crypto/sealed-box";
import { OAuthClient } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { type Canaries, createScanner, newCanary } from "@/lib/testing/canaries";
import { createStageMerchant, oauthConfig, openStage, type Stage } from "@/lib/testing/connection-stage";
import { completeAuthorization } from "./complete-authorization";
import { getConnectionView } from "./connection-view";
import { disconnect } from "./disconnect";
import { getIntegrationLog } from "./log";
import { readBusinesses } from "./read-businesses";
import { startAuthorization } from "./start-authorization";
import { testConnection } from "./test-connection";
import { getAccessToken } from "./token-vault";

let stage: Stage;
let owner: postgres.Sql;
const written: string[] = [];
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

/** A token endpoint that answers as told and sees what was sent; what it answers is a secret of ours. */
type Answer = { status: number; body: string; headers?: Record<string, string> } | "cut" | "slow";

const tokens = ({ accessToken, refreshToken }: Record<string, string>) =>
  JSON.stringify({
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: "Bearer",
    expires_in: 300,
    scope: "orders-api",
  });

/** Everything that a process leaves behind: what it logged, threw, answered and stored. */
async function collect(canaries: Canaries, work: (note: (sink: string, value: unknown) => void) => Promise<void>) {
  const left: [string, string][] = [];
  const note = (sink: string, value: unknown) => {
    left.push([sink, typeof value === "string" ? value : inspect(value, everythingOfIt)]);
    if (value instanceof Error) log.error({ error: value }, "as a handler would log it");
  };
  const release = captureLog();
  try {
    await work(note);
  } finally {
    release();
  }
  left.push(["log", written.join("")]);
  for (const { name, text } of await copyEverything()) left.push([`table ${name}`, text]);
  // Only now: some secrets are known first when the work has made them.
  const scanner = createScanner(canaries);
  for (const [sink, text] of left) scanner.scan(sink, text);
  return scanner;
}

const everythingOfIt = { depth: 10, maxStringLength: null, maxArrayLength: null, showHidden: true };

/** Sends what pino would print to `written`; the redaction and the serializers are the real ones. */
function captureLog(): () => void {
  written.length = 0;
  const stream = (log as unknown as Record<symbol, { write: (line: string) => unknown }>)[pino.symbols.streamSym];
  if (!stream) throw new Error("the log has no stream");
  const original = stream.write.bind(stream);
  stream.write = (line: string) => written.push(line) > 0;
  return () => {
    stream.write = original;
  };
}

/** COPY of every table of every schema of ours, as a dump would hold it. */
async function copyEverything(): Promise<{ name: string; text: string }[]> {
  const tables = await owner<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker', 'drizzle')`;
  const copies = [];
  for (const { name } of tables) {
    // A connection of its own for each: the driver keeps one that has streamed a COPY to itself.
    const reader = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
    let text = "";
    for await (const chunk of await reader.unsafe(`copy (select * from ${name}) to stdout`).readable())
      text += String(chunk);
    await reader.end({ timeout: 1 });
    copies.push({ name, text });
  }
  return copies;
}

function servicesWith(canaries: Canaries, answers: Record<string, Answer>, sent: string[] = []): Services {
  const fetchStub = async (url: string, init: RequestInit) => {
    const key = new URL(url).pathname.split("/").at(-1) ?? "";
    sent.push(`${JSON.stringify([...new Headers(init.headers)])} ${String(init.body ?? "")}`);
    const answer = answers[key] ?? { status: 200, body: "" };
    if (answer === "cut")
      throw new TypeError(`fetch failed for ${String(init.body)}`, { cause: new Error(String(init.body)) });
    if (answer === "slow") throw new DOMException(`timed out ${String(init.body)}`, "TimeoutError");
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": "application/json", ...answer.headers },
    });
  };
  const secret = canaries.clientSecret ?? "";
  const { services, sandbox } = stage;
  return {
    ...services,
    oauth: new OAuthClient({ ...oauthConfig(sandbox), clientSecret: secret, fetch: fetchStub }),
    lightspeed: { ...services.lightspeed, clientSecret: secret },
  };
}

const newCanaries = (): Canaries => ({
  clientSecret: newCanary(),
  // A token is printable ASCII without spaces.
  accessToken: newCanary().replace("ä", "a"),
  refreshToken: newCanary().replace("ä", "a"),
  code: newCanary().replace("ä", "a"),
});

const hostile: [string, (canaries: Canaries) => Answer][] = [
  ["good tokens", (c) => ({ status: 200, body: tokens(c) })],
  ["tokens with a senseless lifetime", (c) => ({ status: 200, body: tokens(c).replace("300", '"soon"') })],
  ["tokens of a wrong type", (c) => ({ status: 200, body: tokens(c).replace("Bearer", c.accessToken ?? "") })],
  ["tokens in broken JSON", (c) => ({ status: 200, body: tokens(c).slice(0, -1) })],
  [
    "tokens in HTML",
    (c) => ({ status: 200, body: `<html>${tokens(c)}</html>`, headers: { "content-type": "text/html" } }),
  ],
  [
    "an error that repeats what was sent",
    (c) => ({
      status: 400,
      body: JSON.stringify({
        error: "invalid_grant",
        error_description: `${c.code} ${c.refreshToken} ${c.clientSecret}`,
      }),
    }),
  ],
  ["an error code that is a secret", (c) => ({ status: 400, body: JSON.stringify({ error: `x"${c.refreshToken}` }) })],
  [
    "a challenge with secrets",
    (c) => ({
      status: 401,
      body: "",
      headers: { "www-authenticate": `Basic realm="${encodeURIComponent(c.clientSecret ?? "")}"` },
    }),
  ],
  [
    "a redirect with secrets",
    (c) => ({
      status: 302,
      body: "",
      headers: { location: `http://127.0.0.1:9/?t=${encodeURIComponent(c.refreshToken ?? "")}` },
    }),
  ],
  ["a fault that repeats secrets", (c) => ({ status: 503, body: tokens(c) })],
  ["no answer, with an error that quotes the request", () => "cut"],
  ["no answer in time, with an error that quotes the request", () => "slow"],
];

test.each(hostile)(
  "connecting and refreshing with %s leaves no secret in log, errors, answers or tables",
  async (_, answer) => {
    const canaries = newCanaries();
    const sent: string[] = [];
    const good = servicesWith(canaries, { token: { status: 200, body: tokens(canaries) } }, sent);
    const bad = servicesWith(canaries, { token: answer(canaries), revoke: answer(canaries) }, sent);
    const { actor } = await createStageMerchant(stage);
    const scanner = await collect(canaries, async (note) => {
      const attempt = (sink: string, work: Promise<unknown>) =>
        work.then(
          (value) => note(sink, value ?? ""),
          (error: unknown) => note(sink, error),
        );
      for (const services of [bad, good]) {
        const { url } = await startAuthorization(services, actor);
        const state = new URL(url).searchParams.get("state") ?? "";
        canaries.verifier = (await openVerifiers(services)).at(-1) ?? "";
        const parameters = new URLSearchParams({ code: canaries.code ?? "", state });
        await attempt("connect", completeAuthorization(services, { actor, parameters }));
        await attempt("replay", completeAuthorization(services, { actor, parameters }));
      }
      // Only what leaves the server is scanned: a token that a caller asks for is its purpose.
      await getAccessToken(bad, actor.merchantId, { refused: canaries.accessToken ?? "" }).catch((error: unknown) =>
        note("refresh", error),
      );
      await attempt("businesses", readBusinesses(bad, actor.merchantId));
      await attempt("test", testConnection(bad, actor));
      await attempt("view", getConnectionView(bad, actor.merchantId));
      await attempt("log view", getIntegrationLog(bad, actor.merchantId));
      // Delete would take the stored tokens away from the eyes of the last scan.
      for (const { name, text } of await copyEverything()) note(`table ${name} before Delete`, text);
      await attempt("delete", disconnect(bad, actor, { confirmation: "Lightspeed" }));
    });
    expect(scanner.hits()).toEqual([]);
    expect(scanner.bytes()).toBeGreaterThan(5_000);
    // The secrets were really on their way: the wire has them.
    const wire = createScanner(canaries);
    wire.scan("wire", sent.join("\n"));
    expect(new Set(wire.hits().map(({ canary }) => canary))).toContain("clientSecret");
    expect(new Set(wire.hits().map(({ canary }) => canary))).toContain("code");
  },
);

/** The code verifiers that are stored now, in clear. */
async function openVerifiers({ keyring }: Services): Promise<string[]> {
  const rows =
    await owner`select id, merchant_id, code_verifier from authorization_requests where code_verifier is not null order by created_at`;
  return rows.map((row) =>
    open(
      keyring,
      { table: "authorization_requests", column: "code_verifier", merchantId: row.merchant_id, rowId: row.id },
      row.code_verifier,
    ),
  );
}

test("faults of the database and of the sealed box, thrown and logged, hold no secret", async () => {
  const canaries = newCanaries();
  const services = servicesWith(canaries, { token: { status: 200, body: tokens(canaries) } });
  const { actor } = await createStageMerchant(stage);
  const scanner = await collect(canaries, async (note) => {
    const { url } = await startAuthorization(services, actor);
    const parameters = new URLSearchParams({
      code: canaries.code ?? "",
      state: new URL(url).searchParams.get("state") ?? "",
    });
    // The tables refuse what is to be stored: the failed statement quotes its parameters.
    await owner`alter table connections add constraint planted check (access_token is null) not valid`;
    await completeAuthorization(services, { actor, parameters }).then(
      (value) => note("connect", value),
      (error: unknown) => note("sql error", error),
    );
    await owner`alter table connections drop constraint planted`;
    const place = { table: "connections", column: "access_token", merchantId: actor.merchantId, rowId: actor.userId };
    const sealed = seal(services.keyring, place, canaries.accessToken ?? "");
    for (const value of [sealed.slice(0, -4), canaries.accessToken, `v1.k1.${canaries.accessToken}`])
      try {
        open(services.keyring, place, value as typeof sealed);
      } catch (error) {
        note("sealed box", error);
      }
    await withTenant(services.db, actor.merchantId, async () => {
      throw new Error("a bug of ours");
    }).catch((error: unknown) => note("bug", error));
    log.warn(
      {
        token: canaries.accessToken,
        nested: { refreshToken: canaries.refreshToken, headers: { authorization: canaries.clientSecret } },
      },
      "a careless line",
    );
    log.error(
      { error: Object.assign(new Error("careless"), { request: Object.values(canaries) }) },
      "an error with own properties",
    );
  });
  expect(scanner.hits()).toEqual([]);
});

test("the scan finds what is planted in the log, in a thrown error and in a table", async () => {
  const canaries = { planted: newCanary() };
  const { actor } = await createStageMerchant(stage);
  const scanner = await collect(canaries, async (note) => {
    log.info(`careless: ${canaries.planted}`);
    note("error", new Error("outer", { cause: { deep: { deeper: canaries.planted } } }));
    await owner`update merchants set name = ${canaries.planted} where id = ${actor.merchantId}`;
  });
  await owner`update merchants set name = 'clean' where id = ${actor.merchantId}`;
  const sinks = new Set(scanner.hits().map(({ sink }) => sink));
  expect([...sinks].sort()).toEqual(["error", "log", "table public.merchants"]);
});
