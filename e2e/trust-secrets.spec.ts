import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import type { Sealed } from "@/db/schema";
import { openAccessToken, openRefreshToken } from "@/lib/lightspeed/connection/token-sealing";
import { createScanner, newCanary } from "@/lib/testing/canaries";
import { scanForSecrets } from "@/scripts/security/secret-scan";
import { callAction } from "./trust/actions";
import { builtActions, filesUnder } from "./trust/build";
import { asOwner } from "./trust/effects";
import { ask } from "./trust/http";
import { createConnectedHouse } from "./trust/people";
import { control } from "./trust/sandbox";
import { logs, tables } from "./trust/sinks";
import { closeStage, stack, stage, variable } from "./trust/stack";

test.afterAll(closeStage);

/** Every generated secret of the stack. What a merchant types (a password) counts as one too. */
function secretsOfTheStack(): Record<string, string> {
  const named = Object.entries(stack.variables).filter(([name]) => /SECRET|PASSWORD|KEYS/.test(name));
  const keys = variable("TOKEN_ENCRYPTION_KEYS")
    .split(",")
    .map((entry, n): [string, string] => [`key ${n}`, entry.split(":")[1] ?? ""]);
  const databases = [stack.databaseUrl, stack.ownerUrl].map((url, n): [string, string] => [
    `database ${n}`,
    decodeURIComponent(new URL(url).password),
  ]);
  const client: [string, string] = [
    "client pair",
    `${variable("LIGHTSPEED_CLIENT_ID")}:${variable("LIGHTSPEED_CLIENT_SECRET")}`,
  ];
  const { encryptionKey } = JSON.parse(
    readFileSync(join(stack.distDir, "server/server-reference-manifest.json"), "utf8"),
  ) as { encryptionKey: string };
  return Object.fromEntries(
    [...named, ...keys, ...databases, client, ["action key", encryptionKey]].filter(
      ([, value]) => value && value.length >= 8,
    ),
  );
}

type SealedRow = { id: string; merchant_id: string; access_token: Sealed; refresh_token: Sealed };

/** The tokens that lie in the database, opened with the stack's own key. */
async function tokens(merchantId: string): Promise<Record<string, string>> {
  const { keyring } = stage().services;
  const rows = await asOwner(
    (sql) => sql<SealedRow[]>`
    select id, merchant_id, access_token, refresh_token from connections where merchant_id = ${merchantId} and access_token is not null`,
  );
  return Object.fromEntries(
    rows.flatMap((row) => {
      const place = { id: row.id, merchantId: row.merchant_id };
      return [
        [
          `access token ${row.id}`,
          openAccessToken(keyring, "connections", { ...place, accessToken: row.access_token }),
        ],
        [
          `refresh token ${row.id}`,
          openRefreshToken(keyring, "connections", { ...place, refreshToken: row.refresh_token }),
        ],
      ];
    }),
  );
}

test("no secret of the stack and no token shows up in a page, its data, its scripts, a log or a table", async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  const house = await createConnectedHouse();
  const bodies: { sink: string; text: string }[] = [];
  const reading: Promise<void>[] = [];
  page.on("response", (response) => {
    // A stream has no end to wait for, and says topics only: lib/live/event-stream.test.ts.
    if (!response.url().startsWith(stack.appUrl) || response.url().includes("/api/events")) return;
    reading.push(
      (async () => {
        const text = await response.text().catch(() => "");
        // A browser gives its own cookie back to nobody else: what it is given as one is looked for in all other places.
        const { "set-cookie": _, ...headers } = response.headers();
        bodies.push({ sink: response.url(), text: text + JSON.stringify(headers) });
      })(),
    );
  });
  const [name = "", ...value] = house.cookie.owner.split("=");
  const secrets = { ...secretsOfTheStack(), ...(await tokens(house.id)), "session cookie": value.join("=") };
  await context.addCookies([{ name, value: value.join("="), url: stack.appUrl }]);
  await page.goto("/");
  await page.goto("/lightspeed?tab=status");
  await page.getByRole("button", { name: "Test Connection" }).click();
  await expect(page.getByText("Readiness", { exact: true }).first()).toBeVisible();
  await page.goto("/lightspeed?tab=settings");
  await page.goto("/settings/locations");
  await page.goto(`/settings/locations/${house.locationId}`);
  await page.goto("/login");
  await Promise.all(reading);

  // A whole second consent over the product's own addresses, a broken token, and a deletion: what they leave in the logs counts.
  const call = async (action: string, args: unknown[]) => {
    const found = builtActions().find((one) => one.name === action);
    const answer = await callAction(found ?? { id: "", page: "" }, args, { cookie: house.cookie.owner });
    bodies.push({ sink: action, text: answer.body });
    return answer;
  };
  const connect = await call("connectAction", []);
  const url = JSON.parse(/"url":("[^"]+")/.exec(connect.body)?.[1] ?? '""') as string;
  const back = await control<{ location: string }>("POST", `/accounts/${house.account.accountId}/authorize`, {
    url,
    password: house.account.password,
  });
  const landed = await ask(stack.appUrl, back.location.slice(stack.appUrl.length), {
    headers: { cookie: house.cookie.owner },
  });
  expect(landed.headers.location).toContain("connected");
  Object.assign(
    secrets,
    Object.fromEntries(Object.entries(await tokens(house.id)).map(([key, token]) => [`second ${key}`, token])),
  );
  await control("POST", `/accounts/${house.account.accountId}/revoke`, {});
  await call("testConnectionAction", []);
  await call("reloadBusinessesAction", []);
  await call("deleteIntegrationAction", [{ confirmation: "Lightspeed" }]);
  for (const path of ["/lightspeed?tab=status", "/lightspeed/connection", "/lightspeed?tab=settings"]) {
    const { body } = await ask(stack.appUrl, path, { headers: { cookie: house.cookie.owner } });
    bodies.push({ sink: path, text: body });
  }

  const scanner = createScanner(secrets);
  for (const { sink, text } of [...bodies, ...logs(), ...(await tables())]) scanner.scan(sink, text);
  expect(scanner.hits()).toEqual([]);
  expect(Object.keys(secrets).length).toBeGreaterThanOrEqual(14);
  expect(bodies.length).toBeGreaterThan(25);
  expect(scanner.bytes()).toBeGreaterThan(500_000);

  const planted = { planted: newCanary() };
  const proof = createScanner(planted);
  const [body] = bodies;
  proof.scan("a body", `${body?.text ?? ""}${JSON.stringify({ note: planted.planted })}`);
  expect(proof.hits().length).toBeGreaterThan(0);
});

test("the build holds no secret, its public part not even the key of its server actions or a path of this machine", () => {
  const secrets = secretsOfTheStack();
  const { "action key": actionKey = "", ...ofTheStack } = secrets;
  const everywhere = createScanner(ofTheStack);
  const inPublic = createScanner({ actionKey });
  const found: string[] = [];
  const parts = ["server", "static"].flatMap((part) =>
    filesUnder(join(stack.distDir, part)).map((file) => ({ part, file })),
  );
  for (const { part, file } of parts) {
    const text = readFileSync(join(stack.distDir, part, file), "utf8");
    everywhere.scan(file, text);
    if (part !== "static") continue;
    inPublic.scan(file, text);
    found.push(...scanForSecrets(file, text, { entropy: false }).map(({ kind }) => `${file}: ${kind}`));
    if (text.includes(process.cwd())) found.push(`${file}: a path of this machine`);
  }
  expect(everywhere.hits()).toEqual([]);
  expect(inPublic.hits()).toEqual([]);
  expect(found).toEqual([]);
  expect(parts.length).toBeGreaterThan(50);
});
