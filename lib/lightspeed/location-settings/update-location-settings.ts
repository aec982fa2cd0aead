import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findLinkedSettings, saveLocationSettings } from "@/db/queries/location-settings";
import type { PaymentMode } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import { writeLog } from "../connection/log";
import type { Snapshot } from "../snapshots/read-snapshot";
import { storeCheck } from "./check-location-settings";
import { notLinked } from "./get-location-settings";
import type { LocationSettings } from "./location-settings-types";
import { readSettingsLists } from "./read-lists";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

export type SettingsInput = {
  locationId: string;
  /** The place that the form was about: after linking anew its codes mean something else. */
  businessLocationId: string;
  orderProfileDineIn: string | null;
  orderProfileTakeaway: string | null;
  paymentMethodCode: string | null;
  staffId: string | null;
  deliveryTimeLimitMs: number;
  paymentMode: PaymentMode;
};

const LIST_AGE_MS = 60_000;

/** Takes only codes that Lightspeed lists right now, or those that were there before. */
export async function updateLocationSettings(
  services: Needs,
  actor: Actor,
  input: SettingsInput,
): Promise<LocationSettings> {
  if (!can(actor, "connection.manage"))
    throw new AppError("forbidden", "Only owners and managers can change order settings.");
  const { merchantId } = actor;
  const { locationId, businessLocationId, ...values } = input;
  const before = await withTenant(services.db, merchantId, (tx) => findLinkedSettings(tx, locationId));
  if (!before) throw notLinked();
  const lists = await readSettingsLists(services, merchantId, before.link, { maxAgeMs: LIST_AGE_MS });
  return withTenant(services.db, merchantId, async (tx) => {
    const linked = await findLinkedSettings(tx, locationId);
    if (linked?.link.businessLocationId !== businessLocationId)
      throw new AppError("conflict", "This location was linked elsewhere meanwhile. Look at the new settings first.");
    const { settings } = linked;
    refuseUnlisted("order profile", values.orderProfileDineIn, settings?.orderProfileDineIn, lists.profiles);
    refuseUnlisted("order profile", values.orderProfileTakeaway, settings?.orderProfileTakeaway, lists.profiles);
    refuseUnlisted("payment method", values.paymentMethodCode, settings?.paymentMethodCode, lists.methods);
    const method = lists.methods.data?.find(({ code }) => code === values.paymentMethodCode);
    const kept = values.paymentMethodCode === settings?.paymentMethodCode ? settings?.paymentMethodName : null;
    await saveLocationSettings(tx, linked.link, {
      ...values,
      paymentMethodName: method ? storableText(method.name) : (kept ?? null),
      updatedAt: services.now(),
    });
    await writeLog(tx, services.now(), {
      level: "info",
      operation: "Settings",
      message: `${actor.userName} changed the order settings of ${linked.locationName}.`,
    });
    await appendAudit(tx, {
      merchantId,
      actor,
      action: "location.order_settings_changed",
      subject: locationId,
      detail: { businessLocationId, ...values },
    });
    const saved = await findLinkedSettings(tx, locationId);
    return storeCheck(services, tx, saved ?? linked, lists);
  });
}

function refuseUnlisted(
  what: string,
  code: string | null,
  before: string | null | undefined,
  { data, problem }: Snapshot<readonly { code: string }[]>,
): void {
  if (code === null || code === before || data?.some((one) => one.code === code)) return;
  if (!data)
    throw new AppError(
      "k_series_unavailable",
      `Lightspeed's ${what}s could not be read, so nothing was saved. ${problem?.message ?? ""} ${problem?.remedy ?? "Try again in a minute."}`,
    );
  throw new AppError("invalid_input", `Lightspeed does not list the ${what} “${code}” any more. Choose another one.`);
}
