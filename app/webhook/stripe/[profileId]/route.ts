import { processNotices } from "@/lib/payments/process-notices";
import { readRawBody } from "@/lib/payments/read-raw-body";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ profileId: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { status } = await processNotices().stripe({
    profileId: (await params).profileId,
    rawBody: await readRawBody(request),
    signature: request.headers.get("stripe-signature"),
  });
  return new Response(null, { status });
}
