import { readRawBody } from "@/lib/payments/read-raw-body";
import { receiveStripeEvent } from "@/lib/payments/receive-stripe-event";
import { services } from "@/lib/services";

export const dynamic = "force-dynamic";

const statuses = { stored: 200, duplicate: 200, refused: 400 } as const;

type Context = { params: Promise<{ profileId: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const rawBody = await readRawBody(request);
  if (!rawBody) return new Response(null, { status: 413 });
  const outcome = await receiveStripeEvent(services(), {
    profileId: (await params).profileId,
    rawBody,
    signature: request.headers.get("stripe-signature"),
  });
  return new Response(null, { status: statuses[outcome] });
}
