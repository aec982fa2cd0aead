/** Seconds before its end at which a token counts as due: five minutes (product document), but never more than a third of its life. */
export const refreshMargin = (lifetime: number): number => Math.min(300, lifetime / 3);

/**
 * Seconds until the background job refreshes: at the margin, up to 4 % earlier so that tokens issued together do not fall due
 * together, and within two thirds of the refresh token's own life so that an unused connection stays alive.
 */
export function refreshDelay(accessLifetime: number, refreshLifetime: number | null, random = Math.random()): number {
  const usable = accessLifetime - refreshMargin(accessLifetime);
  const ahead = usable * (1 - 0.04 * random);
  return Math.max(1, Math.min(ahead, refreshLifetime === null ? ahead : (refreshLifetime * 2) / 3));
}

/** Seconds until the next try after so many failures in a row: 30 s doubling to half an hour, spread by a quarter. */
export function retryDelay(failures: number, random = Math.random()): number {
  return Math.min(1800, 30 * 2 ** Math.min(failures - 1, 10)) * (0.75 + 0.5 * random);
}
