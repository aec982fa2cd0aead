"use server";

import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { readTheme, THEME_COOKIE } from "@/components/layout/theme";
import { actionActor, requireOwnOrigin } from "@/lib/auth/action";
import { signOut } from "@/lib/auth/sign-out";
import { fieldText, formFrom } from "@/lib/form";
import { ALL_LOCATIONS } from "@/lib/locations/choose-location";
import { listLocations } from "@/lib/locations/list-locations";
import { services } from "@/lib/services";
import { locationCookie, preferenceFlags } from "./preference-cookies";

const choice = z.union([z.literal(ALL_LOCATIONS), z.uuid()]);

/** Remembers the picker's choice. What is no active location of the merchant changes nothing. */
export async function chooseLocationAction(form: FormData): Promise<void> {
  const { merchantId, userId } = await actionActor();
  const parsed = choice.safeParse(fieldText(formFrom(form), "location"));
  if (!parsed.success) return;
  const locations = await listLocations(services(), merchantId);
  const known = locations.some(({ id, active }) => active && id === parsed.data);
  if (!known && parsed.data !== ALL_LOCATIONS) return;
  (await cookies()).set(locationCookie(userId), parsed.data, preferenceFlags());
  revalidatePath("/", "layout");
}

export async function setThemeAction(form: FormData): Promise<void> {
  await actionActor();
  (await cookies()).set(THEME_COOKIE, readTheme(fieldText(formFrom(form), "theme")), preferenceFlags());
  revalidatePath("/", "layout");
}

export async function signOutAction(): Promise<void> {
  await requireOwnOrigin();
  await signOut("this");
  redirect("/login");
}

export async function signOutEverywhereAction(): Promise<void> {
  await requireOwnOrigin();
  await signOut("all");
  redirect("/login");
}
