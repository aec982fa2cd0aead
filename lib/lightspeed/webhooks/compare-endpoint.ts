import type { WebhookDrift } from "@/db/schema";
import type { WebhookEndpoint, WebhookEndpointSettings } from "@/lib/k-series";

type Subscription = { resource?: string | null | undefined; name?: string | null | undefined };

const key = ({ resource, name }: Subscription) => `${resource}/${name}`;
const ASKED_FOR = "Credentials";
const WORDS = "User or password";
const onOff = (value: unknown) => (value === true ? "on" : "off");

/** What Lightspeed has otherwise than we want it; null where nothing differs. Never shows a credential. */
export function driftOf(wanted: WebhookEndpointSettings, theirs: WebhookEndpoint | null): WebhookDrift | null {
  if (!theirs) return [{ field: "Endpoint", ours: "registered", theirs: "not there" }];
  const has = new Set((theirs.subscribeTo ?? []).map(key));
  const missing = wanted.subscribeTo.map(key).filter((one) => !has.has(one));
  const flag = (field: string, name: "withBasicAuth" | "provideAccount" | "expandTransactions" | "expandPayments") =>
    onOff(wanted[name]) === onOff(theirs[name])
      ? []
      : [{ field, ours: onOff(wanted[name]), theirs: onOff(theirs[name]) }];
  const drift = [
    ...(theirs.url === wanted.url ? [] : [{ field: "Address", ours: wanted.url, theirs: theirs.url }]),
    ...flag(ASKED_FOR, "withBasicAuth"),
    ...(wanted.withBasicAuth && theirs.withBasicAuth === true && !sameCredentials(wanted, theirs)
      ? [{ field: WORDS, ours: "as configured", theirs: "different" }]
      : []),
    ...flag("Check in each notification", "provideAccount"),
    ...flag("Lines of the check", "expandTransactions"),
    ...flag("Payments of the check", "expandPayments"),
    ...missing.map((one) => ({ field: `Events ${one}`, ours: "subscribed", theirs: "not subscribed" })),
  ];
  return drift.length > 0 ? drift : null;
}

/** What Lightspeed sends with a notification is ours alone to choose: nobody has to be asked before it is put right. */
export const isOfCredentials = (drift: WebhookDrift): boolean =>
  drift.every(({ field }) => field === ASKED_FOR || field === WORDS);

function sameCredentials(wanted: WebhookEndpointSettings, theirs: WebhookEndpoint): boolean {
  // A vendor that stops echoing the password leaves nothing to compare.
  const samePassword = theirs.password === undefined || theirs.password === null || theirs.password === wanted.password;
  return theirs.username === wanted.username && samePassword;
}

/** Theirs with the changes in it, whole: what an update leaves out is switched off. Subscriptions of somebody else's stay. */
export function mergeEndpoint(
  theirs: WebhookEndpoint,
  changes: Partial<WebhookEndpointSettings>,
): WebhookEndpointSettings {
  const ours = changes.subscribeTo ?? [];
  const wanted = new Set(ours.map(key));
  const others = (theirs.subscribeTo ?? []).filter((one) => isWritable(one)).filter((one) => !wanted.has(key(one)));
  const { username, password } = theirs;
  return {
    endpointId: theirs.endpointId,
    url: theirs.url,
    withBasicAuth: theirs.withBasicAuth ?? false,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    provideAccount: theirs.provideAccount ?? false,
    expandTransactions: theirs.expandTransactions ?? false,
    expandPayments: theirs.expandPayments ?? false,
    ...changes,
    subscribeTo: [...ours, ...others],
  };
}

const resources = ["order", "payment", "item", "order_api"] as const;

function isWritable(one: Subscription): one is WebhookEndpointSettings["subscribeTo"][number] {
  return typeof one.name === "string" && resources.some((known) => known === one.resource);
}
