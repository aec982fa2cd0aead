import { type Database, withTenant } from "@/db/client";
import { findUserForSignIn, insertUser } from "@/db/queries/users";
import type { UserRole } from "@/db/schema";
import { createMerchant } from "./create-merchant";
import type { Passwords } from "./passwords";

type SeedUser = { email: string; name: string; role: UserRole; password: string };
export type SeedMerchant = { name: string; users: [SeedUser, ...SeedUser[]] };

/** Makes what is missing and changes nothing that is there, passwords included. Returns what it made. */
export async function seedMerchants(db: Database, passwords: Passwords, wanted: SeedMerchant[]): Promise<string[]> {
  const made: string[] = [];
  for (const { name, users } of wanted) {
    const found = await Promise.all(users.map(({ email }) => findUserForSignIn(db, email)));
    const merchantId = found.find((user) => user !== null)?.merchantId;
    const missing = await Promise.all(
      users
        .filter((_, index) => !found[index])
        .map(async ({ password, ...user }) => ({ ...user, passwordHash: await passwords.hash(password) })),
    );
    if (!merchantId) await createMerchant(db, name, missing);
    else for (const user of missing) await withTenant(db, merchantId, (tx) => insertUser(tx, user));
    made.push(...(merchantId ? [] : [name]), ...missing.map(({ email }) => email));
  }
  return made;
}
