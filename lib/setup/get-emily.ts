import { type TenantTransaction, withTenant } from "@/db/client";
import { listChannels } from "@/db/queries/channels";
import { listTableCodeKeys } from "@/db/queries/guests";
import { listLinkedSettings } from "@/db/queries/location-settings";
import { findMenuSync } from "@/db/queries/menu-syncs";
import { listSetupAnswers } from "@/db/queries/setup-answers";
import { findNewestTestOrder } from "@/db/queries/test-orders";
import { type Actor, can } from "@/lib/auth/roles";
import { countKnownTables } from "@/lib/lightspeed/floor-plan/read-floor-plans";
import type { Services } from "@/lib/services";
import { type ChannelEvidence, channelSteps, wantedChannels } from "./channel-steps";
import { emilyPlace, emilyQuestions } from "./emily";
import type { EmilyView } from "./emily-types";
import { getPrerequisites } from "./get-prerequisites";

type Needs = Pick<Services, "db" | "oauth" | "now" | "lightspeed">;

/** Where the merchant stands now. Nothing but the answers is stored, so it cannot disagree with what is there. */
export async function getEmily(services: Needs, actor: Actor): Promise<EmilyView> {
  const { merchantId } = actor;
  const [prerequisites, { given, answers, menusSeen, testOrder, ...known }] = await Promise.all([
    getPrerequisites(services, merchantId),
    withTenant(services.db, merchantId, (tx) => readAnswers(tx, services.lightspeed.environment)),
  ]);
  const steps = [...prerequisites, ...channelSteps({ answers }, { now: services.now(), ...known })];
  const place = emilyPlace({ answers, steps, menusSeen });
  return {
    place:
      place.kind === "step" ? { kind: "step", step: { ...place.step, mayDo: can(actor, place.step.needs) } } : place,
    answers: emilyQuestions.flatMap(({ id, text, options }) => {
      const row = given.find(({ question }) => question === id);
      const option = options.find(({ value }) => value === row?.answer);
      if (!row || !option) return [];
      return [{ question: text, answer: option.label, byName: row.answeredByName, at: row.answeredAt.toISOString() }];
    }),
    steps,
    testOrder: testOrder && { id: testOrder.id, number: testOrder.number },
    mayAnswer: can(actor, "connection.manage"),
  };
}

async function readAnswers(tx: TenantTransaction, environment: Services["lightspeed"]["environment"]) {
  const given = await listSetupAnswers(tx);
  const answers = new Map(given.map(({ question, answer }) => [question, answer]));
  const places = (await listLinkedSettings(tx)).filter(({ locationActive }) => locationActive);
  let menusSeen: number | null = null;
  for (const { link } of places) {
    const sync = await findMenuSync(tx, link.businessLocationId);
    if (sync?.outcome === "ok" || sync?.outcome === "partly") menusSeen = (menusSeen ?? 0) + sync.total;
  }
  const wanted = wantedChannels({ answers });
  const channels = wanted.length > 0 ? await listChannels(tx) : [];
  const atTables = new Set(
    channels.flatMap(({ on, channel, locationId }) => (on && channel === "table_qr" ? [locationId] : [])),
  );
  const scanned = wanted.includes("table") ? places.filter(({ link }) => atTables.has(link.locationId)) : [];
  const tables = scanned.length > 0 ? await readTables(tx, scanned) : [];
  return { given, answers, menusSeen, testOrder: await findNewestTestOrder(tx, environment), places, channels, tables };
}

async function readTables(
  tx: TenantTransaction,
  places: ChannelEvidence["places"],
): Promise<ChannelEvidence["tables"]> {
  const known = await countKnownTables(
    tx,
    places.map(({ link }) => link.businessLocationId),
  );
  const keys = await listTableCodeKeys(tx);
  return places.map(({ link: { locationId, businessLocationId } }) => ({
    locationId,
    known: known.get(businessLocationId) ?? null,
    drawnAt: keys.find((key) => key.locationId === locationId)?.drawnAt ?? null,
  }));
}
