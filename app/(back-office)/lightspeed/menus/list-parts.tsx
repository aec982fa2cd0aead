import { DataAge } from "@/components/lightspeed/data-age";
import { DiscountsCard } from "@/components/lightspeed/menu/discounts-card";
import { InstructionsCard } from "@/components/lightspeed/menu/instructions-card";
import { ProfilesCard } from "@/components/lightspeed/menu/profiles-card";
import { can } from "@/lib/auth/roles";
import { formatMoney, formatNumber } from "@/lib/format";
import {
  isManual,
  readDiscounts,
  readOrderProfiles,
  readProductionInstructions,
} from "@/lib/lightspeed/menu/menu-parts";
import type { Snapshot } from "@/lib/lightspeed/snapshots/read-snapshot";
import { services } from "@/lib/services";
import { refreshPartAction } from "./actions";
import type { MenuScene } from "./choose-menu";

type Part = Parameters<typeof refreshPartAction>[0]["part"];

export function ageOf(
  { actor, place: { locationId }, renderedAt, region }: MenuScene,
  part: Part,
  snapshot: Snapshot<unknown>,
) {
  return (
    <DataAge
      readAt={snapshot.readAt?.toISOString() ?? null}
      stale={snapshot.stale}
      problem={snapshot.problem}
      refresh={can(actor, "menus.sync") ? refreshPartAction.bind(null, { locationId, part }) : null}
      renderedAt={renderedAt}
      region={region}
    />
  );
}

export async function DiscountsPart({ scene }: { scene: MenuScene }) {
  const { actor, place } = scene;
  const { businessLocationId: placeId, currency } = place;
  const snapshot = await readDiscounts(services(), actor.merchantId, { placeId, currency });
  const discounts = snapshot.data?.map((discount) => ({
    code: discount.code,
    name: discount.name,
    manual: isManual(discount),
    worth: discount.amountMinor
      ? formatMoney(discount.amountMinor, currency, place.region)
      : discount.percentage
        ? `${formatNumber(discount.percentage, place.region)}%`
        : null,
  }));
  return <DiscountsCard discounts={discounts ?? null} age={ageOf(scene, "discounts", snapshot)} />;
}

export async function InstructionsPart({ scene }: { scene: MenuScene }) {
  const { businessLocationId: placeId } = scene.place;
  const snapshot = await readProductionInstructions(services(), scene.actor.merchantId, { placeId });
  return <InstructionsCard groups={snapshot.data} age={ageOf(scene, "instructions", snapshot)} />;
}

export async function ProfilesPart({ scene }: { scene: MenuScene }) {
  const { actor, place, here, asked } = scene;
  const { businessLocationId: placeId } = place;
  // Only what can be a code goes into the vendor's address.
  const tagCode = asked.tag && /^[\w.-]{1,40}$/.test(asked.tag) ? asked.tag : undefined;
  const snapshot = await readOrderProfiles(services(), actor.merchantId, { placeId });
  const profiles = snapshot.data?.filter(({ code }) => !tagCode || code.toLowerCase() === tagCode.toLowerCase());
  return (
    <ProfilesCard
      profiles={profiles ?? null}
      tag={asked.tag ?? ""}
      hidden={{ ...here, part: "profiles" }}
      age={ageOf(scene, "profiles", snapshot)}
    />
  );
}
