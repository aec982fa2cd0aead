"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { BrandFormState } from "@/components/settings/brand/brand-form";
import { actionActor } from "@/lib/auth/action";
import { brandInput } from "@/lib/brand/brand-input";
import { removeLogo } from "@/lib/brand/set-logo";
import { updateBrand } from "@/lib/brand/update-brand";
import { fieldText, formFrom } from "@/lib/form";
import { asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";

export async function updateBrandAction(state: BrandFormState, given: FormData): Promise<BrandFormState> {
  const actor = await actionActor("brand.edit");
  const form = formFrom(given);
  const text = (name: string) => fieldText(form, name).slice(0, 200);
  const values = { name: text("name"), accent: text("accent"), ground: text("ground"), ink: text("ink") };
  const parsed = brandInput.safeParse(values);
  const result = parsed.success
    ? await asResult(() => updateBrand(services(), actor, parsed.data))
    : invalidInput(parsed.error);
  if (!result.ok) {
    const tries = (typeof state?.tries === "number" ? state.tries : 0) + 1;
    return { values, errors: result.fields ?? {}, message: result.message, tries };
  }
  revalidatePath("/", "layout");
  redirect("/settings/brand?notice=saved");
}

export async function removeLogoAction(): Promise<void> {
  const actor = await actionActor("brand.edit");
  await removeLogo(services(), actor);
  revalidatePath("/", "layout");
  redirect("/settings/brand?notice=logo_removed");
}
