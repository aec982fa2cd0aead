import { createDatabase } from "@/db/client";
import { createPasswords } from "@/lib/auth/passwords";
import { type SeedMerchant, seedMerchants } from "@/lib/auth/seed-merchants";

/** The two merchants of the demo. Safe to repeat: what exists stays as it is. */
async function main(): Promise<void> {
  const { NODE_ENV, APP_URL = "http://localhost" } = process.env;
  const host = URL.canParse(APP_URL) ? new URL(APP_URL).hostname : "";
  if (NODE_ENV === "production" && !["localhost", "127.0.0.1", "[::1]"].includes(host)) {
    fail(`Seeding makes demo users and is only for this machine, but APP_URL is ${APP_URL}.`);
  }
  const db = createDatabase(required("DATABASE_URL"), { max: 2, applicationName: "upvendo-seed" });
  try {
    const made = await seedMerchants(db, createPasswords(), demoMerchants());
    console.log(made.length > 0 ? `Seeded: ${made.join(", ")}` : "Seeded: everything was there already");
  } finally {
    await db.$client.end({ timeout: 5 });
  }
}

function demoMerchants(): SeedMerchant[] {
  const owner = required("SEED_OWNER_PASSWORD");
  const viewer = required("SEED_VIEWER_PASSWORD");
  const second = required("SEED_SECOND_PASSWORD");
  return [
    {
      name: "Brasserie Demo",
      users: [
        { email: "demo@upvendo.test", name: "Demo Owner", role: "owner", password: owner },
        { email: "viewer@upvendo.test", name: "Demo Viewer", role: "viewer", password: viewer },
      ],
    },
    {
      name: "Bistro Second",
      users: [{ email: "second@upvendo.test", name: "Second Owner", role: "owner", password: second }],
    },
  ];
}

function required(name: string): string {
  return process.env[name] || fail(`${name} is not set.`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

await main().catch((error: unknown) => fail(`Seeding failed: ${error instanceof Error ? error.message : "unknown"}`));
