import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { randomFrom } from "./random";

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A plate on a table, in colours that follow from the name. */
export function drawPlate(name: string, size: number): Buffer {
  const random = randomFrom(name);
  const colour = () => [random.whole(60, 230), random.whole(60, 230), random.whole(60, 230)];
  const palette = Buffer.from([...colour(), 250, 248, 244, 226, 222, 214, ...colour()]);
  const row = size + 1;
  const pixels = Buffer.alloc(row * size);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const radius = Math.hypot(x - size / 2, y - size / 2) / (size / 2);
      pixels[y * row + 1 + x] = radius > 0.9 ? 0 : radius > 0.85 ? 2 : radius > 0.5 ? 1 : 3;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  const data = chunk("IDAT", deflateSync(pixels));
  return Buffer.concat([signature, chunk("IHDR", head), chunk("PLTE", palette), data, chunk("IEND", Buffer.alloc(0))]);
}

export type PictureFacts = { type: "png" | "jpeg"; width: number; height: number };

/** What the bytes themselves say they are; undefined when they are no picture. */
export function pictureFacts(bytes: Buffer): PictureFacts | undefined {
  if (bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47) {
    return { type: "png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return { type: "jpeg", height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
  }
  return undefined;
}

export type PictureStore = {
  /** Keeps the bytes under a name that follows from them. */
  keep(bytes: Buffer, type: PictureFacts["type"]): string;
  read(name: string): { bytes: Buffer; mediaType: string } | undefined;
};

const mediaType = (name: string) => (name.endsWith(".png") ? "image/png" : "image/jpeg");

/** Drawn plates are made when asked for; uploaded pictures are files. */
export function openPictures(folder: string): PictureStore {
  return {
    keep: (bytes, type) => {
      mkdirSync(folder, { recursive: true });
      const name = `up-${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}.${type}`;
      if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), bytes);
      return name;
    },
    read: (name) => {
      const plate = /^plate-([\w-]+)-(120|480|640)\.png$/.exec(name);
      if (plate) return { bytes: drawPlate(plate[1] ?? "", Number(plate[2])), mediaType: "image/png" };
      const uploaded = /^up-[0-9a-f]{32}\.(png|jpeg)$/.test(name) && existsSync(join(folder, name));
      return uploaded ? { bytes: readFileSync(join(folder, name)), mediaType: mediaType(name) } : undefined;
    },
  };
}
