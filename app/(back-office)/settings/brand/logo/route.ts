import { guardRequest } from "@/lib/auth/request-guard";
import type { Actor } from "@/lib/auth/roles";
import { MOST_LOGO_BYTES } from "@/lib/brand/check-logo";
import { getBrand } from "@/lib/brand/get-brand";
import { type LogoRefusal, LogoRefusedError } from "@/lib/brand/logo-refusals";
import { setLogo } from "@/lib/brand/set-logo";
import { getEnv } from "@/lib/env";
import { services } from "@/lib/services";

/** Room for the form around the file. */
const MOST_BYTES = MOST_LOGO_BYTES + 64 * 1024;

const to = (path: string) => Response.redirect(new URL(path, getEnv().APP_URL), 303);

/** The own logo, wherever it lies at the moment. */
export async function GET(request: Request): Promise<Response> {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const { logo } = await getBrand(services(), actor.merchantId);
  return logo ? to(logo.url) : new Response(null, { status: 404 });
}

/** Takes the file of a plain form: a server action's body is too small for it. */
export async function POST(request: Request): Promise<Response> {
  const { actor, refusal } = await guardRequest(request, "brand.edit");
  if (refusal) return refusal;
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  const reason = length <= MOST_BYTES ? await take(actor, request) : "large";
  return to(reason ? `/settings/brand?refused=${reason}#logo` : "/settings/brand?notice=logo#logo");
}

/** Null when it was kept. */
async function take(actor: Actor, request: Request): Promise<LogoRefusal | null> {
  const bytes = await readUpload(request);
  if (!bytes) return "missing";
  try {
    await setLogo(services(), actor, bytes);
    return null;
  } catch (error) {
    if (error instanceof LogoRefusedError) return error.reason;
    throw error;
  }
}

async function readUpload(request: Request): Promise<Buffer | null> {
  try {
    const file = (await request.formData()).get("logo");
    return file instanceof File ? Buffer.from(await file.arrayBuffer()) : null;
  } catch {
    // No form, or one that broke off.
    return null;
  }
}
