import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { KSeriesError, KSeriesNetworkError } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { explainFailure } from "../connection/explain-failure";
import { kSeriesFor } from "../connection/k-series-for";
import { writeLog } from "../connection/log";
import { notLinked } from "../location-settings/get-location-settings";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

export type MessageInput = { locationId: string; message: string; alsoToPrinter: boolean };

/** Sends a text to the location's tills. Sent once and never again by itself: it would be shown twice. */
export async function printMessage(
  services: Needs,
  actor: Actor,
  { locationId, message, alsoToPrinter }: MessageInput,
): Promise<{ placeName: string }> {
  if (!can(actor, "till.message"))
    throw new AppError("forbidden", "Only owners and managers can send messages to the till.");
  const { merchantId } = actor;
  const linked = await withTenant(services.db, merchantId, (tx) => findLinkedSettings(tx, locationId));
  if (!linked) throw notLinked();
  const { businessLocationId, businessLocationName: placeName } = linked.link;
  const tell = (level: "info" | "warning", text: string) =>
    withTenant(services.db, merchantId, (tx) =>
      writeLog(tx, services.now(), { level, operation: "Print message", message: text }),
    );
  try {
    await kSeriesFor(services, merchantId).messages.print({
      query: { businessLocationId },
      body: { message, alsoToPrinter },
    });
  } catch (error) {
    if (error instanceof KSeriesNetworkError && error.mayHaveArrived) {
      await tell("warning", `${actor.userName} sent a message to the till of ${placeName}; no answer came.`);
      throw new AppError(
        "k_series_unavailable",
        "No answer came, so the message may or may not have arrived. Look at the till before you send it again.",
        { cause: error },
      );
    }
    if (!(error instanceof KSeriesError || error instanceof AppError)) throw error;
    const { message: cause, remedy } = explainFailure(error);
    await tell("warning", `A message to the till of ${placeName} was not sent: ${cause}`);
    throw new AppError("k_series_unavailable", `The message was not sent. ${cause} ${remedy}`, { cause: error });
  }
  await tell("info", `${actor.userName} sent a message to the till of ${placeName}.`);
  await withTenant(services.db, merchantId, (tx) =>
    appendAudit(tx, {
      merchantId,
      actor,
      action: "till.message_sent",
      subject: locationId,
      detail: { businessLocationId, message, alsoToPrinter },
    }),
  );
  return { placeName };
}
