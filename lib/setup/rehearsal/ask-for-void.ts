import { withTenant } from "@/db/client";
import { findLocation } from "@/db/queries/locations";
import { claimVoidRequest, noteRehearsal } from "@/db/queries/rehearsals";
import type { Order, Rehearsal } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { formatMoney } from "@/lib/format";
import { KSeriesError, KSeriesNetworkError } from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { publishLive } from "@/lib/live/publish";
import { recordTimeline } from "@/lib/orders/record-timeline";
import { readTillSetup } from "@/lib/orders/till-setup";
import type { Services } from "@/lib/services";

/** What the till prints and shows: the check and the order by their names, and that nothing was sold. */
export const voidWords = ({ accountIdentifier, number, totalMinor, currency }: Order, country: string): string =>
  `TEST OVER: please void check ${accountIdentifier ?? ""} (order ${number}, ${formatMoney(totalMinor, currency, { country })}). It was a rehearsal: nothing was sold, no money was taken.`;

/**
 * Lightspeed offers no way to void a sale through its API, so the staff is asked on paper, once. What may have been printed is not printed
 * again; what certainly was not is tried again.
 */
export async function askForVoid(services: Services, rehearsal: Rehearsal, order: Order): Promise<void> {
  if (rehearsal.voidAskedAt !== null) return;
  const { id, merchantId } = rehearsal;
  const { setup, country } = await withTenant(services.db, merchantId, async (tx) => ({
    setup: await readTillSetup(tx, order),
    country: (await findLocation(tx, order.locationId))?.country ?? "",
  }));
  const words = voidWords(order, country);
  if (typeof setup === "string") return;
  const mine = await withTenant(services.db, merchantId, (tx) =>
    claimVoidRequest(tx, id, { at: services.now(), words }),
  );
  if (!mine) return;
  let told = `The till was asked by a printed message: ${words}`;
  try {
    await kSeriesFor(services, merchantId).messages.print({
      query: { businessLocationId: setup.businessLocationId },
      body: { message: words, alsoToPrinter: true },
    });
  } catch (error) {
    if (!(error instanceof KSeriesError) && !(error instanceof AppError)) throw error;
    const certain = error instanceof KSeriesNetworkError && !error.mayHaveArrived;
    if (certain) {
      await withTenant(services.db, merchantId, (tx) => noteRehearsal(tx, id, { voidAskedAt: null }));
      throw error;
    }
    told = `The printed message may not have arrived. Tell the staff yourself: ${words}`;
    await withTenant(services.db, merchantId, (tx) => noteRehearsal(tx, id, { voidWords: told }));
  }
  await withTenant(services.db, merchantId, async (tx) => {
    await recordTimeline(tx, order.id, {
      ...{ at: services.now(), direction: "out", kind: "messages.print", message: told },
      detail: { alsoToPrinter: true },
    });
    await publishLive(tx, merchantId, "orders");
  });
}
