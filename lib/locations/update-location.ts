import { isDeepStrictEqual } from "node:util";
import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findLocation, updateLocation as update } from "@/db/queries/locations";
import { isUniqueViolation } from "@/db/queries/unique-violation";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { type LocationInput, locationInput } from "./location-input";
import { nameTaken, noSuchLocation, requireEditor } from "./rules";

export async function updateLocation(
  { db }: Pick<Services, "db">,
  actor: Actor,
  id: string,
  input: LocationInput,
): Promise<void> {
  requireEditor(actor);
  const { merchantId } = actor;
  try {
    await withTenant(db, merchantId, async (tx) => {
      const before = await findLocation(tx, id);
      if (!before || !(await update(tx, id, input))) throw noSuchLocation();
      const changed = locationInput.keyof().options.filter((field) => !isDeepStrictEqual(before[field], input[field]));
      const detail = { name: input.name, changed };
      await appendAudit(tx, { merchantId, actor, action: "location.updated", subject: id, detail });
    });
  } catch (error) {
    // Not looked up beforehand: only the index decides between two that take one name at once.
    if (isUniqueViolation(error, "locations_name_uq")) throw nameTaken(input.name);
    throw error;
  }
}
