import { type TenantTransaction, withTenant } from "@/db/client";
import { listLinkedSettings } from "@/db/queries/location-settings";
import { findMenuSync } from "@/db/queries/menu-syncs";
import { listSetupAnswers } from "@/db/queries/setup-answers";
import { findNewestTestOrder } from "@/db/queries/test-orders";
import { type Actor, can } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { emilyPlace, emilyQuestions } from "./emily";
import type { EmilyView } from "./emily-types";
import { getPrerequisites } from "./get-prerequisites";

type Needs = Pick<Services, "db" | "oauth" | "now" | "lightspeed">;

/** Where the merchant stands now. Nothing but the answers is stored, so it cannot disagree with what is there. */
export async function getEmily(services: Needs, actor: Actor): Promise<EmilyView> {
  const { merchantId } = actor;
  const [steps, { given, menusSeen, testOrder }] = await Promise.all([
    getPrerequisites(services, merchantId),
    withTenant(services.db, merchantId, (tx) => readAnswers(tx, services.lightspeed.environment)),
  ]);
  const answers = new Map(given.map(({ question, answer }) => [question, answer]));
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
  let menusSeen: number | null = null;
  for (const { link, locationActive } of await listLinkedSettings(tx)) {
    if (!locationActive) continue;
    const sync = await findMenuSync(tx, link.businessLocationId);
    if (sync?.outcome === "ok" || sync?.outcome === "partly") menusSeen = (menusSeen ?? 0) + sync.total;
  }
  return { given, menusSeen, testOrder: await findNewestTestOrder(tx, environment) };
}
