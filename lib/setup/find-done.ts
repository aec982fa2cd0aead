import { takesNoMoney } from "@/lib/channels/find-obstacles";
import { formatCount, formatList, isOlderThan } from "@/lib/format";
import { type Lifetime, lifetimes } from "@/lib/lifetimes";
import { unlistedPlaces } from "@/lib/lightspeed/connection/unlisted-places";
import { explainNotReady } from "@/lib/lightspeed/readiness/explain-not-ready";
import { lostWords } from "./lost-words";
import type { SetupEvidence } from "./setup-evidence";

/**
 * What is so now; `at` null: it is read from our own tables at this moment. `lifetime` null: what was proven is ours, and stays so until
 * somebody here changes it. A proof that has grown old is said to be, and undoes nothing: nobody has seen that anything is wrong.
 */
export type Finding =
  | { done: false; state: string; broken: boolean }
  | { done: true; state: string; at: string | null; checked: string; lifetime: Lifetime | null };

const open = (state: string): Finding => ({ done: false, state, broken: false });
const broken = (state: string): Finding => ({ done: false, state, broken: true });
const activeOf = ({ connection }: SetupEvidence) => connection.links.filter(({ active }) => active);
const isWorking = ({ connection: { status } }: SetupEvidence) => status === "connected" || status === "degraded";
const isLost = ({ connection: { status } }: SetupEvidence) => status === "needs_reauthorization";
const afterReconnect = () => open("Waits for Lightspeed to be connected again.");
const oldest = (instants: (string | null)[]) => instants.filter((at) => at !== null).sort()[0] ?? null;

const isUsed = (evidence: SetupEvidence, locationIds: readonly string[]) =>
  activeOf(evidence).some(({ locationId }) => locationIds.includes(locationId));

export function findPayment(evidence: SetupEvidence): Finding {
  const { paymentProfiles } = evidence;
  if (paymentProfiles.length === 0)
    return open(
      "No payment profile yet. Guests pay through Stripe or Viva Wallet: Lightspeed does not take their payments.",
    );
  const refused = paymentProfiles.find(({ problem }) => problem !== null);
  if (refused)
    return broken(
      `${refused.name}: ${refused.problem} Guests cannot pay there: replace the keys on the profile's page.`,
    );
  const silent = paymentProfiles.find(({ unheard }) => unheard?.lost) ?? paymentProfiles.find(({ unheard }) => unheard);
  if (silent?.unheard?.lost) return broken(`${silent.name} cannot tell us of payments any more. ${silent.unheard.why}`);
  if (silent?.unheard) return open(`${silent.name} cannot tell us of payments yet. ${silent.unheard.why}`);
  const unpaid = activeOf(evidence).filter(
    ({ locationId }) => !paymentProfiles.some(({ locationIds }) => locationIds.includes(locationId)),
  );
  if (unpaid.length > 0)
    return open(
      `Guests cannot pay at ${formatList(unpaid.map(({ locationName }) => locationName))} yet: assign a profile.`,
    );
  const playing = paymentProfiles.find(
    (profile) => takesNoMoney(profile, evidence.environment) && isUsed(evidence, profile.locationIds),
  );
  if (playing)
    return open(`${playing.name} is in test mode, so guests would eat for nothing: add a profile with your live keys.`);
  return {
    done: true,
    state: `Guests pay through ${formatList(paymentProfiles.map(({ name }) => name))}.`,
    at: oldest(paymentProfiles.map(({ checkedAt }) => checkedAt)),
    checked: "The provider accepted the keys, which is asked daily, and every active location has a profile.",
    lifetime: lifetimes.paymentKeys,
  };
}

export function findBilling({ billing }: SetupEvidence): Finding {
  if (!billing) return open("Upvendo does not know yet to whom its invoices go.");
  return {
    done: true,
    state: `Invoices go to ${billing.legalName}.`,
    at: billing.updatedAt.toISOString(),
    checked: billing.vatNumber
      ? "Everything an invoice needs is there, and the VAT number is written as those of its country are."
      : "Everything an invoice needs is there.",
    lifetime: null,
  };
}

export function findBrand({ brand }: SetupEvidence): Finding {
  if (!brand) return open("Guests see Upvendo's colours until you choose a name and colours of your own.");
  return {
    done: true,
    state: `Guests see ${brand.name}.`,
    at: brand.updatedAt.toISOString(),
    checked: "Name and colours are chosen, and the text can be read on them.",
    lifetime: null,
  };
}

export function findLocation(evidence: SetupEvidence): Finding {
  const active = activeOf(evidence);
  if (active.length === 0) return open("Lightspeed does not import locations, so at least one must exist.");
  const state = `${active.length} active`;
  return { done: true, state, at: null, checked: "Read from your locations.", lifetime: null };
}

export function findConnect(evidence: SetupEvidence): Finding {
  const { status, lastChecked, connectedAt } = evidence.connection;
  if (status === "needs_reauthorization") return broken(lostWords(evidence.connection));
  if (!isWorking(evidence))
    return open(status === "connecting" ? "Somebody is at Lightspeed's sign-in." : "You sign in at Lightspeed once.");
  return {
    done: true,
    state: status === "connected" ? "Connected" : "Connected, with problems",
    at: lastChecked?.ok ? lastChecked.at : connectedAt,
    checked: lastChecked?.ok ? "Lightspeed answered with our permission." : "Lightspeed gave the permission.",
    lifetime: lifetimes.connection,
  };
}

export function findLink(evidence: SetupEvidence): Finding {
  const active = activeOf(evidence);
  if (active.length === 0) return open("Waits for a location.");
  if (isLost(evidence)) return afterReconnect();
  const linked = active.filter(({ link }) => link?.active).length;
  const state = `${linked} of ${active.length} linked`;
  if (!isWorking(evidence) || linked < active.length) return open(state);
  if (evidence.connection.businessesReadAt === null) return open("Lightspeed's list of places was not read yet.");
  const gone = unlistedPlaces(
    evidence.connection.businesses,
    active.flatMap(({ link }) => link ?? []),
  );
  if (gone.length > 0)
    return broken(
      `${formatList(gone.map(({ businessLocationName }) => businessLocationName))}: not in Lightspeed's list any more.`,
    );
  return {
    done: true,
    state,
    at: evidence.connection.businessesReadAt,
    checked: "Each active location has its place in Lightspeed's list.",
    lifetime: lifetimes.link,
  };
}

export function findOrdering(evidence: SetupEvidence): Finding {
  const active = activeOf(evidence).map(({ locationId }) => locationId);
  if (isLost(evidence)) return afterReconnect();
  const settings = evidence.settings.filter(({ locationId }) => active.includes(locationId));
  if (!isWorking(evidence) || settings.length === 0) return open("Waits for a linked location.");
  for (const { locationName, problems, checkedAt } of settings) {
    const problem = problems.find(({ blocks }) => blocks);
    if (problem) return open(`${locationName}: ${problem.message}`);
    if (checkedAt === null)
      return open(`The choices for ${locationName} were not compared with Lightspeed's lists yet.`);
  }
  return {
    done: true,
    state: "Order profiles and payment method are chosen.",
    at: oldest(settings.map(({ checkedAt }) => checkedAt?.toISOString() ?? null)),
    checked: "Each choice is in Lightspeed's lists.",
    lifetime: lifetimes.orderSettings,
  };
}

const namesOf = (places: readonly { businessLocationName: string }[]) =>
  formatList(places.map(({ businessLocationName }) => businessLocationName));

export function findWebhook(evidence: SetupEvidence): Finding {
  const { webhook } = evidence;
  const places = activeOf(evidence).flatMap(({ link }) => (link?.active ? [link] : []));
  if (isLost(evidence)) return afterReconnect();
  if (!isWorking(evidence)) return open("Registers itself when you connect.");
  if (!webhook?.registered) return open(webhook?.problem ?? "Lightspeed does not know our address yet.");
  if (webhook.drifted) return broken("Lightspeed has the address otherwise than we registered it.");
  if (places.length === 0) return open("Waits for a linked location.");
  const off = places.filter(({ businessLocationId }) => webhook.offPlaces.includes(businessLocationId));
  const silent = places.filter(
    (place) => !webhook.linkedPlaces.includes(place.businessLocationId) && !off.includes(place),
  );
  if (silent.length > 0) return open(`${namesOf(silent)} does not send events yet.`);
  return {
    done: true,
    state: [
      `Lightspeed tells us what becomes of orders at ${formatCount(places.length, "location")}.`,
      ...(off.length > 0
        ? [`Counts and till of ${namesOf(off)} are asked for, as you switched their events off.`]
        : []),
    ].join(" "),
    at: webhook.provenAt,
    checked: "Lightspeed holds our address for every linked location.",
    lifetime: lifetimes.webhook,
  };
}

/** Missed a hundred times over: not a proof that has grown old, but a till of which nobody tells us. */
const UNHEARD_MS = 3_600_000;

/** A till that was ready once may be off while the restaurant is closed: each night, and on a Monday, nothing is undone by that. */
export function findReadiness(evidence: SetupEvidence): Finding {
  const { now } = evidence;
  if (isLost(evidence)) return afterReconnect();
  const wasReady = findTestOrder(evidence).done;
  const resting: string[] = [];
  const active = activeOf(evidence).map(({ locationId }) => locationId);
  const tills = evidence.readiness.filter(({ locationId }) => active.includes(locationId));
  if (!isWorking(evidence) || tills.length === 0) return open("Waits for a linked location.");
  for (const { locationName, word, closed } of tills) {
    const readAt = word?.readAt?.toISOString() ?? null;
    if (!word || readAt === null)
      return open(`Lightspeed has not said yet whether the till of ${locationName} is ready.`);
    if (isOlderThan(readAt, now.getTime(), UNHEARD_MS))
      return broken(`Nothing has been heard of the till of ${locationName} for more than an hour. Channels go on.`);
    if (word.status !== "READY" && closed && wasReady) resting.push(locationName);
    else if (word.status !== "READY") {
      const [why] = explainNotReady(word);
      return broken(`${locationName} takes no orders now${why ? `: ${why}` : ""}.`);
    }
  }
  const awake = tills.map(({ locationName }) => locationName).filter((name) => !resting.includes(name));
  return {
    done: true,
    state: [
      ...(awake.length > 0 ? [`${formatList(awake)}: ready for orders.`] : []),
      ...(resting.length > 0
        ? [`${formatList(resting)}: closed now, and the till takes no orders until it is opened.`]
        : []),
    ].join(" "),
    at: oldest(tills.map(({ word }) => word?.readAt?.toISOString() ?? null)),
    checked:
      resting.length > 0
        ? "Lightspeed answered for each linked till; outside opening hours it may be off."
        : "Lightspeed said that each linked till is ready.",
    lifetime: lifetimes.readiness,
  };
}

/** A test counts for the connection it was made with, not for one before it. */
export function findTest({ connection: { test, connectedAt } }: SetupEvidence): Finding {
  const current = test.testedAt !== null && connectedAt !== null && test.testedAt >= connectedAt;
  if (!current || test.results.length === 0) return open("Not tested yet.");
  const failed = test.results.filter(({ result }) => result === "failed").length;
  if (failed > 0) return broken(`${failed} of ${test.results.length} parts failed.`);
  return {
    done: true,
    state: "Everything that is set up works.",
    at: test.testedAt,
    checked: `${formatCount(test.results.length, "part")} of the connection tried at Lightspeed.`,
    lifetime: lifetimes.connectionTest,
  };
}

/** The newest one speaks, for the connection and the place that it went to: a till that takes orders proves nothing of another. */
export function findTestOrder({ testOrder, connection: { connectedAt, links } }: SetupEvidence): Finding {
  if (!testOrder) return open("No test order has gone the whole way to the till yet.");
  const { number, status, completedAt, provenAgainAt, resolvedAt, failureDetail, businessLocationId } = testOrder;
  if (connectedAt === null || testOrder.createdAt.toISOString() < connectedAt)
    return open(`${number} was sent before Lightspeed was connected as it is now.`);
  const link = links.find(({ locationId }) => locationId === testOrder.locationId)?.link;
  if (businessLocationId !== null && link?.businessLocationId !== businessLocationId)
    return open(`${number} was sent to another place at Lightspeed than the one that is linked now.`);
  if (status === "completed" && resolvedAt === null)
    return {
      done: true,
      state: `${number} reached the till and was settled there.`,
      at: (provenAgainAt ?? completedAt)?.toISOString() ?? null,
      checked:
        provenAgainAt === null
          ? "The till confirmed the order, and its payment was booked on the check."
          : "The till has confirmed and settled later orders there, too.",
      lifetime: lifetimes.testOrder,
    };
  if (status === "failed") return broken(`${number} failed: ${failureDetail ?? "the reason is on its page"}`);
  if (status === "cancelled" || status === "refunded" || resolvedAt !== null)
    return open(`${number} did not go the whole way.`);
  return open(`${number} is on its way to the till.`);
}
