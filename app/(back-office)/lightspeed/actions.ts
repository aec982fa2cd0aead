"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { actionActor } from "@/lib/auth/action";
import { chooseBusiness } from "@/lib/lightspeed/connection/choose-business";
import type { TestView } from "@/lib/lightspeed/connection/connection-view-types";
import { decidePendingAuthorization } from "@/lib/lightspeed/connection/decide-pending-authorization";
import { disconnect } from "@/lib/lightspeed/connection/disconnect";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { readBusinesses } from "@/lib/lightspeed/connection/read-businesses";
import { startAuthorization } from "@/lib/lightspeed/connection/start-authorization";
import { testConnection } from "@/lib/lightspeed/connection/test-connection";
import { type ActionResult, asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";

// An id of Lightspeed's: a 64-bit number, always as text.
const vendorId = z.string().regex(/^\d{1,19}$/);
const decision = z.object({ decision: z.enum(["replace", "keep"]) });
const business = z.object({ businessId: vendorId });
const link = z.object({ locationId: z.uuid(), businessLocationId: vendorId.nullable() });
const removal = z.object({ confirmation: z.string().max(100) });

/** The layout too: its banner and the location picker's page depend on the connection. */
const redraw = () => revalidatePath("/", "layout");

async function changed(run: () => Promise<unknown>): Promise<ActionResult<null>> {
  const result = await asResult(async () => {
    await run();
    return null;
  });
  redraw();
  return result;
}

export async function connectAction(): Promise<ActionResult<{ url: string }>> {
  const actor = await actionActor("connection.manage");
  return asResult(() => startAuthorization(services(), actor));
}

export async function decideAction(input: z.input<typeof decision>): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  const parsed = decision.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => decidePendingAuthorization(services(), actor, parsed.data));
}

export async function chooseBusinessAction(input: z.input<typeof business>): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  const parsed = business.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => chooseBusiness(services(), actor, parsed.data));
}

export async function reloadBusinessesAction(): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  return changed(() => readBusinesses(services(), actor.merchantId));
}

export async function linkLocationAction(input: z.input<typeof link>): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  const parsed = link.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => linkLocation(services(), actor, parsed.data));
}

export async function testConnectionAction(): Promise<ActionResult<TestView>> {
  const actor = await actionActor("connection.manage");
  const result = await asResult(() => testConnection(services(), actor));
  redraw();
  return result;
}

export async function deleteIntegrationAction(input: z.input<typeof removal>): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.delete");
  const parsed = removal.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => disconnect(services(), actor, parsed.data));
}
