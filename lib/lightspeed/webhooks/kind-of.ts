import type { NotificationHandlers } from "./notification-handler";

export type NotificationKind = keyof NotificationHandlers;

const byType: Record<string, NotificationKind> = {
  ORDER: "order",
  ACCOUNT: "order",
  PAYMENT: "payment",
  ITEM: "item",
  ORDER_API: "readiness",
};

/**
 * What a notification is about; the vendor's samples of failures leave out the type, so its parts must tell. Two kinds where a
 * reference alone cannot: who knows it takes it. None: of a kind that is not known here.
 */
export function kindsOf(type: string | null, body: unknown): NotificationKind[] {
  const kind = type === null ? undefined : byType[type.toUpperCase()];
  if (kind) return [kind];
  if (type !== null || typeof body !== "object" || body === null) return [];
  const has = (name: string) => Object.hasOwn(body, name);
  if (has("sku")) return ["item"];
  if (has("thirdPartyReference")) return ["order", "payment"];
  return has("posStatus") || has("onlineOrderingApiConfiguration") ? ["readiness"] : [];
}
