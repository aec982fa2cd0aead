import { isReady } from "@/lib/health/readiness";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  return (await isReady())
    ? Response.json({ status: "ready" })
    : Response.json({ status: "not_ready" }, { status: 503, headers: { "Retry-After": "5" } });
}
