import { getLogoPicture } from "@/lib/brand/get-logo-picture";
import { services } from "@/lib/services";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ id: string }> };

/** A merchant's logo, for guests as well: drawn by us, so that there is nothing in it but a picture. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const picture = await getLogoPicture(services(), (await params).id);
  if (!picture) return new Response(null, { status: 404 });
  // The address changes with the picture.
  const headers = { "content-type": "image/webp", "cache-control": "public, max-age=31536000, immutable" };
  return new Response(new Uint8Array(picture), { headers });
}
