import { withTenant } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { AppError } from "@/lib/errors";
import { KSeriesError, KSeriesNetworkError } from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { writeLog } from "@/lib/lightspeed/connection/log";
import type { Services } from "@/lib/services";

type Word = { merchantId: string; locationId: string; message: string };

/** On paper and on the till's screen. What may have been printed is not printed again; what certainly was not is tried again. */
export async function tellKitchen(services: Services, { merchantId, locationId, message }: Word): Promise<void> {
  const linked = await withTenant(services.db, merchantId, (tx) => findLinkedSettings(tx, locationId));
  if (!linked) return;
  const { businessLocationId, businessLocationName } = linked.link;
  let told = `The till of ${businessLocationName} was told: ${message}`;
  try {
    await kSeriesFor(services, merchantId).messages.print({
      query: { businessLocationId },
      body: { message, alsoToPrinter: true },
    });
  } catch (error) {
    if (!(error instanceof KSeriesError) && !(error instanceof AppError)) throw error;
    if (error instanceof KSeriesNetworkError && !error.mayHaveArrived) throw error;
    told = `The till of ${businessLocationName} may not have been told: ${message}`;
  }
  await withTenant(services.db, merchantId, (tx) =>
    writeLog(tx, services.now(), { level: "info", operation: "Print message", message: told }),
  );
}
