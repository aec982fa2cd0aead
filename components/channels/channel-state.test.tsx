import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ChannelView } from "@/lib/channels/get-channels";
import { nowhere } from "@/lib/format";
import { ChannelState, TillProof } from "./channel-state";

const renderedAt = "2026-11-26T12:00:00.000Z";
const textOf = (html: string) => html.replace(/<[^>]+>/g, "");
type Part = Partial<Pick<ChannelView, "on" | "paused" | "blockedBy">>;
const badge = (readyAt: string | null, part: Part = {}, closed = false) =>
  renderToStaticMarkup(
    <ChannelState
      channel={{ on: true, paused: null, blockedBy: [], ...part }}
      readyAt={readyAt}
      closed={closed}
      renderedAt={renderedAt}
    />,
  );
const young = "2026-11-26T11:57:00.000Z";
const old = "2026-11-26T11:56:59.999Z";

test("a channel is green only while the till's own word that it takes orders is young", () => {
  expect(textOf(badge(young))).toBe("Selling");
  expect(badge(young)).toContain("text-positive-ink");
  expect(textOf(badge(old))).toBe("Last known: Selling");
  expect(textOf(badge(null))).toBe("On, not proven");
  for (const grey of [badge(old), badge(null)]) expect(grey).toContain("text-neutral-ink");
});

test("what is off, paused or stopped says so at any age of the proof", () => {
  const obstacle = { code: "c", message: "m", remedy: "r", href: "/" };
  for (const at of [young, old, null]) {
    expect(textOf(badge(at, { on: false }))).toBe("Off");
    expect(textOf(badge(at, { blockedBy: [obstacle] }))).toBe("Stopped");
    expect(textOf(badge(at, { paused: { by: "person", reason: "", until: null } }))).toBe("Paused");
  }
});

test("nothing sells outside the opening hours, and what a person or a fault stops says that first", () => {
  for (const at of [young, old, null]) {
    expect(textOf(badge(at, {}, true))).toBe("Closed now");
    expect(badge(at, {}, true)).toContain("text-neutral-ink");
  }
  expect(textOf(badge(young, { on: false }, true))).toBe("Off");
  expect(textOf(badge(young, { paused: { by: "person", reason: "", until: null } }, true))).toBe("Paused");
});

test("the proof says its age, and once it is old how a new one comes", () => {
  const proof = (readyAt: string | null) =>
    textOf(renderToStaticMarkup(<TillProof readyAt={readyAt} renderedAt={renderedAt} region={nowhere} />));
  expect(proof(young)).toBe("The till said that it takes orders 3 minutes ago, counts for 3 minutes.");
  expect(proof(old)).toMatch(/It may have changed since\. Lightspeed is asked twice a minute/);
  expect(proof(null)).toMatch(/not said yet.*Lightspeed is asked twice a minute/);
});
