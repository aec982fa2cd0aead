import { isReady } from "@/lib/health/readiness";
import { serving } from "@/lib/health/serving";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  return !serving().stopping && (await isReady())
    ? Response.json({ status: "ready" })
    : Response.json({ status: "not_ready" }, { status: 503, headers: { "Retry-After": "5" } });
}
