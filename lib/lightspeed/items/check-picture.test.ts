import sharp from "sharp";
import { expect, test } from "vitest";
import { checkPicture, MOST_PICTURE_BYTES } from "./check-picture";
import { pictureRefusals } from "./picture-refusals";

const rules = { minWidth: 360, minHeight: 360, ratio: 1 };

/** Red on the left, blue on the right. */
async function picture(width: number, height: number, format: "png" | "jpeg" | "webp" | "gif" = "png") {
  const half = await sharp({ create: { width: width >> 1, height, channels: 3, background: "#ff0000" } })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: "#0000ff" } })
    .composite([{ input: half, left: 0, top: 0 }])
    .toFormat(format)
    .toBuffer();
}

const middleOf = async (bytes: Buffer) => {
  const { dominant } = await sharp(bytes).stats();
  return dominant.r > dominant.b ? "red" : "blue";
};

test("a fitting picture is cut to the wanted shape where the person said, and drawn anew as JPEG", async () => {
  const bytes = await picture(1200, 400, "webp");
  const left = await checkPicture(bytes, rules, "start");
  const right = await checkPicture(bytes, rules, "end");
  expect([left.width, left.height, left.fileType]).toEqual([400, 400, "jpeg"]);
  expect(await sharp(left.picture).metadata()).toMatchObject({ format: "jpeg", width: 400, height: 400 });
  expect([await middleOf(left.picture), await middleOf(right.picture)]).toEqual(["red", "blue"]);
});

test("what the vendor would refuse is refused before it is sent", async () => {
  const refusal = (bytes: Buffer, wish = rules) =>
    checkPicture(bytes, wish, "middle").then(
      () => null,
      (error: { reason: string }) => error.reason,
    );
  expect(await refusal(await picture(1200, 359))).toBe("small");
  expect(await refusal(await picture(1200, 360))).toBeNull();
  // Cut to a square of 360 it would be large enough; three times as wide as high it is not.
  expect(await refusal(await picture(1000, 400), { ...rules, ratio: 3 })).toBe("small");
  expect(await refusal(await picture(400, 400, "gif"))).toBe("type");
  expect(await refusal(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"))).toMatch(/type|unreadable/);
  expect(await refusal(Buffer.from("no picture at all"))).toBe("unreadable");
  expect(await refusal((await picture(400, 400)).subarray(0, 300))).toBe("unreadable");
  expect(await refusal(Buffer.alloc(MOST_PICTURE_BYTES + 1))).toBe("large");
  expect(await refusal(Buffer.alloc(0))).toBe("missing");
});

test("what a camera notes in a file does not travel on: turned upright, without place and owner", async () => {
  const bytes = await sharp(await picture(800, 400, "jpeg"))
    .withExif({ IFD0: { Copyright: "canary-owner", Orientation: "6" } })
    .jpeg()
    .toBuffer();
  const { picture: sent } = await checkPicture(bytes, { ...rules, ratio: null }, "middle");
  expect(sent.includes("canary-owner")).toBe(false);
  expect((await sharp(sent).metadata()).orientation).toBeUndefined();
});

test("every refusal has words", () => {
  for (const words of Object.values(pictureRefusals)) expect(words).toMatch(/\.$/);
});
