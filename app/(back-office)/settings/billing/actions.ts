"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { PaymentFormState } from "@/components/settings/payments/payment-form";
import { actionActor } from "@/lib/auth/action";
import { billingInput } from "@/lib/billing/billing-input";
import { updateBillingProfile } from "@/lib/billing/update-billing-profile";
import { fieldText, formFrom } from "@/lib/form";
import { asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";

const names = ["legalName", "street", "postalCode", "city", "country", "vatNumber", "invoiceEmail"] as const;

export async function updateBillingAction(state: PaymentFormState, given: FormData): Promise<PaymentFormState> {
  const actor = await actionActor("billing.edit");
  const form = formFrom(given);
  const values = Object.fromEntries(names.map((name) => [name, fieldText(form, name).slice(0, 300)]));
  const parsed = billingInput.safeParse(values);
  const result = parsed.success
    ? await asResult(() => updateBillingProfile(services(), actor, parsed.data))
    : invalidInput(parsed.error);
  if (!result.ok) {
    const tries = (typeof state?.tries === "number" ? state.tries : 0) + 1;
    return { values, errors: result.fields ?? {}, message: result.message, tries };
  }
  revalidatePath("/", "layout");
  redirect("/settings/billing?notice=saved");
}
