import { readRawBody } from "@/lib/payments/read-raw-body";
import { receiveVivaNotice } from "@/lib/payments/receive-viva-notice";
import { vivaHandshake } from "@/lib/payments/viva-handshake";
import { services } from "@/lib/services";

export const dynamic = "force-dynamic";

const statuses = { stored: 200, ignored: 200, malformed: 400, refused: 404 } as const;

type Context = { params: Promise<{ profileId: string }> };

/** Viva Wallet reads its own key here before it accepts the address. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const key = await vivaHandshake(services(), (await params).profileId);
  return key ? Response.json({ Key: key }) : new Response(null, { status: 404 });
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const rawBody = await readRawBody(request);
  if (!rawBody) return new Response(null, { status: 413 });
  const { profileId } = await params;
  const outcome = await receiveVivaNotice(services(), { profileId, rawBody: Buffer.from(rawBody).toString("utf8") });
  return new Response(null, { status: statuses[outcome] });
}
