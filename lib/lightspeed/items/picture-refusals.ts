import { AppError } from "@/lib/errors";

/** Why a picture was not taken, in the merchant's words; the key may stand in an address. */
export const pictureRefusals = {
  missing: "Choose a picture first.",
  type: "Choose a JPEG, PNG or WebP picture.",
  unreadable: "This file cannot be read as a picture. Choose a JPEG, PNG or WebP picture.",
  large: "The file is larger than 8 MB. Save it smaller and try again.",
  small: "The picture is too small for Lightspeed. The least size stands below. Nothing was sent.",
  vendor: "Lightspeed did not take the picture. Nothing was changed. Try again in a minute.",
  unknown:
    "Lightspeed did not answer, so it is not known whether it has the picture. Look at it before you send it again.",
  busy: "Somebody else is saving this at the moment. Try again in a few seconds.",
  rules: "Lightspeed has not told its rules for pictures, so none can be sent. Try again in a minute.",
} as const;

export type PictureRefusal = keyof typeof pictureRefusals;

export const isPictureRefusal = (key: unknown): key is PictureRefusal =>
  typeof key === "string" && Object.hasOwn(pictureRefusals, key);

export class PictureRefusedError extends AppError {
  constructor(
    readonly reason: PictureRefusal,
    options?: ErrorOptions,
  ) {
    super("invalid_input", pictureRefusals[reason], options);
  }
}
