import { processNotices } from "@/lib/payments/process-notices";
import { readRawBody } from "@/lib/payments/read-raw-body";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ profileId: string }> };

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { status, json } = await processNotices().handshake((await params).profileId);
  return json ? Response.json(json, { status }) : new Response(null, { status });
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { profileId } = await params;
  const { status } = await processNotices().viva({ profileId, rawBody: await readRawBody(request) });
  return new Response(null, { status });
}
