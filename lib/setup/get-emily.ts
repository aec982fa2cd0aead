import { readTenant, type TenantTransaction } from "@/db/client";
import { listChannels } from "@/db/queries/channels";
import { listTableCodeKeys } from "@/db/queries/guests";
import type { LinkedSettings } from "@/db/queries/location-settings";
import { listMenuSyncs } from "@/db/queries/menu-syncs";
import { listSetupAnswers } from "@/db/queries/setup-answers";
import type { MenuSync } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { getConnectionView } from "@/lib/lightspeed/connection/connection-view";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import { listKnownTables } from "@/lib/lightspeed/floor-plan/read-floor-plans";
import type { Services } from "@/lib/services";
import { type ChannelEvidence, channelSteps, wantedChannels } from "./channel-steps";
import { emilyPlace, emilyQuestions } from "./emily";
import type { EmilyView } from "./emily-types";
import { readEvidence } from "./get-prerequisites";
import { prerequisites } from "./prerequisites";

type Needs = Pick<Services, "db" | "oauth" | "now" | "lightspeed">;

/**
 * Where the merchant stands now. Nothing but the answers is stored, so it cannot disagree with what is there. `connection` where the caller
 * reads it anyway.
 */
export async function getEmily(
  services: Needs,
  actor: Actor,
  connection?: Promise<ConnectionView>,
): Promise<EmilyView> {
  const { merchantId } = actor;
  const now = services.now();
  const [view, { evidence, given, answers, menusSeen, ...known }] = await Promise.all([
    connection ?? getConnectionView(services, merchantId),
    readTenant(services.db, merchantId, (tx) => readAll(tx, now, services.lightspeed.environment)),
  ]);
  const steps = [
    ...prerequisites({ now, connection: view, ...evidence }),
    ...channelSteps({ answers }, { now, ...known }),
  ];
  const { testOrder } = evidence;
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

async function readAll(tx: TenantTransaction, now: Date, environment: Services["lightspeed"]["environment"]) {
  const [{ linked, ...evidence }, given, syncs] = await Promise.all([
    readEvidence(tx, now, environment),
    listSetupAnswers(tx),
    listMenuSyncs(tx),
  ]);
  const answers = new Map(given.map(({ question, answer }) => [question, answer]));
  const places = linked.filter(({ locationActive }) => locationActive);
  const wanted = wantedChannels({ answers });
  const channels = wanted.length > 0 ? await listChannels(tx) : [];
  const atTables = new Set(
    channels.flatMap(({ on, channel, locationId }) => (on && channel === "table_qr" ? [locationId] : [])),
  );
  const scanned = wanted.includes("table") ? places.filter(({ link }) => atTables.has(link.locationId)) : [];
  const tables = scanned.length > 0 ? await readTables(tx, scanned) : [];
  return { evidence, given, answers, menusSeen: countMenus(places, syncs), places, channels, tables };
}

/** Null where none of the places was read yet. */
function countMenus(places: readonly LinkedSettings[], syncs: readonly MenuSync[]): number | null {
  const read = places.flatMap(({ link }) => {
    const sync = syncs.find(({ placeId }) => placeId === link.businessLocationId);
    return sync?.outcome === "ok" || sync?.outcome === "partly" ? [sync.total] : [];
  });
  return read.length > 0 ? read.reduce((sum, total) => sum + total, 0) : null;
}

async function readTables(
  tx: TenantTransaction,
  places: ChannelEvidence["places"],
): Promise<ChannelEvidence["tables"]> {
  const ids = places.map(({ link }) => link.businessLocationId);
  const [known, keys] = await Promise.all([listKnownTables(tx, ids), listTableCodeKeys(tx)]);
  return places.map(({ link: { locationId, businessLocationId } }) => {
    const { drawnTables = [], drawnAt = null } = keys.find((key) => key.locationId === locationId) ?? {};
    return { locationId, known: known.get(businessLocationId) ?? null, drawnTables, drawnAt };
  });
}
