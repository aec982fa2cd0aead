import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { BrandForm } from "@/components/settings/brand/brand-form";
import { BrandPreview } from "@/components/settings/brand/brand-preview";
import { ContrastFigures } from "@/components/settings/brand/contrast-figures";
import { LogoCard } from "@/components/settings/brand/logo-card";
import { TypedNameProvider } from "@/components/settings/brand/typed-name";
import { Card } from "@/components/ui/card";
import { FlashToast } from "@/components/ui/flash-toast";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { getBrand } from "@/lib/brand/get-brand";
import { isLogoRefusal, logoRefusals } from "@/lib/brand/logo-refusals";
import { formatMoney } from "@/lib/format";
import { services } from "@/lib/services";
import { locationChoiceOf, locationsOf, regionOf } from "../../back-office-data";
import { removeLogoAction, updateBrandAction } from "./actions";

export const metadata: Metadata = { title: "Brand" };

const notices = new Map([
  ["saved", "The brand was saved."],
  ["logo", "The logo was saved."],
  ["logo_removed", "The logo was removed."],
]);

type BrandPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function BrandPage({ searchParams }: BrandPageProps) {
  const actor = await requireMerchant();
  const { notice: key, refused } = await searchParams;
  const notice = notices.get(String(key));
  const [brand, region, choice, [first]] = await Promise.all([
    getBrand(services(), actor.merchantId),
    regionOf(actor),
    locationChoiceOf(actor),
    locationsOf(actor.merchantId),
  ]);
  const mayEdit = can(actor, "brand.edit");
  const currency = (choice.kind === "one" ? choice.location : first)?.currency ?? "EUR";
  return (
    <>
      {notice && <FlashToast message={notice} param="notice" />}
      <PageHeader title="Brand" description="How your guests see you on the kiosk, online and at the table." />
      <TypedNameProvider>
        <div className="grid gap-5 xl:grid-cols-2 xl:items-start">
          <div className="grid min-w-0 gap-5">
            <Card
              id="brand"
              title="Name and colours"
              description={
                brand.updatedAt ? null : "Nothing has been chosen yet: guests see your name in these colours."
              }
            >
              {mayEdit ? (
                <BrandForm values={{ name: brand.name, ...brand.colours }} save={updateBrandAction} />
              ) : (
                <div className="grid gap-3">
                  <p className="text-sm">{brand.name}</p>
                  <ContrastFigures colours={brand.colours} />
                </div>
              )}
            </Card>
            <LogoCard
              logo={brand.logo}
              name={brand.name}
              upload={mayEdit ? "/settings/brand/logo" : null}
              remove={removeLogoAction}
              failure={isLogoRefusal(refused) ? logoRefusals[refused] : null}
            />
          </div>
          <BrandPreview brand={brand} price={formatMoney(750, currency, region)} />
        </div>
      </TypedNameProvider>
    </>
  );
}
