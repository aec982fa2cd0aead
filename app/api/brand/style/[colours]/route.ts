import { styleSheet } from "@/lib/brand/style";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ colours: string }> };

/** A brand's colours as a stylesheet: pages may carry no style of their own (decision 0008). */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const sheet = styleSheet((await params).colours);
  if (!sheet) return new Response(null, { status: 404 });
  const headers = { "content-type": "text/css; charset=utf-8", "cache-control": "public, max-age=31536000, immutable" };
  return new Response(sheet, { headers });
}
