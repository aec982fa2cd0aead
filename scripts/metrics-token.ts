import { getEnv } from "@/lib/env";
import { metricsToken } from "@/lib/metrics/token";

/** Prints what a scraper of /api/metrics sends: `Authorization: Bearer …`. */
process.stdout.write(`${metricsToken(getEnv().AUTH_SECRET)}\n`);
