import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { nowhere } from "@/lib/format";
import { profileState } from "./profile-state";
import { WebhookLight } from "./webhook-light";

const renderedAt = "2026-11-26T12:00:00.000Z";
const now = Date.parse(renderedAt);
const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const webhook = {
  ...{ url: "", registered: true, ready: true, retiring: 0, lastEventAt: null, handshakeAt: null },
  unheard: null as { why: string; lost: boolean } | null,
};
const state = (checkedAt: string | null, problem: string | null = null, unheard = webhook.unheard) =>
  profileState({ problem, webhook: { ...webhook, unheard }, locationIds: ["a"], checkedAt }, now);

test("a profile is ready while the provider's yes to its keys is young, and grey after that", () => {
  expect(state("2026-11-25T10:00:00.000Z")).toEqual({ tone: "positive", text: "Ready" });
  expect(state("2026-11-25T09:59:59.999Z")).toEqual({ tone: "neutral", text: "Last known: Ready" });
  expect(state(null)).toEqual({ tone: "neutral", text: "Last known: Ready" });
  expect(state("2026-11-25T09:59:59.999Z", "Refused.")).toMatchObject({ tone: "negative" });
  const unheard = { why: "Viva Wallet has not read the webhook address yet.", lost: false };
  expect(state("2026-11-25T10:00:00.000Z", null, unheard)).toEqual({ tone: "warning", text: "Webhook missing" });
});

test("the webhook works while its last notification is young: a quiet week is no fault, a longer one is grey", () => {
  const light = (lastEventAt: string | null) =>
    renderToStaticMarkup(<WebhookLight lastEventAt={lastEventAt} renderedAt={renderedAt} region={nowhere} />);
  expect(textOf(light("2026-11-18T12:00:00.000Z"))).toMatch(
    /^ Working Last notification 8 days ago , counts for 8 days\. $/,
  );
  expect(light("2026-11-18T12:00:00.000Z")).toContain("text-positive-ink");
  const old = light("2026-11-18T11:59:59.999Z");
  expect(textOf(old)).toMatch(/Last known: Working.*The next payment of a guest brings a new one\./);
  expect(old).not.toContain("text-positive-ink");
  expect(textOf(light(null))).toContain("No notification has come yet.");
});
