import { cookies, headers } from "next/headers";
import { getEnv } from "@/lib/env";
import { authCookies } from "./cookies";
import { KNOWN_DEVICE_SECONDS, rememberDevice } from "./known-device";
import { networkOf } from "./network";

/** The network that this request comes from. */
export async function requestNetwork(): Promise<string> {
  return networkOf(await headers());
}

/** Marks this browser as one that the account's owner uses. */
export async function rememberThisDevice(email: string): Promise<void> {
  const { APP_URL, AUTH_SECRET } = getEnv();
  const { names, flags } = authCookies(APP_URL);
  const store = await cookies();
  const value = rememberDevice(store.get(names.device)?.value, email, AUTH_SECRET);
  store.set({ name: names.device, value, maxAge: KNOWN_DEVICE_SECONDS, ...flags });
}
