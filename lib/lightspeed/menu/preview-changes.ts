import { withTenant } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { findMenuRow } from "@/db/queries/menus";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { KSeriesError } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { explainFailure } from "../connection/explain-failure";
import { kSeriesFor } from "../connection/k-series-for";
import { notLinked } from "../location-settings/get-location-settings";
import { type ChangeView, toChangeView } from "./menu-history";
import { getMenuWords } from "./menu-words";
import { readMenu } from "./sync-one-menu";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

export type PreviewQuestion = { locationId: string; menuId: string; profile: string | null };
export type PreviewView = { changes: ChangeView[]; changeCount: number; leftOut: number };

const SHOWN = 200;

/** What the next synchronisation would change in a menu, asked of Lightspeed now. Changes nothing. */
export async function previewChanges(
  services: Needs,
  actor: Actor,
  { locationId, menuId, profile }: PreviewQuestion,
): Promise<PreviewView> {
  if (!can(actor, "menus.sync")) throw new AppError("forbidden", "Only owners and managers can ask Lightspeed.");
  const { merchantId } = actor;
  const { linked, row, scopes } = await withTenant(services.db, merchantId, async (tx) => {
    const found = await findLinkedSettings(tx, locationId);
    if (!found) throw notLinked();
    const name = { placeId: found.link.businessLocationId, menuId, profile: profile ?? "" };
    return { linked: found, row: await findMenuRow(tx, name), scopes: (await findConnection(tx))?.scopes };
  });
  if (!row) throw new AppError("not_found", "This menu is not among those of the location.");
  const { currency, country, link } = linked;
  const place = { merchantId, placeId: link.businessLocationId, currency };
  try {
    const read = await readMenu(services, kSeriesFor(services, merchantId), place, row);
    const words = await getMenuWords(services, merchantId);
    return {
      changes: read.changes.slice(0, SHOWN).map((change) => toChangeView(change, { currency, country }, words)),
      changeCount: read.changes.length,
      leftOut: read.broken.length,
    };
  } catch (error) {
    if (!(error instanceof KSeriesError)) throw error;
    const { message, remedy } = explainFailure(error, scopes);
    throw new AppError("k_series_unavailable", `${message} ${remedy}`, { cause: error });
  }
}
