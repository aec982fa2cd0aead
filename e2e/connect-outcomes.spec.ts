import type { Page } from "@playwright/test";
import { type ConnectOutcomeCode, connectOutcomes } from "@/lib/lightspeed/connection/connect-outcomes";
import { startAuthorization } from "@/lib/lightspeed/connection/start-authorization";
import { createMerchant, type Merchant } from "./fixtures/merchants";
import { openSandbox, type Sandbox } from "./fixtures/sandbox";
import type { Stack } from "./fixtures/stack";
import { expect, test } from "./fixtures/test";

/** Sends the owner off and brings the answer back as an address that nobody has opened yet. */
async function answerFor(
  { services }: Stack,
  merchant: Merchant,
  sandbox: Sandbox,
  choice: Record<string, unknown> = {},
): Promise<string> {
  const { url } = await startAuthorization(services, merchant.session.actor);
  const { location } = await sandbox.control<{ location: string }>("POST", `/accounts/${sandbox.accountId}/authorize`, {
    url,
    password: sandbox.password,
    ...choice,
  });
  return location;
}

async function expectBanner(page: Page, code: ConnectOutcomeCode) {
  const { title, message, next } = connectOutcomes[code];
  await expect(page).toHaveURL(new RegExp(`/lightspeed\\?tab=(settings|status)&connect=${code}$`));
  const said = page.getByRole("status").or(page.getByRole("alert")).filter({ hasText: title });
  await expect(said).toContainText(`${message} ${next}`);
}

const stateOf = async ({ sql }: Stack, { merchant }: Merchant) => {
  const [row] = await sql`
    select status, business_id, token_version, access_token, connected_at from connections where merchant_id = ${merchant.id}`;
  return row ?? null;
};

test("closing the permission screen is an ordinary outcome and leaves a working connection alone", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const before = await stateOf(stack, connected);
  await page.goto("/lightspeed");
  await page.getByRole("button", { name: "Reconnect", exact: true }).click();
  await sandbox.signIn(page, { decision: "cancel" });
  await expectBanner(page, "denied");
  await expect(page.getByRole("button", { name: "Reconnect", exact: true })).toBeVisible();
  expect(await stateOf(stack, connected)).toEqual(before);
});

for (const kind of ["l-series", "no-admin"] as const) {
  test(`an account that cannot be connected (${kind}) is answered with who can`, async ({ page, merchant, stack }) => {
    const location = await merchant.addLocation();
    expect(location.name).toBe("Old Town");
    const sandbox = await openSandbox(stack.sandboxUrl, { kind });
    await page.goto("/lightspeed");
    await page.getByRole("button", { name: "Connect with Lightspeed" }).click();
    await page.getByLabel("Email").fill(sandbox.email);
    await page.getByLabel("Password").fill(sandbox.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await expectBanner(page, "denied");
    await expect(page.getByText(/admin or owner of a Restaurant K-Series account/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Connect with Lightspeed" })).toBeVisible();
  });
}

test("a sign-in that took longer than ten minutes says so and changes nothing", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const before = await stateOf(stack, connected);
  const address = await answerFor(stack, connected, sandbox);
  await stack.sql`update authorization_requests set expires_at = now() - interval '1 second' where merchant_id = ${connected.merchant.id}`;
  await page.goto(address);
  await expectBanner(page, "expired");
  expect(await stateOf(stack, connected)).toEqual(before);
});

test("of two sign-ins at once the older one says that it was replaced, and the newer one works", async ({
  page,
  merchant,
  sandbox,
  stack,
}) => {
  await merchant.addLocation();
  const older = await answerFor(stack, merchant, sandbox);
  const newer = await answerFor(stack, merchant, sandbox);
  await page.goto(older);
  await expectBanner(page, "replaced");
  await page.goto(newer);
  await expectBanner(page, "connected");
  await page.goto(newer);
  await expectBanner(page, "already_used");
  expect((await stateOf(stack, merchant))?.status).toBe("connected");
});

const faults = [
  [
    "exchange_refused",
    { type: "raw", status: 400, headers: { "content-type": "application/json" }, body: '{"error":"invalid_grant"}' },
  ],
  [
    "client_refused",
    { type: "raw", status: 401, headers: { "content-type": "application/json" }, body: '{"error":"invalid_client"}' },
  ],
  ["no_answer", { type: "status", status: 503 }],
  [
    "answer_unusable",
    { type: "raw", status: 200, headers: { "content-type": "text/html" }, body: "<h1>Maintenance</h1>" },
  ],
] as const;

for (const [code, fault] of faults) {
  test(`when the exchange ends with ${code} the page says why and what to do`, async ({
    page,
    connected,
    sandbox,
    stack,
  }) => {
    const before = await stateOf(stack, connected);
    const address = await answerFor(stack, connected, sandbox);
    await sandbox.fault(fault, { operation: "token" });
    await page.goto(address);
    await expectBanner(page, code);
    expect(await stateOf(stack, connected)).toEqual(before);
  });
}

test("without an answer about the businesses the tokens are kept and Reconnect brings the Business ID", async ({
  page,
  merchant,
  sandbox,
  stack,
}) => {
  await merchant.addLocation();
  const address = await answerFor(stack, merchant, sandbox);
  await sandbox.fault({ type: "status", status: 500 }, { operation: "businesses" });
  await page.goto(address);
  await expectBanner(page, "business_missing");
  await expect(page.getByText("Business ID is missing")).toHaveCount(1);
  await page.goto("/lightspeed");
  await expect(page.getByText("Business ID is missing")).toHaveCount(1);
  expect((await stateOf(stack, merchant))?.access_token).not.toBeNull();

  await sandbox.clearFaults();
  await page.getByRole("button", { name: "Reconnect", exact: true }).click();
  await sandbox.signIn(page);
  await expectBanner(page, "connected");
  await page.getByRole("tab", { name: "Settings" }).click();
  await expect(page.getByText(sandbox.businesses[0]?.id ?? "no business", { exact: true })).toBeVisible();
});

test("a business that another merchant has connected is refused without a word about that merchant", async ({
  page,
  merchant,
  sandbox,
  stack,
}) => {
  const other = await createMerchant(stack, "Somebody Else");
  await other.connectTo(sandbox);
  await merchant.addLocation();
  await page.goto(await answerFor(stack, merchant, sandbox));
  await expectBanner(page, "business_taken");
  await expect(page.getByText("Somebody Else")).toHaveCount(0);
  expect(await stateOf(stack, merchant)).toBeNull();
  await other.remove();
});

test.describe("a refusal with a page of its own", () => {
  async function expectRefusal(page: Page, address: string, status: number, code: ConnectOutcomeCode) {
    const answer = await page.goto(address);
    const { title, message, next } = connectOutcomes[code];
    expect(answer?.status()).toBe(status);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expect(page.getByText(message)).toBeVisible();
    await expect(page.getByText(next)).toBeVisible();
  }

  test("is given to an address that was changed on the way, and leads back", async ({
    page,
    merchant,
    sandbox,
    stack,
  }) => {
    await merchant.addLocation();
    const address = new URL(await answerFor(stack, merchant, sandbox));
    const state = address.searchParams.get("state") ?? "";
    address.searchParams.set("state", `${state.slice(0, -2)}${state.endsWith("AA") ? "BB" : "AA"}`);
    await expectRefusal(page, address.href, 400, "invalid_state");
    await page.getByRole("link", { name: "Go to Lightspeed settings" }).click();
    await expectBanner(page, "invalid_state");
    await expect(page.getByRole("button", { name: "Connect with Lightspeed" })).toBeVisible();
  });

  test("is given to a sign-in that a colleague started", async ({ page, merchant, sandbox, stack, context }) => {
    await merchant.addLocation();
    const address = await answerFor(stack, merchant, sandbox);
    const { cookie } = await merchant.signIn(merchant.manager);
    await context.addCookies([cookie]);
    await expectRefusal(page, address, 403, "wrong_session");
    expect(await stateOf(stack, merchant)).toBeNull();
  });

  test("is given to a browser whose session has ended, and leads to the sign-in", async ({
    page,
    merchant,
    sandbox,
    stack,
    context,
  }) => {
    await merchant.addLocation();
    const address = await answerFor(stack, merchant, sandbox);
    await context.clearCookies();
    await expectRefusal(page, address, 401, "not_signed_in");
    await page.getByRole("link", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });
});
