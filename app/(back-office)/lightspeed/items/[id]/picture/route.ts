import { noPicture } from "@/app/no-picture";
import { guardRequest } from "@/lib/auth/request-guard";
import type { Actor } from "@/lib/auth/roles";
import { getEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { type CropAnchor, cropAnchors, MOST_PICTURE_BYTES } from "@/lib/lightspeed/items/check-picture";
import { findItem } from "@/lib/lightspeed/items/get-item";
import { getItemPicture } from "@/lib/lightspeed/items/get-item-picture";
import { getItemPlace } from "@/lib/lightspeed/items/item-place";
import { type PictureRefusal, PictureRefusedError } from "@/lib/lightspeed/items/picture-refusals";
import { setPicture } from "@/lib/lightspeed/items/set-picture";
import { asResult } from "@/lib/result";
import { services } from "@/lib/services";

type Context = { params: Promise<{ id: string }> };

/** Room for the form around the file. */
const MOST_BYTES = MOST_PICTURE_BYTES + 64 * 1024;

/** The item's picture, drawn anew: the vendor's own address may be plain http. */
export async function GET(request: Request, { params }: Context) {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const { id, locationId } = await addressOf(request, params);
  const found = await asResult(async () => {
    const place = await getItemPlace(services(), actor.merchantId, locationId);
    const item = await findItem(services(), actor.merchantId, place, id);
    return item?.sku ? getItemPicture(services(), actor.merchantId, { ...place, sku: item.sku }) : null;
  });
  if (!found.ok || !found.data) return noPicture();
  // The address changes with the picture.
  return new Response(found.data, {
    headers: { "content-type": "image/webp", "cache-control": "private, max-age=3600" },
  });
}

/** Takes the file of a plain form: a server action's body is too small for it. */
export async function POST(request: Request, { params }: Context) {
  const { actor, refusal } = await guardRequest(request, "items.edit");
  if (refusal) return refusal;
  const { id, locationId } = await addressOf(request, params);
  const back = (name: string, value: string) => {
    const query = new URLSearchParams({ place: locationId, [name]: value });
    const target = new URL(`/lightspeed/items/${id}?${query}#picture`, getEnv().APP_URL);
    return Response.redirect(target, 303);
  };
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!(length <= MOST_BYTES)) return back("refused", "large");
  const upload = await readUpload(request);
  if (!upload) return back("refused", "missing");
  const reason = await send(actor, { id, locationId, ...upload });
  if (reason === "not_found") return new Response(null, { status: 404 });
  return reason ? back("refused", reason) : back("notice", "picture");
}

async function addressOf(request: Request, params: Context["params"]) {
  const { id } = await params;
  const place = new URL(request.url).searchParams.get("place") ?? "";
  const right = /^\d{1,19}$/.test(id) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(place);
  return right ? { id, locationId: place } : { id: "0", locationId: "00000000-0000-4000-8000-000000000000" };
}

async function readUpload(request: Request): Promise<{ bytes: Buffer; anchor: CropAnchor } | null> {
  try {
    const form = await request.formData();
    const file = form.get("picture");
    if (!(file instanceof File) || file.size === 0) return null;
    const anchor = cropAnchors.find((known) => known === form.get("anchor")) ?? "middle";
    return { bytes: Buffer.from(await file.arrayBuffer()), anchor };
  } catch {
    // No form, or one that broke off.
    return null;
  }
}

type Upload = { id: string; locationId: string; bytes: Buffer; anchor: CropAnchor };
/** Null when it was sent. */
async function send(actor: Actor, { id, locationId, ...upload }: Upload): Promise<PictureRefusal | "not_found" | null> {
  try {
    const place = await getItemPlace(services(), actor.merchantId, locationId);
    const item = await findItem(services(), actor.merchantId, place, id);
    if (!item?.sku) return "not_found";
    await setPicture(services(), actor, { businessId: place.businessId, sku: item.sku, ...upload });
    return null;
  } catch (error) {
    if (error instanceof PictureRefusedError) return error.reason;
    if (!(error instanceof AppError)) throw error;
    if (error.code === "not_found") return "not_found";
    return error.code === "conflict" ? "busy" : "vendor";
  }
}
