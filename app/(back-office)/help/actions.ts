"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { RepairState } from "@/components/help/repair-form";
import { actionActor } from "@/lib/auth/action";
import { asResult } from "@/lib/result";
import { services } from "@/lib/services";
import { repairNames } from "@/lib/setup/help/help-types";
import { repair } from "@/lib/setup/help/repair";

const name = z.enum(repairNames);

export async function repairAction(input: z.input<typeof name>, _: RepairState): Promise<RepairState> {
  const actor = await actionActor("connection.manage");
  const parsed = name.safeParse(input);
  if (!parsed.success) return { message: "There is no such repair.", done: false };
  const result = await asResult(() => repair(services(), actor, parsed.data));
  revalidatePath("/", "layout");
  return result.ok
    ? { message: "Done. What you see here is read anew.", done: true }
    : { message: result.message, done: false };
}
