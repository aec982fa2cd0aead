import sharp from "sharp";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { contentOf } from "./menu-contents";
import { entryAt } from "./menu-rows";

export const pictureSizes = { small: 96, large: 480 } as const;
export type PictureSize = keyof typeof pictureSizes;
/** In WebP. */
export type MenuPicture = Uint8Array<ArrayBuffer>;

const MOST_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 5_000;
const CACHE_BYTES = 24 * 1024 * 1024;

/** Where the vendor keeps pictures. Any other address in a menu is not asked: it could be one inside our own network. */
const allowedHosts = [
  /^([\w.-]+\.)?s3([.-][a-z0-9-]+)?\.amazonaws\.com$/,
  /^[\w-]+\.cloudfront\.net$/,
  /^([\w-]+\.)+(lsk\.lightspeed\.app|lightspeedapp\.com|lightspeedhq\.com|ikentoo\.com)$/,
];

/** Null: no address that we ask. What the vendor names with plain http is asked for with https, except at its own API's address. */
export function pictureAddress(text: string, apiUrl: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username || url.password) return null;
  if (url.origin === new URL(apiUrl).origin) return url;
  if (url.port !== "" || !/^https?:$/.test(url.protocol)) return null;
  if (!allowedHosts.some((host) => host.test(url.hostname))) return null;
  url.protocol = "https:";
  return url;
}

type Question = { versionId: string; at: string; size: PictureSize };

/** The picture of what stands at a place of a menu, drawn anew in our size; null where there is none. */
export async function getMenuPicture(
  services: Pick<Services, "db" | "lightspeed">,
  merchantId: string,
  { versionId, at, size }: Question,
): Promise<MenuPicture | "unavailable" | null> {
  const stored = await contentOf(services, merchantId, versionId);
  const entry = stored && entryAt(stored.content.screens, at);
  const pictures = entry && entry.kind !== "screen" ? entry.rich?.pictures : null;
  if (!pictures) return null;
  const { square, preview, raw } = pictures;
  const address = (size === "small" ? [preview, square, raw] : [square, raw, preview])
    .filter((text) => text !== null)
    .map((text) => pictureAddress(text, services.lightspeed.apiUrl))
    .find((url) => url !== null);
  return (address && (await drawn(address, size))) ?? "unavailable";
}

/** A picture by the vendor's address for it; null where it is none that we ask, or cannot be had. */
export async function drawPictureAt(address: string, apiUrl: string, size: PictureSize): Promise<MenuPicture | null> {
  const url = pictureAddress(address, apiUrl);
  return url ? drawn(url, size) : null;
}

const cache = new Map<string, MenuPicture>();
const underWay = new Map<string, Promise<MenuPicture | null>>();
let cachedBytes = 0;

/** Asked for once, however many look at the same time. */
async function drawn(url: URL, size: PictureSize): Promise<MenuPicture | null> {
  const key = `${size} ${url.href}`;
  const known = cache.get(key);
  if (known) return known;
  const work = underWay.get(key) ?? draw(url, size).finally(() => underWay.delete(key));
  underWay.set(key, work);
  const picture = await work;
  if (picture && !cache.has(key)) remember(key, picture);
  return picture;
}

async function draw(url: URL, size: PictureSize): Promise<MenuPicture | null> {
  try {
    const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok || !/^image\/(png|jpe?g|webp|gif)/.test(answer.headers.get("content-type") ?? "")) return null;
    const original = await readCapped(answer);
    const edge = pictureSizes[size];
    // Nothing of the original file is passed on: it is decoded and drawn anew.
    const image = sharp(original, { limitInputPixels: 40_000_000 }).rotate().resize(edge, edge, { fit: "cover" });
    return new Uint8Array(await image.webp({ quality: 78 }).toBuffer());
  } catch (error) {
    log.info({ host: url.hostname, error }, "a picture of a menu could not be shown");
    return null;
  }
}

async function readCapped(answer: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) throw new RangeError("the picture is too large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function remember(key: string, picture: MenuPicture): void {
  cache.set(key, picture);
  cachedBytes += picture.byteLength;
  for (const [oldest, { byteLength }] of cache) {
    if (cachedBytes <= CACHE_BYTES) return;
    cache.delete(oldest);
    cachedBytes -= byteLength;
  }
}
