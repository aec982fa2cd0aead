import { expect, test } from "vitest";
import { type ChannelEvidence, channelSteps } from "./channel-steps";

const now = new Date("2026-11-23T10:05:00.000Z");
const settings = { orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY", problems: [] };
const place = (id: string, locationName: string, change: object = {}) =>
  ({
    ...{ locationName, locationActive: true, currency: "EUR", country: "BE" },
    ...{ link: { locationId: id, businessLocationId: `${id}1` }, settings: { ...settings, ...change } },
  }) as unknown as ChannelEvidence["places"][number];
const on = (channel: string, locationId = "a", change: object = {}) =>
  ({
    locationId,
    channel,
    on: true,
    pauseCause: null,
    pausedUntil: null,
    ...change,
  }) as ChannelEvidence["channels"][number];
const nothing: ChannelEvidence = { now, channels: [], places: [place("a", "Old Town")], tables: [] };
const twelve = Array.from({ length: 12 }, (_, index) => index + 1);
const drawn = { locationId: "a", known: { tables: twelve, readAt: now }, drawnTables: twelve, drawnAt: now };
const answers = (channels: string, table_qr: string) => ({ answers: new Map(Object.entries({ channels, table_qr })) });
const both = answers("both", "yes");
const step = (id: string, evidence: Partial<ChannelEvidence>) =>
  channelSteps(both, { ...nothing, ...evidence }).find((one) => one.id === id);

test.each([
  ["kiosk", "no", ["kiosk"]],
  ["online", "no", ["online"]],
  ["both", "no", ["kiosk", "online"]],
  ["kiosk", "yes", ["kiosk", "table", "table-codes"]],
  ["both", "yes", ["kiosk", "online", "table", "table-codes"]],
])("the answers %s and %s to Table QR lead to these steps and no others", (channels, tableQr, expected) => {
  const steps = channelSteps(answers(channels, tableQr), nothing);
  expect(steps.map(({ id }) => id)).toEqual(expected);
  for (const { done, proof, href } of steps) {
    expect({ done, proof }).toEqual({ done: false, proof: null });
    expect(href).toMatch(/^\/channels(\/tables)?#/);
  }
});

test("without an answer, or with one that was not offered, nothing is wanted", () => {
  expect(channelSteps({ answers: new Map() }, nothing)).toEqual([]);
  expect(channelSteps(answers("vending machine", "perhaps"), nothing)).toEqual([]);
});

test("a channel is done where it is switched on, and says where else it is off and where it is paused", () => {
  const places = [place("a", "Old Town"), place("b", "Harbour")];
  expect(step("kiosk", { channels: [on("kiosk")], places })).toMatchObject({
    ...{ done: true, state: "Kiosk is switched on at Old Town. Off: Harbour.", proof: { at: null } },
  });
  const paused = on("kiosk", "a", { pauseCause: "person", pausedAt: now });
  expect(step("kiosk", { channels: [paused] })).toMatchObject({
    ...{ done: true, state: "Kiosk is switched on at Old Town. Paused now: Old Town." },
  });
});

const open: [string, string, Partial<ChannelEvidence>, RegExp, string][] = [
  ["kiosk", "nothing is switched on", {}, /Kiosk is switched off at Old Town\./, "/channels#kiosk"],
  [
    "online",
    "another channel is on",
    { channels: [on("kiosk")] },
    /Online Ordering is switched off/,
    "/channels#online",
  ],
  [
    ...(["kiosk", "it is on at a location that is not linked"] as const),
    ...([{ channels: [on("kiosk", "elsewhere")] }, /switched off at Old Town/, "/channels#kiosk"] as const),
  ],
  [
    ...(["online", "its orders have no order profile"] as const),
    { channels: [on("online")], places: [place("a", "Old Town", { orderProfileTakeaway: null })] },
    ...([/Old Town: No order profile is chosen for takeaway/, "/lightspeed?tab=settings#order-settings"] as const),
  ],
  ["kiosk", "no location is linked", { places: [] }, /Waits for a linked location/, "/channels#kiosk"],
  [
    ...(["table-codes", "Table QR is off"] as const),
    ...([{ tables: [drawn] }, /Waits for Table QR/, "/channels/tables#table-codes"] as const),
  ],
  [
    ...(["table-codes", "the tables were never read"] as const),
    { channels: [on("table_qr")], tables: [{ ...drawn, known: null }] },
    ...([/were not read from Lightspeed yet/, "/channels/tables#table-codes"] as const),
  ],
  [
    ...(["table-codes", "Lightspeed has no tables"] as const),
    { channels: [on("table_qr")], tables: [{ ...drawn, known: { tables: [], readAt: now } }] },
    ...([/has no tables for Old Town/, "/lightspeed/floor-plans#plan"] as const),
  ],
  [
    ...(["table-codes", "no code that counts was drawn"] as const),
    { channels: [on("table_qr")], tables: [{ ...drawn, drawnTables: [], drawnAt: null }] },
    ...([/12 tables, and no code that counts/, "/channels/tables#table-codes"] as const),
  ],
  [
    ...(["table-codes", "the code of one table was drawn and of the others none"] as const),
    { channels: [on("table_qr")], tables: [{ ...drawn, drawnTables: [3] }] },
    ...([/12 tables, and for 11 of them no code/, "/channels/tables#table-codes"] as const),
  ],
  [
    ...(["table-codes", "a table was added since the codes were drawn"] as const),
    {
      channels: [on("table_qr")],
      tables: [{ ...drawn, known: { tables: [...twelve.slice(1), 21, 22], readAt: now } }],
    },
    ...([/13 tables, and no code was taken out to print yet for tables 21 and 22\./] as const),
    "/channels/tables#table-codes",
  ],
];

test.each(open)("%s is open while %s, and leads to where that is done", (id, _, evidence, state, href) => {
  const found = step(id, evidence);
  expect(found).toMatchObject({ done: false, proof: null, state: expect.stringMatching(state) });
  expect(found?.href).toBe(href);
});

test("table codes are proven by tables that were read and codes that were drawn, at every location that sells so", () => {
  const places = [place("a", "Old Town"), place("b", "Harbour")];
  const channels = [on("table_qr"), on("table_qr", "b")];
  expect(step("table-codes", { channels, places, tables: [drawn] })).toMatchObject({ done: false });
  const tables = [drawn, { ...drawn, locationId: "b", drawnAt: new Date("2026-11-22T10:00:00.000Z") }];
  expect(step("table-codes", { channels, places, tables })).toMatchObject({
    ...{ done: true, state: "Codes for 24 tables at Old Town and Harbour were taken out to print." },
    proof: { at: "2026-11-22T10:00:00.000Z" },
  });
});
