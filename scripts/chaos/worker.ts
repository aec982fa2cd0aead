import { plant } from "./planted";

plant(process.env.CHAOS_PLANT ?? "");
await import("@/lib/jobs/worker");
