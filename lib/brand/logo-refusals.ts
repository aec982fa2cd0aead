import { AppError } from "@/lib/errors";

/** Why a logo was not taken, in the merchant's words; the key may stand in an address. */
export const logoRefusals = {
  missing: "Choose a picture first.",
  type: "Choose a JPEG, PNG or WebP picture. Other kinds, such as SVG, are not taken.",
  moving: "This picture moves. Choose one that stands still.",
  unreadable: "This file cannot be read as a picture. Open it, save it as PNG and try again.",
  large: "The file is larger than 2 MB. Save it smaller and try again.",
  pixels: "The picture has more than 16 million pixels. Save it smaller and try again.",
  small: "The picture is smaller than 32 pixels. Choose a larger one.",
  thin: "The picture is more than 12 times as long as it is wide: guests would see a line. Choose another one.",
} as const;

export type LogoRefusal = keyof typeof logoRefusals;

export const isLogoRefusal = (key: unknown): key is LogoRefusal =>
  typeof key === "string" && Object.hasOwn(logoRefusals, key);

export class LogoRefusedError extends AppError {
  constructor(
    readonly reason: LogoRefusal,
    options?: ErrorOptions,
  ) {
    super("invalid_input", logoRefusals[reason], options);
  }
}
