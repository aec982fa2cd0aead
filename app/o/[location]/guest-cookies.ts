import { cookies } from "next/headers";
import { getEnv } from "@/lib/env";
import { LONGEST_TOLD_MS } from "@/lib/visit-times";
import { type Basket, decodeBasket, encodeBasket } from "./basket";

/** As long as browsers keep any; each guest of the kiosk begins it anew. */
const KIOSK_SECONDS = 400 * 24 * 60 * 60;

/** Each location has its own: a guest may be at two of them in one evening. */
function cookie(name: "visit" | "basket" | "kiosk", locationId: string) {
  const { protocol, port } = new URL(getEnv().APP_URL);
  const secure = protocol === "https:";
  return {
    // Cookies ignore ports, and two apps on one host would overwrite each other's.
    name: `${secure ? "__Secure-upvendo" : `upvendo-${port || "80"}`}.${name}`,
    path: `/o/${locationId}`,
    ...{ httpOnly: true, secure, maxAge: LONGEST_TOLD_MS / 1000 },
    // Lax: coming back from the payment is a cross-site navigation.
    sameSite: "lax",
  } as const;
}

export async function readToken(locationId: string): Promise<string | null> {
  return (await cookies()).get(cookie("visit", locationId).name)?.value ?? null;
}

export async function readBasket(locationId: string): Promise<Basket> {
  return decodeBasket((await cookies()).get(cookie("basket", locationId).name)?.value);
}

/** What this device was opened with as a kiosk; null where it is none. */
export async function readKioskCode(locationId: string): Promise<string | null> {
  return (await cookies()).get(cookie("kiosk", locationId).name)?.value ?? null;
}

export const kioskCookie = (locationId: string, code: string) => ({
  ...cookie("kiosk", locationId),
  ...{ maxAge: KIOSK_SECONDS, value: code },
});
export const visitCookie = (locationId: string, token: string) => ({ ...cookie("visit", locationId), value: token });
export const basketCookie = (locationId: string, basket: Basket) => ({
  ...cookie("basket", locationId),
  value: encodeBasket(basket),
});
