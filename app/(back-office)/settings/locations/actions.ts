"use server";

import { revalidatePath } from "next/cache";
import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import type { LocationFormState } from "@/components/settings/location-form";
import { actionActor } from "@/lib/auth/action";
import { formFrom } from "@/lib/form";
import { createLocation } from "@/lib/locations/create-location";
import { valuesOfForm } from "@/lib/locations/form-values";
import { type LocationInput, locationInput, readLocationForm } from "@/lib/locations/location-input";
import { setLocationActive } from "@/lib/locations/set-location-active";
import { updateLocation } from "@/lib/locations/update-location";
import { type ActionResult, asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";

const uuid = z.uuid();

/** The form's answer to a refusal: what was typed, and what is wrong with it. */
function refused(
  state: LocationFormState,
  form: FormData,
  result: ActionResult<unknown> & { ok: false },
): LocationFormState {
  const errors = result.fields ?? (result.code === "conflict" ? { name: [result.message] } : {});
  return {
    values: valuesOfForm(form),
    errors,
    message: result.message,
    tries: (typeof state?.tries === "number" ? state.tries : 0) + 1,
  };
}

async function save(
  state: LocationFormState,
  given: FormData,
  store: (input: LocationInput) => Promise<unknown>,
  notice: string,
) {
  const form = formFrom(given);
  const parsed = locationInput.safeParse(readLocationForm(form));
  const result = parsed.success ? await asResult(() => store(parsed.data)) : invalidInput(parsed.error);
  if (!result.ok) {
    if (result.code === "not_found") notFound();
    return refused(state, form, result);
  }
  revalidatePath("/", "layout");
  redirect(`/settings/locations?notice=${notice}`);
}

export async function createLocationAction(state: LocationFormState, form: FormData): Promise<LocationFormState> {
  const actor = await actionActor("locations.edit");
  return save(state, form, (input) => createLocation(services(), actor, input), "created");
}

/** `id` is bound by the page and comes back from the browser, so it is checked like the rest. */
export async function updateLocationAction(
  id: string,
  state: LocationFormState,
  form: FormData,
): Promise<LocationFormState> {
  const actor = await actionActor("locations.edit");
  const parsed = uuid.safeParse(id);
  if (!parsed.success) notFound();
  return save(state, form, (input) => updateLocation(services(), actor, parsed.data, input), "saved");
}

export async function setLocationActiveAction(id: string, active: boolean): Promise<void> {
  const actor = await actionActor("locations.edit");
  const parsed = z.object({ id: uuid, active: z.boolean() }).safeParse({ id, active });
  if (!parsed.success) notFound();
  const result = await asResult(() => setLocationActive(services(), actor, parsed.data));
  if (!result.ok) notFound();
  revalidatePath("/", "layout");
  redirect(`/settings/locations?notice=${parsed.data.active ? "reactivated" : "deactivated"}`);
}
