import sharp from "sharp";
import { LogoRefusedError } from "./logo-refusals";

export const MOST_LOGO_BYTES = 2 * 1024 * 1024;
/** A small file can unpack to far more; the header tells before anything is unpacked. */
const MOST_PIXELS = 16_000_000;
const LEAST_EDGE = 32;
/** Times as long as wide: where a page has room for a logo, a longer one would be a line. */
const LONGEST = 12;
const WIDEST = 640;
const HIGHEST = 320;
const formats = ["jpeg", "png", "webp"];

export type ReadyLogo = { webp: Buffer; width: number; height: number };

/** Looks at the bytes, not at the name of a file, and draws the picture anew, so that nothing else of the file is kept. */
export async function checkLogo(bytes: Buffer): Promise<ReadyLogo> {
  if (bytes.byteLength === 0) throw new LogoRefusedError("missing");
  if (bytes.byteLength > MOST_LOGO_BYTES) throw new LogoRefusedError("large");
  if (!isRaster(bytes)) throw new LogoRefusedError("type");
  try {
    // Only the header is read here; with the limit set, a picture that is too large could not be told from a broken one.
    const header = sharp(bytes, { limitInputPixels: false, failOn: "error" });
    const { format, width = 0, height = 0, pages = 1 } = await header.metadata();
    if (!formats.includes(format ?? "")) throw new LogoRefusedError("type");
    if (pages > 1) throw new LogoRefusedError("moving");
    if (width * height > MOST_PIXELS) throw new LogoRefusedError("pixels");
    if (Math.min(width, height) < LEAST_EDGE) throw new LogoRefusedError("small");
    if (Math.max(width, height) > LONGEST * Math.min(width, height)) throw new LogoRefusedError("thin");
    const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: "error" })
      .rotate()
      .resize({ width: WIDEST, height: HIGHEST, fit: "inside", withoutEnlargement: true })
      .webp({ quality: 90, alphaQuality: 100 })
      .toBuffer({ resolveWithObject: true });
    return { webp: data, width: info.width, height: info.height };
  } catch (error) {
    if (error instanceof LogoRefusedError) throw error;
    throw new LogoRefusedError("unreadable", { cause: error });
  }
}

/** By its first bytes, before any decoder sees the file: an SVG, which can hold scripts and fetch things, ends here. */
function isRaster(bytes: Buffer): boolean {
  const text = bytes.subarray(0, 12).toString("latin1");
  return text.startsWith("\x89PNG\r\n\x1a\n") || text.startsWith("\xff\xd8\xff") || /^RIFF.{4}WEBP/s.test(text);
}
