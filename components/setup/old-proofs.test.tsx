import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { nowhere } from "@/lib/format";
import { type Lifetime, lifetimes } from "@/lib/lifetimes";
import type { Prerequisite } from "@/lib/setup/prerequisites";
import { BeforeConnectingCard, PrerequisitesCard } from "./prerequisites-card";
import { TestOrderCard } from "./test-order-card";

const times = { renderedAt: "2026-11-26T12:00:00.000Z", region: nowhere };
const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .replaceAll("&#x27;", "'");

const step = (at: string | null, lifetime: Lifetime | null, part: Partial<Prerequisite> = {}): Prerequisite => ({
  ...{
    id: "webhook",
    title: "Hear from Lightspeed",
    state: "It tells us.",
    done: true,
    broken: false,
    why: "",
    href: "/x",
  },
  ...{ action: "Webhooks", needs: "connection.manage", stops: "selling" },
  proof: { at, checked: "It holds our address.", lifetime },
  ...part,
});
const open = (part: Partial<Prerequisite> = {}) => step(null, null, { done: false, proof: null, ...part });
const card = (...steps: Prerequisite[]) => renderToStaticMarkup(<PrerequisitesCard steps={steps} {...times} />);

test("a step's proof turns grey when it is older than it counts, and the step stays done", () => {
  const young = card(step("2026-11-26T09:00:00.000Z", lifetimes.webhook));
  expect(textOf(young)).toMatch(/Every step is done and proven\..*Proven 3 hours ago : It holds our address\. /);
  expect(textOf(young)).not.toContain("may have changed");
  expect(young).toContain("text-positive-ink");
  const old = card(step("2026-11-26T08:59:59.999Z", lifetimes.webhook));
  expect(textOf(old)).toMatch(
    /Every step is done\. 1 proof is old: it says how.*: done, its proof is old.*That counts for 3 hours, so it may have changed since\. Lightspeed is asked every hour/,
  );
  expect(old).not.toContain("text-positive-ink");
});

test("what is our own does not grow old", () => {
  expect(textOf(card(step("2020-01-01T00:00:00.000Z", null), step(null, null)))).toContain(
    "Every step is done and proven.",
  );
});

test("the test order's light is grey once neither it nor a later order proves the way", () => {
  const light = (at: string) =>
    renderToStaticMarkup(
      <TestOrderCard
        {...{ testOrder: null, places: [], mayPlace: false, place: async (state) => state, ...times }}
        step={step(at, lifetimes.testOrder)}
      />,
    );
  expect(textOf(light("2026-11-01T12:00:00.000Z"))).toMatch(
    / Proven It tells us\..*Proven 25 days ago , counts for 90 days\./,
  );
  expect(textOf(light("2026-08-01T12:00:00.000Z"))).toMatch(/Proven long ago.*another test order/);
  expect(light("2026-08-01T12:00:00.000Z")).not.toContain("text-positive-ink");
});

test("the cards promise what holds: guests' channels wait for the rest, and the connection test holds up nothing", () => {
  expect(textOf(card(open(), step(null, null)))).toContain(
    "1 of 2 steps is done. Guests' channels go live once the rest is done; only the connection test may wait.",
  );
  expect(textOf(card(open()))).toContain("Start Emily");
  expect(card(open(), step(null, null))).toMatch(/href="\/setup"[^>]*>Go on with Emily/);
  expect(textOf(card(step(null, null)))).not.toContain("Emily");
  const before = (...steps: Prerequisite[]) =>
    textOf(renderToStaticMarkup(<BeforeConnectingCard steps={steps} {...times} />));
  expect(before(open({ id: "location", stops: "connecting" }))).toContain("Connect waits for a location.");
  expect(before(open())).toContain("You can connect now. No channel of your guests goes live before the rest is done.");
  for (const text of [before(open()), card(open())]) expect(text).not.toContain("takes orders");
});
