import { createHmac, timingSafeEqual } from "node:crypto";

/** 128 bits: short enough for a code that old phones read, too long to guess. What a code is for stands first in `said`. */
export const codeMac = (secret: string, said: readonly (string | number)[]): string =>
  createHmac("sha256", secret).update(JSON.stringify(said)).digest().subarray(0, 16).toString("base64url");

export const isSameMac = (expected: string, given: string): boolean =>
  expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
