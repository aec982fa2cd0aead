import { type TenantTransaction, withTenant } from "@/db/client";
import { findBrand } from "@/db/queries/brands";
import type { Services } from "@/lib/services";
import type { Colours } from "./contrast";
import { styleAddress } from "./style";

/** How guests see a merchant. Addresses are ours, need no sign-in and change with what they show. */
export type BrandView = {
  name: string;
  colours: Colours;
  logo: { url: string; width: number; height: number } | null;
  /** A stylesheet with `--brand-accent`, `--brand-on-accent`, `--brand-ground` and `--brand-ink`. */
  styleUrl: string;
  /** Null while nobody has chosen anything. */
  updatedAt: string | null;
};

export const usualColours: Colours = { accent: "#2b52d9", ground: "#ffffff", ink: "#181b22" };

export async function getBrand({ db }: Pick<Services, "db">, merchantId: string): Promise<BrandView> {
  return withTenant(db, merchantId, readBrand);
}

export async function readBrand(tx: TenantTransaction): Promise<BrandView> {
  const { merchantName, brand, logo } = await findBrand(tx);
  const colours = brand ? { accent: brand.accent, ground: brand.ground, ink: brand.ink } : usualColours;
  return {
    name: brand?.name ?? merchantName,
    colours,
    logo: logo && { url: `/api/brand/logo/${logo.id}`, width: logo.width, height: logo.height },
    styleUrl: styleAddress(colours),
    updatedAt: brand?.updatedAt.toISOString() ?? null,
  };
}
