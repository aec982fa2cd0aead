import { findLogoPicture } from "@/db/queries/brands";
import type { Services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";

/** For anybody who has the address; null where there is none any more. */
export async function getLogoPicture({ db }: Pick<Services, "db">, id: string): Promise<Buffer | null> {
  return isUuid(id) ? findLogoPicture(db, id) : null;
}
