import sharp from "sharp";
import { PictureRefusedError } from "./picture-refusals";
import type { PictureRules } from "./rich-types";

export const MOST_PICTURE_BYTES = 8 * 1024 * 1024;
const MOST_PIXELS = 50_000_000;
/** Larger ones are drawn smaller: a menu needs no more. */
const LONGEST_EDGE = 2_000;
const formats = ["jpeg", "png", "webp"] as const;

/** Which part of a picture stays when it is cut to the wanted shape: left or top, the middle, right or bottom. */
export const cropAnchors = ["start", "middle", "end"] as const;
export type CropAnchor = (typeof cropAnchors)[number];

export type ReadyPicture = { picture: Buffer; fileType: "jpeg"; width: number; height: number };

/**
 * Looks at the bytes, not at the name of a file, cuts to the vendor's shape and draws the picture anew, so that nothing else of
 * the file goes on. Refuses what the vendor would refuse, before anything is sent.
 */
export async function checkPicture(
  bytes: Buffer,
  { minWidth, minHeight, ratio }: PictureRules,
  anchor: CropAnchor,
): Promise<ReadyPicture> {
  if (bytes.byteLength === 0) throw new PictureRefusedError("missing");
  if (bytes.byteLength > MOST_PICTURE_BYTES) throw new PictureRefusedError("large");
  const source = await upright(bytes);
  const area = cropOf(source, ratio, anchor);
  if (area.width < minWidth || area.height < minHeight) throw new PictureRefusedError("small");
  const scale = Math.min(1, Math.max(LONGEST_EDGE, minWidth, minHeight) / Math.max(area.width, area.height));
  const width = Math.max(minWidth, Math.round(area.width * scale));
  const height = ratio === null ? Math.max(minHeight, Math.round(area.height * scale)) : Math.round(width / ratio);
  const picture = await sharp(source.data, { limitInputPixels: MOST_PIXELS })
    .extract(area)
    .resize(width, height, { fit: "fill" })
    .flatten({ background: "#ffffff" })
    .jpeg({ quality: 86, mozjpeg: true })
    .toBuffer();
  return { picture, fileType: "jpeg", width, height };
}

/** As a viewer shows it: cameras note which way is up instead of turning the picture. */
async function upright(bytes: Buffer): Promise<{ data: Buffer; width: number; height: number }> {
  try {
    const image = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: "error" });
    const { format } = await image.metadata();
    if (!formats.some((known) => known === format)) throw new PictureRefusedError("type");
    const { data, info } = await image.rotate().png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  } catch (error) {
    if (error instanceof PictureRefusedError) throw error;
    throw new PictureRefusedError("unreadable", { cause: error });
  }
}

function cropOf({ width, height }: { width: number; height: number }, ratio: number | null, anchor: CropAnchor) {
  if (ratio === null) return { left: 0, top: 0, width, height };
  const wide = width / height > ratio;
  const area = wide
    ? { width: Math.max(1, Math.round(height * ratio)), height }
    : { width, height: Math.max(1, Math.round(width / ratio)) };
  const share = { start: 0, middle: 0.5, end: 1 }[anchor];
  return {
    ...area,
    left: Math.floor((width - area.width) * share),
    top: Math.floor((height - area.height) * share),
  };
}
