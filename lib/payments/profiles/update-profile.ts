import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findPaymentProfile, updatePaymentProfile } from "@/db/queries/payment-profiles";
import { isUniqueViolation } from "@/db/queries/unique-violation";
import type { Actor } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { clientWith } from "../client-for";
import { hintOf, sealCredentials } from "../credentials";
import { credentialsOf } from "./create-profile";
import { tellKeysAccepted } from "./keys-issue";
import { nextCheck } from "./next-check";
import type { ProfileKeys } from "./profile-input";
import { checkedAccount, noSuchProfile, profileNameTaken, requirePaymentEditor } from "./rules";

type Needs = Pick<Services, "db" | "keyring" | "payments" | "now">;

export async function updateProfileDetails(
  { db }: Pick<Services, "db">,
  actor: Actor,
  { id, name, country }: { id: string; name: string; country: string },
): Promise<void> {
  requirePaymentEditor(actor);
  const { merchantId } = actor;
  try {
    await withTenant(db, merchantId, async (tx) => {
      if (!(await updatePaymentProfile(tx, id, { name, country }))) throw noSuchProfile();
      const detail = { name, country };
      await appendAudit(tx, { merchantId, actor, action: "payment_profile.updated", subject: id, detail });
    });
  } catch (error) {
    if (isUniqueViolation(error, "payment_profiles_name_uq")) throw profileNameTaken(name);
    throw error;
  }
}

/** New keys for the same account: payments under way and refunds to come hang on it, so another account is another profile. */
export async function replaceProfileKeys(services: Needs, actor: Actor, id: string, keys: ProfileKeys): Promise<void> {
  requirePaymentEditor(actor);
  const { db, keyring, now } = services;
  const { merchantId } = actor;
  const before = await withTenant(db, merchantId, (tx) => findPaymentProfile(tx, id));
  if (!before || before.removedAt || before.provider !== keys.provider) throw noSuchProfile();
  const credentials = credentialsOf(keys);
  const sourceCode = keys.provider === "viva" ? keys.sourceCode : null;
  const wanted = { testMode: before.testMode, sourceCode };
  const account = await checkedAccount(() => clientWith(services, credentials, wanted).checkAccount());
  if (account.accountId !== before.accountId)
    throw new AppError("conflict", "These keys are of another account. Add a payment profile for it instead.");
  if (account.testMode !== before.testMode)
    throw new AppError(
      "conflict",
      before.testMode
        ? "These are live keys, and this profile is for test payments. Add a payment profile for live payments instead."
        : "These are test keys, and this profile takes real money. Add a payment profile for test payments instead.",
    );
  await withTenant(db, merchantId, async (tx) => {
    const stored = await updatePaymentProfile(tx, id, {
      ...{ credentials: sealCredentials(keyring, { id, merchantId }, credentials), sourceCode },
      ...{
        credentialsHint: hintOf(credentials),
        accountName: account.name,
        checkedAt: now(),
        problem: null,
        checkDueAt: nextCheck("accepted", now()),
      },
    });
    if (!stored) throw noSuchProfile();
    await tellKeysAccepted(tx, stored, now());
    await appendAudit(tx, { merchantId, actor, action: "payment_profile.keys_replaced", subject: id });
  });
}
