"use server";

import { revalidatePath } from "next/cache";
import { actionActor } from "@/lib/auth/action";
import { readAllReadiness } from "@/lib/lightspeed/readiness/read-all-readiness";
import { services } from "@/lib/services";

/** What goes wrong is kept beside the location that it is about. */
export async function askReadinessAction(): Promise<void> {
  const actor = await actionActor("connection.manage");
  await readAllReadiness(services(), actor.merchantId);
  revalidatePath("/", "layout");
}
