import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { IssueView } from "@/lib/attention/issue-view";
import { AttentionCard } from "./attention-card";
import { type Light, LightsCard } from "./lights-card";
import { RulesCard, TodayCard } from "./today-card";

const times = { renderedAt: "2026-11-26T12:00:00Z", region: { country: "BE", timeZone: "Europe/Brussels" } };
const issue: IssueView = {
  ...{ id: "i", kind: "till", severity: "critical", title: "Table QR was paused", body: "The till is off." },
  ...{ remedy: "Open the day.", href: "/x", location: null, count: 3, reopened: 0, openedAt: times.renderedAt },
  ...{ lastAt: "2026-11-26T11:58:00Z", resolvedAt: null, proof: null },
};
const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const draw = (view: React.ReactElement) => textOf(renderToStaticMarkup(view));

test("what could not be read is said, and never looks like nothing to do", () => {
  const unread = draw(<AttentionCard issues={null} orders={0} {...times} />);
  expect(unread).toContain("could not be read completely");
  expect(unread).not.toContain("Nothing needs you");
  expect(draw(<TodayCard today={null} place="Old Town" region={times.region} />)).toContain("could not be read");
  const rules = draw(<RulesCard today={null} />);
  expect(rules).toContain("could not be read");
  expect(rules).not.toContain("All of them are");
});

test("a problem that was seen is shown even where the orders could not be counted", () => {
  const text = draw(<AttentionCard issues={[issue]} orders={null} {...times} />);
  expect(text).toMatch(
    /could not be read completely.*Urgent Table QR was paused.*Open the day\..*2 minutes ago.*3 times/,
  );
});

test("a rule that is broken is red, says how it is counted, and leads to the orders", () => {
  const rule = { id: "overpaid", title: "Overpaid", query: "Orders of the last 7 days.", count: 1 } as const;
  const html = renderToStaticMarkup(<RulesCard today={{ currencies: [], rules: [rule] }} />);
  expect(textOf(html)).toMatch(
    /Something is not as it must be\..*Overpaid.*Orders of the last 7 days\..*Open orders.*1/,
  );
  expect(html).toContain("text-negative-ink");
});

test("money stands in its own currency", () => {
  const currencies = [
    { currency: "EUR", orders: 2, underWay: 1, takingsMinor: 125_050 },
    { currency: "JPY", orders: 1, underWay: 0, takingsMinor: 1_250 },
  ];
  const text = draw(<TodayCard today={{ currencies, rules: [] }} place="All locations" region={times.region} />);
  expect(text).toContain("€ 1.250,50");
  expect(text).toContain("¥ 1.250");
});

test("a light is green while its proof is young, and grey once it is old", () => {
  const till = { id: "a", title: "Till", state: "Ready.", href: "/", broken: false };
  const light = (at: string | null, part: Partial<Light> = {}) =>
    draw(<LightsCard lights={[{ ...till, ...part, proof: at ? { at, checked: "Asked." } : null }]} {...times} />);
  expect(light("2026-11-26T11:59:00Z")).toMatch(/Working.*Looked at 1 minute ago , counts for 1 hour\./);
  expect(light("2026-11-26T10:59:00Z")).toMatch(/Not looked at lately.*Looked at 1 hour ago/);
  expect(light(null)).toContain("Not set up yet");
  expect(light(null, { broken: true })).toContain("Not working");
  const daily = { lastsMs: 26 * 3_600_000 };
  expect(light("2026-11-26T10:59:00Z", daily)).toMatch(/Working.*Looked at 1 hour ago , counts for 26 hours\./);
  expect(light("2026-11-25T09:59:00Z", daily)).toContain("Not looked at lately");
});
