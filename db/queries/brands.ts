import { eq, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type Brand, type BrandLogo, brandLogos, brands, merchants } from "../schema";

type Found = { merchantName: string; brand: Brand | null; logo: Pick<BrandLogo, "id" | "width" | "height"> | null };

const selectBrand = prepared([], (db, { merchantId }) =>
  db
    .select({
      merchantName: merchants.name,
      brand: brands,
      logo: { id: brandLogos.id, width: brandLogos.width, height: brandLogos.height },
    })
    .from(merchants)
    .leftJoin(brands, eq(brands.merchantId, merchants.id))
    .leftJoin(brandLogos, eq(brandLogos.merchantId, merchants.id))
    .where(eq(merchants.id, merchantId)),
);

export async function findBrand(tx: TenantTransaction): Promise<Found> {
  const [row] = await selectBrand(tx);
  return row ?? { merchantName: "", brand: null, logo: null };
}

export async function saveBrand(tx: TenantTransaction, given: Omit<Brand, "merchantId">): Promise<void> {
  await tx
    .insert(brands)
    .values({ ...given, merchantId: tx.merchantId })
    .onConflictDoUpdate({ target: brands.merchantId, set: given });
}

export async function saveLogo(tx: TenantTransaction, given: Omit<BrandLogo, "merchantId">): Promise<void> {
  await tx
    .insert(brandLogos)
    .values({ ...given, merchantId: tx.merchantId })
    .onConflictDoUpdate({ target: brandLogos.merchantId, set: given });
}

/** False where there was none. */
export async function deleteLogo(tx: TenantTransaction): Promise<boolean> {
  const gone = await tx
    .delete(brandLogos)
    .where(eq(brandLogos.merchantId, tx.merchantId))
    .returning({ id: brandLogos.id });
  return gone.length > 0;
}

/** For guests, who belong to no tenant. */
export async function findLogoPicture(db: Queryable, id: string): Promise<Buffer | null> {
  const [row] = await db.execute<{ webp: Buffer }>(sql`select webp from gate.find_brand_logo(${id}::uuid)`);
  return row?.webp ?? null;
}
