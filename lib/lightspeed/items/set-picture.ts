import { withTenant } from "@/db/client";
import type { Actor } from "@/lib/auth/roles";
import { KSeriesError, KSeriesNetworkError } from "@/lib/k-series";
import { kSeriesFor } from "../connection/k-series-for";
import { type CropAnchor, checkPicture } from "./check-picture";
import { noteItemChange, requireItemEditor } from "./item-rules";
import { PictureRefusedError } from "./picture-refusals";
import type { ItemNeeds } from "./read-items";
import { findRawRichItem, readPictureRules } from "./rich-item";
import { withEditLease } from "./with-edit-lease";

type Upload = { businessId: string; sku: string; bytes: Buffer; anchor: CropAnchor };

/** Checked against the vendor's picture rules before it is sent. */
export async function setPicture(
  services: ItemNeeds,
  actor: Actor,
  { businessId, sku, bytes, anchor }: Upload,
): Promise<void> {
  requireItemEditor(actor);
  const { merchantId } = actor;
  const rules = await readPictureRules(services, merchantId, businessId);
  if (!rules.data) throw new PictureRefusedError("rules");
  const ready = await checkPicture(bytes, rules.data, anchor);
  await withEditLease(services, merchantId, `rich ${businessId} ${sku}`, async () => {
    const client = kSeriesFor(services, merchantId);
    try {
      // A picture can only be added to what exists.
      if (!(await findRawRichItem(services, merchantId, { businessId, sku })))
        await client.richItems.save({ businessId, sku, body: { businessId, sku } });
      const body = { businessId, sku, fileType: ready.fileType, picture: ready.picture.toString("base64") };
      await client.richItems.setPicture({ businessId, sku, body });
    } catch (error) {
      if (error instanceof KSeriesNetworkError && error.mayHaveArrived)
        throw new PictureRefusedError("unknown", { cause: error });
      if (error instanceof KSeriesError) throw new PictureRefusedError("vendor", { cause: error });
      throw error;
    }
    await withTenant(services.db, merchantId, (tx) =>
      noteItemChange(tx, services.now(), actor, {
        ...{ verb: "set the picture of", action: "item.picture_set", name: sku, subject: sku },
        detail: { businessId, width: ready.width, height: ready.height },
      }),
    );
  });
}
