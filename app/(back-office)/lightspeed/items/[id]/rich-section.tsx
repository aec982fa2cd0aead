import { PictureForm } from "@/components/lightspeed/items/picture-form";
import { RichFacts } from "@/components/lightspeed/items/rich-facts";
import { RichForm } from "@/components/lightspeed/items/rich-form";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Picture } from "@/components/ui/picture";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";
import { type Actor, can } from "@/lib/auth/roles";
import type { readTokens } from "@/lib/lightspeed/connection/read-tokens";
import type { ItemRow } from "@/lib/lightspeed/items/item-types";
import { isPictureRefusal, pictureRefusals } from "@/lib/lightspeed/items/picture-refusals";
import {
  allergenLabels,
  getRichItem,
  readAllergens,
  readLocales,
  readPictureRules,
} from "@/lib/lightspeed/items/rich-item";
import { LONGEST_ORDERABLE_SKU } from "@/lib/lightspeed/items/to-item-view";
import { languageName } from "@/lib/names";
import { asResult } from "@/lib/result";
import { services } from "@/lib/services";
import type { LinkedPlace } from "../../linked-places";
import { deleteRichItemAction, saveRichItemAction } from "../actions";

/** What the forms choose from: kept here, and the same whatever the item is. */
export function readRichChoices({ merchantId }: Actor, { businessId }: LinkedPlace) {
  return Promise.all([
    readLocales(services(), merchantId, businessId),
    readAllergens(services(), merchantId),
    readPictureRules(services(), merchantId, businessId),
  ]);
}

type RichSectionProps = {
  actor: Actor;
  place: LinkedPlace;
  item: ItemRow;
  choices: ReturnType<typeof readRichChoices>;
  tokens: Awaited<ReturnType<typeof readTokens>>;
  failure: string | null;
};

/** Texts, allergens and picture. They belong to the SKU at the whole business, not to this location. */
export async function RichSection({ actor, place, item, choices, tokens, failure }: RichSectionProps) {
  const { sku } = item;
  if (sku === null || sku.length > LONGEST_ORDERABLE_SKU) {
    return (
      <Card id="texts" flush title="Texts and allergens">
        <EmptyState title={sku === null ? "Enter a SKU first" : "The SKU is too long for texts and pictures"}>
          Texts, allergens and pictures are kept under a SKU of at most {LONGEST_ORDERABLE_SKU} characters.
        </EmptyState>
      </Card>
    );
  }
  const { merchantId } = actor;
  const { businessId, locationId } = place;
  const key = { businessId, sku };
  const [rich, [locales, allergens, rules]] = await Promise.all([
    asResult(() => getRichItem(services(), merchantId, key, { tokens })),
    choices,
  ]);
  const self = `/lightspeed/items/${item.id}?place=${locationId}`;
  if (!rich.ok) {
    return (
      <Card id="texts" title="Texts and allergens">
        <Alert tone="negative" title={rich.message} actions={<TextLink href={self}>Try again</TextLink>} />
      </Card>
    );
  }
  const languages = locales.data ?? [];
  const strangers = rich.data.texts.filter(({ locale }) => !languages.includes(locale));
  const empty = (locale: string) => ({ locale, name: "", description: "" });
  const texts = [
    ...languages.map((locale) => rich.data.texts.find((text) => text.locale === locale) ?? empty(locale)),
    ...strangers,
  ];
  const labels = allergenLabels(allergens.data ?? [], ["en", ...languages]);
  const picture = rich.data.hasPicture
    ? `/lightspeed/items/${item.id}/picture?place=${locationId}&v=${rich.data.version}`
    : null;
  if (!can(actor, "items.edit"))
    return (
      <RichFacts
        texts={texts}
        allergenCodes={rich.data.allergenCodes}
        allergens={labels}
        picture={picture}
        name={item.name}
      />
    );
  return (
    <>
      <Card
        id="texts"
        title="Texts and allergens"
        description={`For guests, in the languages of your Lightspeed business. They belong to the SKU ${sku}: every location of the business shows the same.`}
      >
        {languages.length === 0 && (
          <div className="mb-4">
            <Alert
              tone="warning"
              title={locales.problem?.message ?? "The languages of the business are not known yet."}
            >
              {locales.problem?.remedy}
            </Alert>
          </div>
        )}
        <RichForm
          key={rich.data.version}
          texts={texts}
          locales={languages}
          languageNames={Object.fromEntries(texts.map(({ locale }) => [locale, languageName(locale)]))}
          allergenCodes={rich.data.allergenCodes}
          allergens={labels}
          version={rich.data.version}
          save={saveRichItemAction.bind(null, locationId, item.id, sku)}
          reloadHref={self}
        />
      </Card>
      <Card id="picture" title="Picture" description="Checked against Lightspeed's rules before it is sent.">
        <div className="grid gap-5 sm:grid-cols-[10rem_minmax(0,1fr)]">
          <CurrentPicture picture={picture} name={item.name} />
          {rules.data ? (
            <PictureForm
              action={`/lightspeed/items/${item.id}/picture?place=${locationId}`}
              rules={rules.data}
              failure={isPictureRefusal(failure) ? pictureRefusals[failure] : null}
            />
          ) : (
            <Alert
              tone="warning"
              title={rules.problem?.message ?? "Lightspeed has not told its rules for pictures yet."}
            >
              {rules.problem?.remedy} Without them no picture can be sent.
            </Alert>
          )}
        </div>
      </Card>
      {(rich.data.updatedAt !== null || rich.data.hasPicture) && (
        <Card
          id="rich-removal"
          title="Delete texts, allergens and picture"
          description="The item itself stays. Guests then see its own name, and its allergens are “not stated”."
          actions={
            <form action={deleteRichItemAction.bind(null, locationId, item.id, sku)}>
              <SubmitButton variant="destructive-quiet">Delete them</SubmitButton>
            </form>
          }
        />
      )}
    </>
  );
}

function CurrentPicture({ picture, name }: { picture: string | null; name: string }) {
  if (!picture)
    return (
      <div className="flex aspect-square items-center justify-center rounded border border-dashed bg-sunken text-muted text-sm">
        No picture
      </div>
    );
  return (
    <Picture
      src={picture}
      alt={name}
      width={160}
      height={160}
      className="size-40 rounded border bg-sunken object-cover"
    />
  );
}
