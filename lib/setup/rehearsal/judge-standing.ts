import type { Order, StoredWebhookEndpoint, WebhookLink } from "@/db/schema";
import { findObstacles, type Obstacle } from "@/lib/channels/find-obstacles";
import type { PlaceFacts } from "@/lib/channels/read-place";
import { isOlderThan } from "@/lib/format";
import { unlistedPlaces } from "@/lib/lightspeed/connection/unlisted-places";
import { broken, type Hop, type HopId, proven } from "./hops";

/** What holds for a location whether an order is under way or not, from our own tables. */
export type Standing = {
  now: Date;
  place: PlaceFacts;
  endpoint: StoredWebhookEndpoint | null;
  webhookLinks: readonly WebhookLink[];
};

const hopOf: Record<string, HopId> = {
  ...{ not_connected: "connection", scope_missing: "connection", location_inactive: "link", not_linked: "link" },
  ...{ till_not_ready: "readiness", no_endpoint: "webhook", endpoint_gone: "webhook" },
};

/** What must still be so for a certificate to hold: it does not change with the hour. */
export const lasting: readonly HopId[] = ["connection", "link", "order-settings", "webhook"];

export function judgeStanding(standing: Standing): Hop[] {
  const { place } = standing;
  const obstacles = findObstacles(place, { channel: "test" });
  const obstacle = (id: HopId): Obstacle | undefined =>
    obstacles.find(({ code }) => (hopOf[code] ?? "order-settings") === id);
  const hop = (id: HopId, otherwise: () => Hop): Hop => {
    const found = obstacle(id);
    return found ? broken(id, found.message, found.remedy, found.href) : otherwise();
  };
  return [
    hop("connection", () => connection(standing)),
    hop("link", () => link(standing)),
    hop("readiness", () => readiness(standing)),
    hop("order-settings", () => orderSettings(standing)),
    hop("webhook", () => webhook(standing)),
  ];
}

const SETTINGS = "/lightspeed?tab=settings";
const STATUS = "/lightspeed?tab=status";

function connection({ place: { connection: row }, now }: Standing): Hop {
  const answered = row?.lastCheckOk === true ? row.lastCheckedAt : null;
  const proof = answered ? "Lightspeed answered with our permission." : "Lightspeed gave the permission.";
  return proven("connection", answered ?? row?.connectedAt ?? now, proof, STATUS);
}

function link({ place: { connection: row, linked } }: Standing): Hop {
  const name = linked?.link.businessLocationName ?? "";
  const at = row?.businessesReadAt ?? null;
  const toLinks = ["Read the list again", `${SETTINGS}#links`] as const;
  if (!row || !linked || at === null)
    return broken("link", "Lightspeed's list of places was not read since the last sign-in.", ...toLinks);
  if (unlistedPlaces(row.businesses, [linked.link]).length > 0)
    return broken("link", `${name} is not in Lightspeed's list any more.`, "Link another place", `${SETTINGS}#links`);
  return proven("link", at, `Linked to ${name}, which is in Lightspeed's list.`, `${SETTINGS}#links`);
}

/** What was proven at one place says nothing of another. Null: it is the same, or the order was never sent. */
export function judgePlace({ place }: Standing, { businessLocationId }: Pick<Order, "businessLocationId">): Hop | null {
  const { businessLocationId: now, businessLocationName } = place.linked?.link ?? {};
  if (businessLocationId === null || now === undefined || now === businessLocationId) return null;
  return broken(
    "link",
    `The location is linked to ${businessLocationName} now, and the rehearsal was at another place.`,
    "Run the dress rehearsal again",
    "/setup#rehearsal",
  );
}

function readiness({ place: { readiness: word }, now }: Standing): Hop {
  const at = word?.readAt ?? null;
  const ask = ["Ask Lightspeed now", `${STATUS}#readiness`] as const;
  if (word?.status !== "READY" || at === null)
    return broken("readiness", "Lightspeed has not said yet whether the till is ready.", ...ask);
  if (isOlderThan(at.toISOString(), now.getTime(), 3_600_000))
    return broken("readiness", "Nothing has been heard of the till for more than an hour.", ...ask);
  return proven(
    "readiness",
    at,
    "The day is open, the till takes online orders and is in front.",
    `${STATUS}#readiness`,
  );
}

function orderSettings({ place: { linked } }: Standing): Hop {
  const settings = linked?.settings;
  const href = `${SETTINGS}#order-settings`;
  const problem = settings?.problems.find(({ blocks }) => blocks);
  if (problem) return broken("order-settings", problem.message, problem.remedy, href);
  if (!settings?.checkedAt)
    return broken(
      "order-settings",
      "The choices were not compared with Lightspeed's lists yet.",
      "Save the order settings once",
      href,
    );
  return proven(
    "order-settings",
    settings.checkedAt,
    "Order profile and payment method are in Lightspeed's lists.",
    href,
  );
}

function webhook({ place: { linked }, endpoint, webhookLinks, now }: Standing): Hop {
  const href = "/lightspeed/webhooks#endpoint";
  if (endpoint?.status !== "registered")
    return broken(
      "webhook",
      endpoint?.problem ?? "Lightspeed does not know our address.",
      "Register the endpoint",
      href,
    );
  if (endpoint.drift !== null && endpoint.drift.length > 0)
    return broken(
      "webhook",
      "Lightspeed has our address otherwise than we registered it.",
      "Repair the endpoint",
      href,
    );
  const heard = webhookLinks.find(
    ({ businessLocationId, linked: isLinked }) => isLinked && businessLocationId === linked?.link.businessLocationId,
  );
  if (!heard)
    return broken(
      "webhook",
      `${linked?.link.businessLocationName ?? "The place"} does not send events to us.`,
      "Link it to the endpoint",
      href,
    );
  const at = endpoint.lastReadAt ?? endpoint.registeredAt ?? heard.checkedAt ?? now;
  return proven("webhook", at, "Lightspeed holds our address and sends this place's events there.", href);
}
