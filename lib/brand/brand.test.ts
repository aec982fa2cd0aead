import { readFileSync } from "node:fs";
import sharp from "sharp";
import { expect, test } from "vitest";
import { brandInput } from "./brand-input";
import { checkLogo, MOST_LOGO_BYTES } from "./check-logo";
import { contrastRatio, formatRatio, onAccent } from "./contrast";
import { darkColours } from "./dark-colours";
import { styleAddress, styleSheet } from "./style";

const colours = { accent: "#2b52d9", ground: "#ffffff", ink: "#181b22" };

const picture = (width: number, height: number, format: "png" | "jpeg" | "webp" | "gif" = "png") =>
  sharp({ create: { width, height, channels: 4, background: "#ff000080" } })
    .toFormat(format)
    .toBuffer();

const refusal = (bytes: Buffer) =>
  checkLogo(bytes).then(
    () => null,
    (error: { reason: string }) => error.reason,
  );

test("contrast is WCAG's: 21 for black on white, 1 for the same, and never rounded over a limit", () => {
  expect(contrastRatio("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrastRatio("#777777", "#777777")).toBe(1);
  expect(formatRatio(contrastRatio("#777777", "#ffffff"))).toBe("4.47 : 1");
  expect(formatRatio(4.4999)).toBe("4.49 : 1");
});

test("words on a button can always be read, whatever its colour", () => {
  for (let red = 0; red < 256; red += 15)
    for (let green = 0; green < 256; green += 15)
      for (let blue = 0; blue < 256; blue += 15) {
        const accent = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
        expect(contrastRatio(onAccent(accent), accent)).toBeGreaterThanOrEqual(4.5);
      }
});

test("colours that guests could not read are refused with the figures", () => {
  const messages = (changes: Partial<typeof colours>) => {
    const parsed = brandInput.safeParse({ name: "Bistro", ...colours, ...changes });
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  };
  expect(messages({})).toEqual([]);
  expect(messages({ ink: "#777777" })).toEqual([
    "ink: Text on the background: the contrast is 4.47 : 1 and must be at least 4.5 : 1.",
  ]);
  expect(messages({ accent: "#ffee00" })[0]).toMatch(/^accent: Button against the background: the contrast is 1\.2/);
  expect(messages({ accent: "red;}body{display:none" })).toEqual(["accent: Enter a colour such as #2b52d9."]);
});

test("on a dark page every brand's buttons stand out, and only a dark ground stays the header's", () => {
  const surface =
    /data-theme="dark"\] \{[^}]*--surface: (#\w+)/.exec(readFileSync("app/globals.css", "utf8"))?.[1] ?? "";
  for (let step = 0; step < 4096; step += 7) {
    const accent = `#${step.toString(16).padStart(3, "0").replace(/./g, "$&$&")}`;
    const dark = darkColours({ accent, ground: "#fffaf2", ink: "#1b1b1b" });
    expect(contrastRatio(dark.accent, surface)).toBeGreaterThanOrEqual(3);
    expect(contrastRatio(onAccent(dark.accent), dark.accent)).toBeGreaterThanOrEqual(4.5);
    expect(dark.header).toBeNull();
    if (contrastRatio(accent, surface) >= 3) expect(dark.accent).toBe(accent);
  }
  const night = { ground: "#101820", ink: "#f5f5f5" };
  expect(darkColours({ accent: "#ffcc00", ...night })).toEqual({ accent: "#ffcc00", header: night });
});

test("a stylesheet holds the colours of its address and nothing that somebody else wrote", () => {
  const path = styleAddress(colours).split("/").at(-1) ?? "";
  expect(styleSheet(path)).toBe(
    ":root{--brand-accent:#2b52d9;--brand-on-accent:#ffffff;--brand-ground:#ffffff;--brand-ink:#181b22;" +
      "--brand-dark-accent:#365bdb;--brand-dark-on-accent:#ffffff}\n",
  );
  for (const other of ["", "2b52d9", "2b52d9-ffffff", `${path}-ffffff`, "2b52d9-ffffff-18;}x{", "2b52d9-ffffff-18 b22"])
    expect(styleSheet(other)).toBeNull();
});

test("a logo is drawn anew as WebP, keeps what is see-through, and is made no larger than pages need", async () => {
  const { webp, width, height } = await checkLogo(await picture(2_000, 500));
  expect([width, height]).toEqual([640, 160]);
  expect(await sharp(webp).metadata()).toMatchObject({ format: "webp", hasAlpha: true, width: 640 });
});

test("nothing that a file carries beside its picture is kept", async () => {
  const bytes = await sharp(await picture(200, 100, "jpeg"))
    .withExif({ IFD0: { Copyright: "canary-owner" } })
    .jpeg()
    .toBuffer();
  const { webp } = await checkLogo(Buffer.concat([bytes, Buffer.from("<script>canary-tail</script>")]));
  expect(webp.toString("latin1")).not.toMatch(/canary/);
});

test("what is no picture, too large, too small or another kind is refused, whatever its name says", async () => {
  expect(await refusal(Buffer.alloc(0))).toBe("missing");
  expect(await refusal(Buffer.alloc(MOST_LOGO_BYTES + 1))).toBe("large");
  expect(await refusal(await picture(200, 100, "gif"))).toBe("type");
  expect(await refusal(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"))).toBe("type");
  expect(await refusal(Buffer.from("GIF89a<script>"))).toBe("type");
  expect(await refusal(await picture(31, 200))).toBe("small");
  expect(await refusal(await picture(1_201, 100))).toBe("thin");
  expect(await refusal(await picture(100, 1_201))).toBe("thin");
  expect(await refusal(await picture(1_200, 100))).toBeNull();
  expect(await refusal((await picture(200, 100)).subarray(0, 90))).toBe("unreadable");
  expect(await refusal(Buffer.from("\x89PNG\r\n\x1a\n and nothing more", "latin1"))).toBe("unreadable");
});

test("a picture that moves is refused as such", async () => {
  const [size, frames] = [64, 2];
  const pixels = Buffer.alloc(size * size * frames * 4, 255).fill(0, 0, size * size * 4);
  const bytes = await sharp(pixels, { raw: { width: size, height: size * frames, channels: 4, pageHeight: size } })
    .webp({ delay: [100, 100] })
    .toBuffer();
  expect(await refusal(bytes)).toBe("moving");
});

test("a bomb, a small file that unpacks to far more, is refused by its header before it is unpacked", async () => {
  const bomb = await sharp({ create: { width: 5_000, height: 5_000, channels: 3, background: "#fff" } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  expect(bomb.byteLength).toBeLessThan(MOST_LOGO_BYTES);
  expect(await refusal(bomb)).toBe("pixels");
});
