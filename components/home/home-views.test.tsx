import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { IssueView } from "@/lib/attention/issue-view";
import type { BrokenRule } from "@/lib/home/broken-rules";
import type { TodayView } from "@/lib/home/get-today";
import { type Lifetime, lifetimes } from "@/lib/lifetimes";
import { AttentionCard } from "./attention-card";
import { type Light, LightsCard } from "./lights-card";
import { RulesCard } from "./rules-card";
import { TodayCard } from "./today-card";

const times = { renderedAt: "2026-11-26T12:00:00Z", region: { country: "BE", timeZone: "Europe/Brussels" } };
const issue: IssueView = {
  ...{ id: "i", kind: "till", severity: "critical", title: "Table QR was paused", body: "The till is off." },
  ...{ remedy: "Open the day.", href: "/x", location: null, count: 3, reopened: 0, openedAt: times.renderedAt },
  ...{ lastAt: "2026-11-26T11:58:00Z", resolvedAt: null, proof: null },
};
const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const draw = (view: React.ReactElement) => textOf(renderToStaticMarkup(view));

test("what could not be read is said, and never looks like nothing to do", () => {
  const unread = draw(<AttentionCard issues={null} orders={0} stepsLeft={0} {...times} />);
  expect(unread).toContain("could not be read completely");
  expect(unread).not.toContain("Nothing needs you");
  expect(draw(<TodayCard today={null} place="Old Town" region={times.region} />)).toContain("could not be read");
  const rules = draw(<RulesCard rules={null} {...times} />);
  expect(rules).toContain("could not be read");
  expect(rules).not.toContain("All of them are");
});

test("where the set-up is not over, nothing wrong is not nothing to do", () => {
  const calm = (stepsLeft: number) => draw(<AttentionCard issues={[]} orders={0} stepsLeft={stepsLeft} {...times} />);
  expect(calm(0)).toContain("Nothing needs you right now.");
  expect(calm(1)).toContain("The set-up still has 1 step for you.");
  expect(calm(11)).toContain("Nothing is wrong. The set-up still has 11 steps for you.");
  expect(calm(11)).not.toContain("needs you");
});

test("a problem that was seen is shown even where the orders could not be counted", () => {
  const text = draw(<AttentionCard issues={[issue]} orders={null} stepsLeft={0} {...times} />);
  expect(text).toMatch(
    /could not be read completely.*Urgent Table QR was paused.*Open the day\..*2 minutes ago.*3 times/,
  );
});

test("a rule that is broken is red, says how it is counted, and leads to the orders", () => {
  const rule: BrokenRule = {
    ...{ id: "overpaid" as const, title: "Overpaid", meaning: "Paid more than it costs.", count: 7 },
    query: "Orders of the last 7 days.",
    breaches: [
      { label: "UPV-017", href: "/orders/o" },
      { label: "UPV-016", href: "/orders/reconciliation#day-2026-11-25-l" },
    ],
  };
  const html = renderToStaticMarkup(<RulesCard rules={[rule]} {...times} />);
  expect(textOf(html)).toMatch(
    /Something is not as it must be\..*Counted just now.*Overpaid.*Paid more than it costs\..*UPV-017.*UPV-016.*and 5 more.*How it is counted.*Overpaid.*Orders of the last 7 days\..*7/,
  );
  for (const { href } of rule.breaches) expect(html).toContain(`href="${href}"`);
  expect(html).toContain("text-negative-ink");
});

test("money stands in its own currency", () => {
  const currencies = [
    { currency: "EUR", orders: 2, underWay: 1, takingsMinor: 125_050 },
    { currency: "JPY", orders: 1, underWay: 0, takingsMinor: 1_250 },
  ];
  const text = draw(
    <TodayCard today={{ currencies, inactive: [], rules: [] }} place="All locations" region={times.region} />,
  );
  expect(text).toContain("€ 1.250,50");
  expect(text).toContain("¥ 1.250");
});

test("what a location sold before it was deactivated is said to count, and each currency's link shows its own orders", () => {
  const currencies = [
    { currency: "EUR", orders: 2, underWay: 1, takingsMinor: 125_050 },
    { currency: "GBP", orders: 1, underWay: 0, takingsMinor: 1_250 },
  ];
  const view = (part: Partial<TodayView>) =>
    renderToStaticMarkup(
      <TodayCard
        today={{ currencies, inactive: [], rules: [], ...part }}
        place="All locations"
        region={times.region}
      />,
    );
  expect(textOf(view({ inactive: ["Canal House"] }))).toContain(
    "Canal House is inactive now; what was sold there today counts.",
  );
  expect(textOf(view({}))).not.toContain("inactive");
  expect(view({})).toContain("/orders?show=sold&amp;within=today&amp;currency=GBP");
  expect(view({ currencies: currencies.slice(0, 1) })).toContain('"/orders?show=sold&amp;within=today"');
});

test("a light is green while its proof is young, and grey once it is old, with the way to a new one", () => {
  const till = { id: "a", title: "Till", state: "Ready.", href: "/", broken: false };
  const light = (at: string | null, lifetime: Lifetime = lifetimes.connection, part: Partial<Light> = {}) =>
    draw(
      <LightsCard lights={[{ ...till, ...part, proof: at ? { at, checked: "Asked.", lifetime } : null }]} {...times} />,
    );
  expect(light("2026-11-26T11:59:00Z")).toMatch(/Working.*Looked at 1 minute ago , counts for 1 hour\./);
  expect(light("2026-11-26T11:59:00Z")).not.toContain("Each renewal");
  expect(light("2026-11-26T10:59:00Z")).toMatch(
    /Not looked at lately.*Looked at 1 hour ago .*It may have changed since\. Each renewal/,
  );
  expect(light(null)).toContain("Not set up yet");
  expect(light(null, lifetimes.connection, { broken: true })).toContain("Not working");
  const daily = lifetimes.paymentKeys;
  expect(light("2026-11-26T10:59:00Z", daily)).toMatch(/Working.*Looked at 1 hour ago , counts for 26 hours\./);
  expect(light("2026-11-25T09:59:00Z", daily)).toContain("Not looked at lately");
});
