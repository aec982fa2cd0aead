import { expect, test } from "vitest";
import { askHelp, createHealthyMerchant, createNewcomer, topicOf } from "@/lib/testing/help-stage";
import { ownedStage } from "@/lib/testing/owned-stage";
import { plantedConnecting } from "@/lib/testing/planted-faults-connecting";
import { plantedWorking } from "@/lib/testing/planted-faults-working";
import type { EndsIn, PlantedFault, PlantedRow } from "@/lib/testing/planted-types";
import { type PointId, troubleshooting } from "./document";
import type { PointFinding } from "./help-types";
import { repair } from "./repair";

const on = ownedStage();
const points = troubleshooting.flatMap((topic) => topic.points.map(({ id }): PointId => id));
const rows: Record<PointId, PlantedRow> = { ...plantedConnecting, ...plantedWorking };
const faults = points.flatMap((id): [PointId, PlantedFault][] => {
  const row = rows[id];
  return "plant" in row ? [[id, row]] : [];
});
const others = points.filter((id) => !("plant" in rows[id]));

const stageOf = ({ newcomer }: Pick<PlantedFault, "newcomer">) =>
  newcomer ? createNewcomer(on, newcomer) : createHealthyMerchant(on);

/** It ends in one press, at the very thing, or in words that can be sent as they are. */
function expectEnd(finding: PointFinding | null | undefined, { href, ...rest }: EndsIn) {
  if (!finding || finding.verdict === "fine") throw new Error("there is nothing to end in");
  const { fix } = finding;
  expect(fix).toMatchObject(href ? { ...rest, href: expect.stringMatching(href) } : rest);
  if (fix.kind === "tell") expect(fix.words).toMatch(/Lightspeed Restaurant K-Series account[\s\S]*Redirect URI: http/);
  if (fix.kind === "open") expect(fix.href).toMatch(/^\/[a-z/?&=A-Z0-9-]+#[a-z0-9-]+$/);
}

test("each of the document's 43 points is planted, or it says why there is nothing to plant", () => {
  expect(Object.keys(rows).sort()).toEqual([...points].sort());
  expect(faults).toHaveLength(40);
  expect(others).toEqual(["refresh-failed.reconnect", "disconnecting.go", "disconnecting.reconnect"]);
});

test.each(faults)("%s: planted, it comes first, and ends in what mends it", async (id, row) => {
  const scene = await stageOf(row);
  await row.plant(scene);
  const { next } = await askHelp(scene, {
    topic: topicOf(id),
    ...(row.answered ? { answered: row.answered } : {}),
    ...(row.as ? { as: row.as } : {}),
    ...(row.services ? { services: row.services(scene.services) } : {}),
  });
  expect(next).toMatchObject({ id, verdict: row.asks ? "ask" : "cause", seen: expect.stringMatching(row.seen) });
  expectEnd(next, row.fix);
});

test.each(others)("%s: it has no fault of its own, and leads on all the same", async (id) => {
  const row = rows[id];
  const { because, fix } =
    "wayOut" in row ? row.wayOut : "guide" in row ? row.guide : { because: "", fix: { kind: "tell" as const } };
  expect(because).not.toBe("");
  const root = "wayOut" in row ? rows[row.wayOut.of] : null;
  const plant = root && "plant" in root ? root.plant : "guide" in row ? row.guide.plant : undefined;
  const scene = await createHealthyMerchant(on);
  await plant?.(scene);
  const { next, points: all } = await askHelp(scene, { topic: topicOf(id) });
  if ("guide" in row) expect(next?.id).toBe(id);
  expectEnd(
    all.find((point) => point.id === id),
    fix,
  );
});

test("with nothing wrong no topic names a cause or a suspicion, and after the last question it ends in words for Lightspeed", async () => {
  const scene = await createHealthyMerchant(on);
  for (const { id: topic } of troubleshooting) {
    const answered: PointId[] = [];
    for (;;) {
      const { next, points: all, lastResort } = await askHelp(scene, { topic, answered });
      expect(all.filter(({ verdict }) => verdict === "cause")).toEqual([]);
      expect(lastResort).toContain(`Business: ${scene.account.businesses[0]?.name}`);
      if (next === null) break;
      expect(next).not.toHaveProperty("likely");
      expectEnd(next, { kind: next.verdict === "fine" ? "tell" : next.fix.kind });
      expect(answered).not.toContain(next.id);
      answered.push(next.id);
    }
  }
});

test("who never connected is told of no cause but that, and never of a suspicion", async () => {
  const scene = await createNewcomer(on);
  for (const { id: topic } of troubleshooting) {
    const { points: all } = await askHelp(scene, { topic });
    const causes = all.filter(({ verdict }) => verdict === "cause");
    for (const { seen } of causes) expect(seen).toBe("Lightspeed is not connected, so nothing can be read or sent.");
    expect(all.filter((point) => "likely" in point)).toEqual([]);
  }
});

/** What one press mends is mended by it: help finds nothing wrong there any more. */
const mendable = faults.filter(([, { fix, services }]) => fix.kind === "do" && !services);

test.each(mendable)("%s: the press that it ends in mends it", async (id, row) => {
  const scene = await stageOf(row);
  await row.plant(scene);
  await scene.stage.sandbox.control("DELETE", `/faults?account=${scene.account.accountId}`);
  if (!row.fix.repair) throw new Error("there is nothing to press");
  await repair(scene.services, scene.actor, row.fix.repair);
  const { next } = await askHelp(scene, { topic: topicOf(id) });
  expect(next?.id === id && next.verdict === "cause").toBe(false);
});
