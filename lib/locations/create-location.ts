import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { insertLocation } from "@/db/queries/locations";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import type { LocationInput } from "./location-input";
import { nameTaken, requireEditor } from "./rules";

export async function createLocation(
  { db }: Pick<Services, "db">,
  actor: Actor,
  input: LocationInput,
): Promise<{ id: string }> {
  requireEditor(actor);
  const { merchantId } = actor;
  return withTenant(db, merchantId, async (tx) => {
    const location = await insertLocation(tx, input);
    if (!location) throw nameTaken(input.name);
    const { id, name } = location;
    await appendAudit(tx, { merchantId, actor, action: "location.created", subject: id, detail: { name } });
    return { id };
  });
}
