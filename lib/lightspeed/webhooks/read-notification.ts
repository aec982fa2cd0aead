import { parseJson } from "@/lib/k-series";
import { storableText } from "@/lib/storable-text";

/** What a notification says about itself; null where it says nothing that can be used. */
export type NotificationFacts = {
  type: string | null;
  vendorStatus: string | null;
  reference: string | null;
  businessLocationId: string | null;
  accountIdentifier: string | null;
  endpointId: string | null;
};

/** Null when the text is no JSON object. */
export function readNotification(text: string): NotificationFacts | null {
  const body = parseNotification(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const read = (name: string, longest: number) =>
    textOf(Object.hasOwn(body, name) ? Reflect.get(body, name) : null, longest);
  const location = read("businessLocationId", 20);
  return {
    type: read("type", 64),
    vendorStatus: read("status", 64),
    reference: read("thirdPartyReference", 100),
    businessLocationId: location !== null && /^\d{1,19}$/.test(location) ? location : null,
    accountIdentifier: read("ikentooAccountIdentifier", 64) ?? read("iKaccountIdentifier", 64),
    endpointId: read("endpointId", 128),
  };
}

/** Undefined when the text is no JSON. */
export function parseNotification(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // Also nesting so deep that the parser gives up.
    return undefined;
  }
}

/** Too long is as good as absent: a cut reference would be another one. */
function textOf(value: unknown, longest: number): string | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = storableText(String(value));
  return text !== "" && text.length <= longest ? text : null;
}
