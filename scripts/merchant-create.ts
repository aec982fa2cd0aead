import { parseArgs } from "node:util";
import { createDatabase } from "@/db/client";
import { createMerchant } from "@/lib/auth/create-merchant";
import { makeResetLink } from "@/lib/auth/password-reset";
import { getEnv, InvalidEnvironmentError } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { sendMail } from "@/lib/mail/send";

const INVITATION_HOURS = 24;
const usage = 'npm run merchant:create -- --name "Bistro" --owner-email owner@example.com --owner-name "Alex Owner"';

/** A merchant with its owner, who chooses a password through a link; a password on a command line would stay in its history. */
async function main(): Promise<void> {
  const { name, email, ownerName } = readArguments();
  const { DATABASE_URL, APP_URL: appUrl, SMTP_URL } = getEnv();
  const db = createDatabase(DATABASE_URL, { max: 2, applicationName: "upvendo-merchant-create" });
  try {
    const { merchantId, users } = await createMerchant(db, name, [
      { email, name: ownerName, role: "owner", passwordHash: null },
    ]);
    const [owner] = users;
    if (!owner) throw new Error("no owner was created");
    const needs = { db, now: () => new Date(), appUrl };
    const link = await makeResetLink(needs, { id: owner.id, merchantId }, INVITATION_HOURS * 60);
    console.log(`Created merchant ${name} (${merchantId}) with owner ${owner.email}.`);
    console.log(`Password link, works once within ${INVITATION_HOURS} hours: ${link}`);
    if (SMTP_URL) await sendMail(invitation(owner.email, name, String(link))).catch(tellUnsent);
  } finally {
    await db.$client.end({ timeout: 5 });
  }
}

function readArguments() {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { name: text, "owner-email": text, "owner-name": text } });
  const [name, email, ownerName] = [values.name, values["owner-email"], values["owner-name"]].map((v) => v?.trim());
  if (!name || !email || !ownerName) throw new AppError("invalid_input", `Usage: ${usage}`);
  return { name, email, ownerName };
}

function invitation(to: string, merchant: string, link: string) {
  return {
    to,
    subject: `Your Upvendo account for ${merchant}`,
    text: [`Choose your password within ${INVITATION_HOURS} hours, then sign in with this e-mail:`, link].join("\n\n"),
  };
}

/** The merchant is there, and the link is on the screen. */
function tellUnsent(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  console.error(
    `The merchant is made, but the invitation could not be mailed (${reason}). Hand the link over yourself.`,
  );
}

function explain(error: unknown): string {
  if (error instanceof AppError || error instanceof InvalidEnvironmentError) return error.message;
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  return code?.startsWith("ERR_PARSE_ARGS")
    ? `${message} Usage: ${usage}`
    : `Could not create the merchant: ${message}`;
}

await main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
