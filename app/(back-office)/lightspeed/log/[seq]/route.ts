import { guardRequest } from "@/lib/auth/request-guard";
import { getLogDetail } from "@/lib/lightspeed/connection/log";
import { services } from "@/lib/services";

type Context = { params: Promise<{ seq: string }> };

/** What an entry of the log unfolds to. */
export async function GET(request: Request, { params }: Context) {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const detail = await getLogDetail(services(), actor.merchantId, Number((await params).seq));
  return detail ? Response.json(detail) : Response.json({ error: "not_found" }, { status: 404 });
}
