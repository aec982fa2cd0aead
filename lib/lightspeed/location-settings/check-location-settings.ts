import { type TenantTransaction, withTenant } from "@/db/client";
import { findLinkedSettings, type LinkedSettings, saveLocationSettings } from "@/db/queries/location-settings";
import type { SettingsProblem } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssues } from "@/lib/attention/resolve-issue";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import { writeLog } from "../connection/log";
import { type Choices, findProblems } from "./find-problems";
import { notLinked, toLocationSettings } from "./get-location-settings";
import type { LocationSettings } from "./location-settings-types";
import { readSettingsLists, type SettingsLists } from "./read-lists";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** The method that Lightspeed sets up for online orders; used where the merchant chose none. */
const USUAL_METHOD = "OOPAYMENT";

/** Before a sale: lists this old still count. Short, since an order that goes to a method that has gone cannot be settled. */
const BEFORE_USE_MS = 10_000;

/** Holds a location's settings against Lightspeed's lists, and keeps what is wrong. Refuses a location that is not linked. */
export async function checkLocationSettings(
  services: Needs,
  merchantId: string,
  locationId: string,
  age: { maxAgeMs?: number; force?: boolean } = {},
): Promise<LocationSettings> {
  const before = await withTenant(services.db, merchantId, (tx) => findLinkedSettings(tx, locationId));
  if (!before) throw notLinked();
  const lists = await readSettingsLists(services, merchantId, before.link, { maxAgeMs: BEFORE_USE_MS, ...age });
  return withTenant(services.db, merchantId, async (tx) => {
    const now = await findLinkedSettings(tx, locationId);
    if (now?.link.businessLocationId !== before.link.businessLocationId) throw notLinked();
    return storeCheck(services, tx, now, lists);
  });
}

/** In the caller's transaction: fills in the usual payment method, stores the problems, tells the log what is new or over. */
export async function storeCheck(
  { now }: Pick<Services, "now">,
  tx: TenantTransaction,
  linked: LinkedSettings,
  lists: SettingsLists,
): Promise<LocationSettings> {
  const { link, locationName, settings } = linked;
  const usual = settings?.paymentMethodCode ? undefined : lists.methods.data?.find(({ code }) => code === USUAL_METHOD);
  const choices = {
    orderProfileDineIn: settings?.orderProfileDineIn ?? null,
    orderProfileTakeaway: settings?.orderProfileTakeaway ?? null,
    paymentMethodCode: settings?.paymentMethodCode ?? usual?.code ?? null,
    paymentMethodName: usual?.name ?? settings?.paymentMethodName ?? null,
    staffId: settings?.staffId ?? null,
  };
  const earlier = settings?.problems ?? [];
  const problems = [
    ...findProblems(choices, {
      profiles: lists.profiles.data,
      methods: lists.methods.data,
      mappedStaffId: lists.mappedStaffId,
    }),
    ...earlier.filter((problem) => isUnchecked(problem, choices, lists)),
  ];
  const provenAt = [lists.profiles.readAt, lists.methods.readAt].reduce((a, b) => (a && b ? (a < b ? a : b) : null));
  const values = {
    paymentMethodCode: choices.paymentMethodCode,
    paymentMethodName: choices.paymentMethodName && storableText(choices.paymentMethodName),
    problems: problems.map((problem) => ({ ...problem, message: storableText(problem.message) })),
    checkedAt: provenAt ?? settings?.checkedAt ?? null,
    // Without the lists the daily check comes again in an hour.
    checkTriedAt: new Date(now().getTime() - (lists.profiles.problem || lists.methods.problem ? 23 * 3_600_000 : 0)),
  };
  // Counted once for each time that Lightspeed was asked, not for each sale that looked.
  const asked = provenAt !== null && provenAt.getTime() !== settings?.checkedAt?.getTime();
  // Sales of one location in the same moment would wait for each other, to write what stands there.
  const isKnown =
    settings !== null &&
    provenAt !== null &&
    !asked &&
    lists.profiles.problem === null &&
    lists.methods.problem === null &&
    settings.paymentMethodCode === values.paymentMethodCode &&
    messagesOf(values.problems) === messagesOf(earlier);
  if (isKnown) return toLocationSettings(linked);
  await saveLocationSettings(tx, link, values);
  await tell(tx, now(), locationName, earlier, problems);
  if (asked || messagesOf(values.problems) !== messagesOf(earlier))
    await followBroken(tx, linked, { choices, problems, at: now() });
  const fresh = await findLinkedSettings(tx, link.locationId);
  return toLocationSettings(fresh ?? linked);
}

/** What an earlier check found in a list that Lightspeed does not give now is still the best that is known. */
function isUnchecked(
  { about }: SettingsProblem,
  choices: Parameters<typeof findProblems>[0],
  { profiles, methods, mappedStaffId }: SettingsLists,
): boolean {
  if (about === "order_profile_dine_in") return profiles.data === null && choices.orderProfileDineIn !== null;
  if (about === "order_profile_takeaway") return profiles.data === null && choices.orderProfileTakeaway !== null;
  if (about === "payment_method") return methods.data === null && choices.paymentMethodCode !== null;
  return mappedStaffId === undefined && choices.staffId === null;
}

const messagesOf = (problems: SettingsProblem[]): string => problems.map(({ message }) => message).join("\n");

const KIND = "order_settings";

const chosen = {
  order_profile_dine_in: ({ orderProfileDineIn }) => orderProfileDineIn !== null,
  order_profile_takeaway: ({ orderProfileTakeaway }) => orderProfileTakeaway !== null,
  payment_method: ({ paymentMethodCode }) => paymentMethodCode !== null,
  staff: () => true,
} satisfies Record<SettingsProblem["about"], (choices: Choices) => boolean>;

const titles = {
  order_profile_dine_in: "the order profile for dine-in has gone from Lightspeed",
  order_profile_takeaway: "the order profile for takeaway has gone from Lightspeed",
  payment_method: "the payment method has gone from Lightspeed",
  staff: "no staff member for online orders at Lightspeed",
} satisfies Record<SettingsProblem["about"], string>;

/** What was chosen and is no longer in Lightspeed's lists is an issue each; the lists are the proof that it is over. What was never chosen is set-up, not trouble. */
async function followBroken(
  tx: TenantTransaction,
  { link: { locationId }, locationName }: LinkedSettings,
  { choices, problems, at }: { choices: Choices; problems: SettingsProblem[]; at: Date },
): Promise<void> {
  const broken = problems.filter(({ about, blocks }) => (about === "staff" || blocks) && chosen[about](choices));
  for (const { about, blocks, message, remedy } of broken)
    await raiseIssue(tx, {
      ...{ merchantId: tx.merchantId, kind: KIND, key: `${locationId}:${about}`, locationId, at },
      ...{ title: `${locationName}: ${titles[about]}`, body: message, remedy, href: "/lightspeed?tab=settings" },
      severity: blocks ? "critical" : "warning",
    });
  const except = broken.map(({ about }) => `${locationId}:${about}`);
  const proof = "The order settings were held against Lightspeed's lists again, and this fits.";
  await resolveIssues(tx, { kinds: [KIND], locationIds: [locationId], except, proof, at });
}

async function tell(
  tx: TenantTransaction,
  at: Date,
  locationName: string,
  before: SettingsProblem[],
  after: SettingsProblem[],
): Promise<void> {
  const news = after.filter(({ message }) => !before.some((known) => known.message === message));
  const over = before.filter(({ about }) => !after.some((left) => left.about === about));
  for (const { message, blocks } of news)
    await writeLog(tx, at, {
      level: blocks ? "warning" : "info",
      operation: "Order settings",
      message: `${locationName}: ${message}`,
    });
  if (news.length === 0 && over.length > 0 && after.length === 0)
    await writeLog(tx, at, {
      level: "info",
      operation: "Order settings",
      message: `${locationName}: the order settings fit Lightspeed's lists again.`,
    });
  if (news.length > 0 || over.length > 0) await publishLive(tx, tx.merchantId, "attention");
}
