"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { actionActor } from "@/lib/auth/action";
import { isDay } from "@/lib/lightspeed/reports/business-days";
import { requestReconciliation } from "@/lib/orders/reconciliation/request-reconciliation";
import { asResult } from "@/lib/result";
import { services } from "@/lib/services";

const wish = z.object({ locationId: z.uuid(), day: z.string().refine(isDay) });

/** What becomes of it is told by the page; where a location is linked to nothing any more, its days stay as they are. */
export async function compareAgainAction(input: z.input<typeof wish>): Promise<void> {
  const actor = await actionActor("orders.manage");
  const parsed = wish.safeParse(input);
  if (!parsed.success) return;
  await asResult(() => requestReconciliation(services(), actor, parsed.data));
  revalidatePath("/orders/reconciliation");
}
