import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { nowhere } from "@/lib/format";
import type { ConnectionStatus, LogDetailView } from "@/lib/lightspeed/connection/connection-view-types";
import { ConnectionSummary } from "./connection-summary";
import { statusLight, statusWords } from "./connection-words";
import { connectionView, logEntry } from "./fixtures";
import { LogSteps } from "./log-detail";
import { LogPanel } from "./log-panel";
import { ScopeList } from "./scope-list";
import { StatusCard } from "./status-card";

const times = { renderedAt: "2026-11-23T12:05:00.000Z", region: nowhere };
const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const statusCard = (changes: Parameters<typeof connectionView>[0], error: Error | null = null) =>
  textOf(renderToStaticMarkup(<StatusCard connection={connectionView(changes)} error={error} {...times} />));

test.each([
  ["not_connected", "Not connected"],
  ["connecting", "Connecting"],
  ["connected", "Connected"],
  ["degraded", "Connected, with problems"],
  ["needs_reauthorization", "Disconnected: reconnect needed"],
  ["disabled", "Not connected"],
] satisfies [ConnectionStatus, string][])("the state %s reads “%s”", (status, words) => {
  expect(statusWords[status].text).toBe(words);
  expect(statusCard({ status })).toContain(` ${words} `);
});

test("the last check shows its age and the error it found", () => {
  const lastChecked = { at: "2026-11-23T12:00:00.000Z", ok: false, error: "Menus: Lightspeed did not answer." };
  expect(statusCard({ lastChecked })).toMatch(/5 minutes ago .*with an error Menus: Lightspeed did not answer\./);
});

test("a check of more than an hour ago is said to be old, one of an hour ago is not", () => {
  const checkedAt = (at: string) => statusCard({ lastChecked: { at, ok: true, error: null } });
  expect(checkedAt("2026-11-23T11:04:59.000Z")).toContain("More than an hour old");
  expect(checkedAt("2026-11-23T11:05:00.000Z")).not.toContain("More than an hour old");
});

test("when the page cannot be brought up to date it says so and keeps what it knew", () => {
  const text = statusCard({}, new Error("offline"));
  expect(text).toContain("could not be brought up to date");
  expect(text).toContain("Connected");
});

test("a missing permission names what does not work without it", () => {
  const scopes = [{ name: "financial-api", label: "Financial data", granted: false, withoutIt: "Reports stay empty." }];
  expect(textOf(renderToStaticMarkup(<ScopeList scopes={scopes} ended={false} />))).toMatch(
    /Financial data .*Reports stay empty\. .*Missing/,
  );
});

test("permissions of a connection that Lightspeed has ended are not called granted", () => {
  const scopes = [{ name: "items", label: "Items", granted: true, withoutIt: "Items stay empty." }];
  const text = textOf(renderToStaticMarkup(<ScopeList scopes={scopes} ended />));
  expect(text).toContain("none of these counts at the moment. Reconnect");
  expect(text).toContain("Granted before");
  expect(text).not.toContain("granted everything");
});

test("“Connected” is green only while its proof is less than an hour old; a fault keeps its colour", () => {
  const now = Date.parse(times.renderedAt);
  const light = (status: ConnectionStatus, at: string | null) =>
    statusLight({ status, lastChecked: at === null ? null : { at, ok: true, error: null } }, now);
  expect(light("connected", "2026-11-23T11:05:00.000Z")).toEqual({ text: "Connected", tone: "positive" });
  expect(light("connected", "2026-11-23T11:04:59.000Z")).toEqual({ text: "Connected", tone: "neutral" });
  expect(light("connected", null).tone).toBe("neutral");
  expect(light("degraded", "2026-11-20T11:04:59.000Z").tone).toBe("warning");
  expect(light("needs_reauthorization", null).tone).toBe("negative");
});

test("that the Business ID is missing is explained once: by the problem, else beside it", () => {
  const problem = { code: "business_missing", title: "Business ID is missing", message: "m", remedy: "r", since: null };
  const summary = (changes: Parameters<typeof connectionView>[0]) =>
    textOf(
      renderToStaticMarkup(
        <ConnectionSummary
          connection={connectionView({ business: null, ...changes })}
          actions={null}
          businessChoice={null}
          {...times}
        />,
      ),
    );
  expect(summary({ status: "degraded", problem })).not.toContain("Business ID is missing");
  expect(summary({ status: "degraded", problem })).toContain("Missing");
  expect(summary({ status: "degraded", problem: { ...problem, code: "refresh_failing" } })).toContain(
    "Business ID is missing. Lightspeed did not answer",
  );
});

const panel = (log: Parameters<typeof LogPanel>[0]["log"], filter = {}) =>
  renderToStaticMarkup(<LogPanel log={log} filter={filter} region={nowhere} />);

test("the log is a list named “Integration logs” with a permanent address per entry", () => {
  const html = panel({ entries: [logEntry()], total: 1 }, { level: "info" });
  expect(html).toContain('<ol aria-label="Integration logs"');
  expect(html).toContain('id="log-7"');
});

const detail = (changes: Parameters<typeof logEntry>[0], steps: LogDetailView["steps"] = []) => {
  const { operation, firstAt, ...entry } = logEntry(changes);
  const place = { href: "/lightspeed?tab=status#log-7", region: nowhere };
  return renderToStaticMarkup(<LogSteps entry={entry} detail={{ operation, firstAt, steps }} {...place} />);
};

test("equal entries in a row are one with a count, the first and the last time", () => {
  const entry = logEntry({ count: 1000, firstAt: "2026-11-23T09:00:00.000Z" });
  const text = textOf(panel({ entries: [entry], total: 1 }));
  expect(text).toContain("×1000");
  expect(textOf(detail(entry))).toContain("1000 times, first 23 Nov, 09:00:00, last 23 Nov, 12:00:00");
});

test("a step tells the answer, the time taken and the correlation id; a call without an answer says so", () => {
  const step = { operation: "menus.list", durationMs: 1234, correlationId: "c-1" };
  const steps = [
    { ...step, status: 200 },
    { ...step, status: null, note: "timed out" },
  ];
  const text = textOf(detail({}, steps));
  expect(text).toContain("menus.list · answered 200 · 1.2 s · correlation id c-1");
  expect(text).toContain("menus.list · no answer · 1.2 s · timed out · correlation id c-1");
});

test("a log that is empty, matches nothing or cannot be read says which", () => {
  expect(panel({ entries: [], total: 0 })).toContain("Nothing has happened yet");
  expect(panel({ entries: [], total: 3 }, { text: "zzz" })).toContain("No entry matches");
  expect(panel(null)).toContain("The log could not be read");
});

test("what Lightspeed names things is text and never markup", () => {
  const html = panel({ entries: [logEntry({ message: "<img src=x onerror=alert(1)>" })], total: 1 });
  expect(html).not.toContain("<img");
  expect(html).toContain("&lt;img src=x");
});
