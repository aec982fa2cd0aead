import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { nowhere } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";
import type { PointFinding } from "@/lib/setup/help/help-types";
import { NextCheckCard } from "./next-check-card";
import { PointsCard } from "./points-card";

const renderedAt = "2026-11-26T12:00:00.000Z";
const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

const point = (at?: string): PointFinding => ({
  ...{ id: "webhook-silent.registered", text: "The endpoint is registered", under: null },
  ...{ verdict: "fine", seen: "Lightspeed has our address." },
  ...(at === undefined ? {} : { proof: { at, lifetime: lifetimes.webhook } }),
});
const points = (...all: PointFinding[]) =>
  renderToStaticMarkup(<PointsCard points={all} answered={[]} renderedAt={renderedAt} region={nowhere} />);

test("a point is green only while its proof counts, and says how a new one comes", () => {
  const young = points(point("2026-11-26T09:00:00.000Z"));
  expect(textOf(young)).toMatch(/Looked at 3 hours ago , counts for 3 hours\. In order /);
  expect(young).toContain("bg-positive");
  const old = points(point("2026-11-26T08:59:59.999Z"));
  expect(textOf(old)).toMatch(/It may have changed since\. Lightspeed is asked every hour.* Last known: in order /);
  expect(old).not.toContain("bg-positive");
});

test("what stands in our own tables counts as the page was read", () => {
  expect(textOf(points(point()))).toMatch(/Read from what is there: just now , counts for 5 minutes.* In order /);
});

test("with a proof that is old nothing is called in order for certain", () => {
  const card = (...old: PointFinding[]) =>
    textOf(
      renderToStaticMarkup(
        <NextCheckCard
          {...{ next: null, lastResort: "Words for support.", yesHref: "/help", mayManage: false }}
          old={old}
          connect={async () => ({ ok: true, data: { url: "" } })}
          repair={async (_name, state) => state}
        />,
      ),
    );
  expect(card()).toContain("Everything on our side is in order");
  const unsure = card(point(renderedAt), { ...point(renderedAt), id: "webhook-silent.credentials" });
  expect(unsure).toMatch(
    /Nothing wrong is known, but not all of it is new.*2 points were last looked at too long ago\./,
  );
  expect(unsure.match(/Lightspeed is asked every hour/g)).toHaveLength(1);
});
