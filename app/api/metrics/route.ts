import { getEnv } from "@/lib/env";
import { mayReadMetrics } from "@/lib/metrics/token";
import { METRICS_TYPE, writeMetrics } from "@/lib/metrics/write-metrics";
import { services } from "@/lib/services";

export const dynamic = "force-dynamic";

/** For whoever watches the machine, never for a merchant: sums over all of them. */
export async function GET(request: Request): Promise<Response> {
  if (!mayReadMetrics(request.headers.get("authorization"), getEnv().AUTH_SECRET)) {
    return new Response("Unauthorized", { status: 401, headers: { "WWW-Authenticate": "Bearer" } });
  }
  return new Response(await writeMetrics(services()), { headers: { "Content-Type": METRICS_TYPE } });
}
