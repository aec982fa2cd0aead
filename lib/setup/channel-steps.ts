import type { LinkedSettings } from "@/db/queries/location-settings";
import type { Channel } from "@/db/schema";
import { channelLabels, orderChannelOf, pauseOf, type SellingChannel } from "@/lib/channels/channel-words";
import { kindsOf, settingsObstacles } from "@/lib/channels/find-obstacles";
import { formatCount, formatList } from "@/lib/format";
import { answerOf } from "./emily";
import type { Finding } from "./find-done";
import type { Prerequisite } from "./prerequisites";

export type ChannelStepId = SellingChannel | "table-codes";

/** What there is of the channels that the merchant wants. */
export type ChannelEvidence = {
  now: Date;
  channels: readonly Channel[];
  /** The active locations that are linked. */
  places: readonly LinkedSettings[];
  tables: readonly {
    locationId: string;
    /** Null: never read. */
    known: { tables: readonly number[]; readAt: Date } | null;
    /** The tables whose codes that count were taken out to print, and when the last of them was. */
    drawnTables: readonly number[];
    drawnAt: Date | null;
  }[];
};

type Answers = Parameters<typeof answerOf>[0];
type Where = Pick<Prerequisite, "href" | "action">;
/** `where`: elsewhere than the step usually leads. */
type Found = Finding & { where?: Where };

/** What the answers add to the prerequisites, in the order in which it is done. */
export function channelSteps(answers: Answers, evidence: ChannelEvidence): Prerequisite[] {
  const wanted = wantedChannels(answers);
  return [
    ...wanted.map((channel) => toStep(channel, findSwitchedOn(evidence, channel), switchOn(channel))),
    ...(wanted.includes("table") ? [toStep("table-codes", findCodes(evidence), printCodes)] : []),
  ];
}

/** As the merchant answered; empty while nobody has. */
export function wantedChannels(answers: Answers): SellingChannel[] {
  const answer = answerOf(answers, "channels");
  return [
    ...(answer === "kiosk" || answer === "both" ? (["kiosk"] as const) : []),
    ...(answer === "online" || answer === "both" ? (["online"] as const) : []),
    ...(answerOf(answers, "table_qr") === "yes" ? (["table"] as const) : []),
  ];
}

type Words = Pick<Prerequisite, "title" | "why" | "needs"> & Where;

const whys: Record<SellingChannel, string> = {
  kiosk:
    "You want to sell at a kiosk. Guests can order there once the channel is switched on, on each device that was opened by the link on Guest pages.",
  online: "You want to sell online. Guests can order there once the channel is switched on.",
  table: "Guests shall order at their table. A code that they scan leads nowhere while the channel is off.",
};

const switchOn = (channel: SellingChannel): Words => ({
  ...{ title: `Switch on ${channelLabels[channel]}`, why: whys[channel], needs: "channels.edit" },
  ...{ href: `/channels#${channel}`, action: "Channels" },
});

const printCodes: Words = {
  title: "Print your table codes",
  why: "Each table has a code of its own, so that an order says which table it is for.",
  ...{ needs: "channels.edit", href: "/channels/tables#table-codes", action: "Table codes" },
};

function toStep(id: ChannelStepId, { where, ...finding }: Found, words: Words): Prerequisite {
  return {
    ...{ id, ...words, ...where, stops: "selling" as const, state: finding.state, done: finding.done },
    broken: !finding.done && finding.broken,
    proof: finding.done ? { at: finding.at, checked: finding.checked, lifetime: finding.lifetime } : null,
  };
}

const namesOf = (places: readonly Pick<LinkedSettings, "locationName">[]) =>
  formatList(places.map(({ locationName }) => locationName));

const isOn = ({ channels }: ChannelEvidence, channel: SellingChannel) => {
  const on = channels.filter((row) => row.on && row.channel === orderChannelOf[channel]);
  return ({ link }: LinkedSettings) => on.find(({ locationId }) => locationId === link.locationId);
};

/** One location that sells so is enough; where else it is off is said. */
function findSwitchedOn(evidence: ChannelEvidence, channel: SellingChannel): Found {
  const { places, now } = evidence;
  const rowAt = isOn(evidence, channel);
  const on = places.filter(rowAt);
  const label = channelLabels[channel];
  if (places.length === 0) return { done: false, broken: false, state: "Waits for a linked location." };
  if (on.length === 0) return { done: false, broken: false, state: `${label} is switched off at ${namesOf(places)}.` };
  const stopped = on.flatMap((place) => {
    const [reason] = settingsObstacles(place, kindsOf[orderChannelOf[channel]]);
    return reason ? [{ place, reason }] : [];
  });
  const [first] = stopped;
  if (first && stopped.length === on.length)
    return {
      ...{ done: false, broken: true, state: `${first.place.locationName}: ${first.reason.message}` },
      where: { href: first.reason.href, action: "Order settings" },
    };
  const paused = on.filter((place) => pauseOf(rowAt(place), now));
  const off = places.filter((place) => !rowAt(place));
  return {
    done: true,
    state: [
      `${label} is switched on at ${namesOf(on)}.`,
      ...(paused.length > 0 ? [`Paused now: ${namesOf(paused)}.`] : []),
      ...(off.length > 0 ? [`Off: ${namesOf(off)}.`] : []),
    ].join(" "),
    at: null,
    checked: "It is on among your channels, and its orders have an order profile.",
    lifetime: null,
  };
}

/** That they stand on the tables only a person can see; that they were drawn for tables that exist is known. */
function findCodes(evidence: ChannelEvidence): Found {
  const on = evidence.places.filter(isOn(evidence, "table"));
  if (on.length === 0) return { done: false, broken: false, state: "Waits for Table QR to be switched on." };
  let total = 0;
  const drawn: string[] = [];
  for (const { link, locationName } of on) {
    const found = evidence.tables.find(({ locationId }) => locationId === link.locationId);
    if (!found?.known)
      return { done: false, broken: false, state: `The tables of ${locationName} were not read from Lightspeed yet.` };
    const { tables } = found.known;
    if (tables.length === 0)
      return {
        ...{
          done: false,
          broken: false,
          state: `Lightspeed has no tables for ${locationName} yet: add them in the Lightspeed Back Office.`,
        },
        where: { href: "/lightspeed/floor-plans#plan", action: "Floor plans" },
      };
    const missing = tables.filter((number) => !found.drawnTables.includes(number));
    if (missing.length > 0)
      return { ...{ done: false, broken: false }, state: `${locationName} has ${undrawn(tables, missing)}` };
    total += tables.length;
    if (found.drawnAt) drawn.push(found.drawnAt.toISOString());
  }
  return {
    done: true,
    state: `Codes for ${formatCount(total, "table")} at ${namesOf(on)} were taken out to print.`,
    at: drawn.sort()[0] ?? null,
    checked: "Lightspeed shows these tables, Table QR is on, and the code that counts was drawn for each of them.",
    lifetime: null,
  };
}

const NAMED = 5;

function undrawn(tables: readonly number[], missing: readonly number[]): string {
  const all = formatCount(tables.length, "table");
  if (missing.length === tables.length) return `${all}, and no code that counts was taken out to print.`;
  if (missing.length > NAMED) return `${all}, and for ${missing.length} of them no code was taken out to print yet.`;
  return `${all}, and no code was taken out to print yet for ${missing.length === 1 ? "table" : "tables"} ${formatList(missing.map(String))}.`;
}
