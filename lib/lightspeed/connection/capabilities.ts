import type { CapabilityResult } from "@/db/schema";
import type { KSeriesClient, WebhookEndpointSettings } from "@/lib/k-series";
import { driftOf } from "@/lib/lightspeed/webhooks/compare-endpoint";
import { readAtVendor } from "@/lib/lightspeed/webhooks/endpoint-at-vendor";
import { type Explanation, explainFailure, noAnswer, notGranted } from "./explain-failure";
import type { NeededScope } from "./scopes";
import { within } from "./time-limit";

export type TestTarget = {
  businessId: string | null;
  businessLocationId: string | null;
  scopes: readonly string[];
  /** The endpoint as Lightspeed must have it; null while none is registered. */
  endpoint: WebhookEndpointSettings | null;
};

type Finding = Pick<CapabilityResult, "result" | "message" | "remedy">;

type Capability = {
  name: string;
  scope: NeededScope;
  needs: "nothing" | "location" | "business";
  /** What a good answer says, in the merchant's words. */
  probe: (
    client: KSeriesClient,
    target: { businessId: string; businessLocationId: string; endpoint: TestTarget["endpoint"] },
  ) => Promise<Finding>;
};

const works = (message: string): Finding => ({ result: "ok", message });
const count = (n: number, one: string, many: string) => (n === 1 ? `1 ${one}` : `${n} ${many}`);

const capabilities: Capability[] = [
  {
    name: "Businesses",
    scope: "orders-api",
    needs: "nothing",
    probe: async (client) =>
      works(`${count((await client.businesses.list({})).length, "business", "businesses")} visible.`),
  },
  {
    name: "Menus",
    scope: "orders-api",
    needs: "location",
    probe: async (client, { businessLocationId }) =>
      works(`${count((await client.menus.list({ query: { businessLocationId } })).length, "menu", "menus")} found.`),
  },
  {
    name: "Finance",
    scope: "financial-api",
    needs: "location",
    probe: async (client, { businessLocationId }) =>
      works(`${count((await client.finance.taxRates({ businessLocationId })).length, "tax rate", "tax rates")} read.`),
  },
  {
    name: "Items",
    scope: "items",
    needs: "location",
    probe: async (client, { businessLocationId }) => {
      await client.items.list({ query: { businessLocationId, amount: 1 } });
      return works("The item list can be read.");
    },
  },
  {
    name: "Rich items",
    scope: "orders-api",
    needs: "business",
    probe: async (client, { businessId }) => {
      await client.richItems.list({ businessId, query: { size: 1 } });
      return works("Pictures, descriptions and allergens can be read.");
    },
  },
  {
    name: "Webhooks",
    scope: "orders-api",
    needs: "nothing",
    probe: async (client, { endpoint }) => webhooksFinding(client, endpoint),
  },
  {
    name: "Readiness",
    scope: "orders-api",
    needs: "location",
    probe: async (client, { businessLocationId }) =>
      readinessFinding(await client.readiness.get({ query: { businessLocationId } })),
  },
];

/** Every capability at the same time; a failing one never hides another, and none is waited for longer than the limit. */
export async function runCapabilities(
  client: KSeriesClient,
  target: TestTarget,
  limitMs: number,
): Promise<CapabilityResult[]> {
  return Promise.all(capabilities.map((capability) => runOne(client, capability, target, limitMs)));
}

async function runOne(
  client: KSeriesClient,
  { name, scope, needs, probe }: Capability,
  target: TestTarget,
  limitMs: number,
): Promise<CapabilityResult> {
  const started = performance.now();
  const finding = await within(limitMs, find(client, { scope, needs, probe }, target), () => failed(noAnswer));
  return { capability: name, durationMs: Math.round(performance.now() - started), ...finding };
}

async function find(
  client: KSeriesClient,
  { scope, needs, probe }: Omit<Capability, "name">,
  target: TestTarget,
): Promise<Finding> {
  const { businessId, businessLocationId, endpoint } = target;
  if (!target.scopes.includes(scope)) return failed(notGranted(scope));
  if (needs === "location" && !businessLocationId)
    return { result: "neutral", message: "Not tested: Lightspeed shows no location to your account." };
  if (needs === "business" && !businessId)
    return { result: "neutral", message: "Not tested: the Business ID is missing." };
  try {
    return await probe(client, {
      businessId: businessId ?? "",
      businessLocationId: businessLocationId ?? "",
      endpoint,
    });
  } catch (error) {
    return failed(explainFailure(error));
  }
}

async function webhooksFinding(client: KSeriesClient, endpoint: TestTarget["endpoint"]): Promise<Finding> {
  if (!endpoint)
    return { result: "neutral", message: "Not set up yet: no webhook endpoint is registered at Lightspeed." };
  const drift = driftOf(endpoint, await readAtVendor(client, endpoint.endpointId));
  if (!drift) return works("Lightspeed has our endpoint as we registered it.");
  return failed({
    message: `The endpoint at Lightspeed is not as we registered it: ${drift.map(({ field }) => field).join(", ")}.`,
    remedy: "Open Webhooks and click Repair.",
  });
}

function readinessFinding(answer: Awaited<ReturnType<KSeriesClient["readiness"]["get"]>>): Finding {
  if (answer.status === "READY") return works("The till takes online orders.");
  const { onlineOrderingApiConfiguration: api, posStatus: pos } = answer;
  const reasons = [
    api?.enabled === false && "the online ordering API is switched off in the Lightspeed Back Office",
    pos?.salesPeriod === "CLOSED" && "the day is not opened on the till",
    pos?.acceptingOnlineOrders === false && "the till does not accept online orders",
    pos?.availableDevices === false && "no till is online with the app in the foreground",
  ].filter((reason) => typeof reason === "string");
  const message =
    reasons.length > 0
      ? `The till takes no online orders now: ${reasons.join("; ")}.`
      : "The till takes no online orders now.";
  // Closed at night is no fault of the connection.
  return {
    result: "neutral",
    message,
    remedy: "Open the day on the till and keep the Lightspeed app in the foreground.",
  };
}

const failed = (explanation: Explanation): Finding => ({ result: "failed", ...explanation });
