import type { ConflictRow } from "@/components/lightspeed/items/conflict-table";
import type { ItemFormState } from "@/components/lightspeed/items/item-form";
import { priceModeWords } from "@/components/lightspeed/items/item-words";
import type { RichFormState, RichText } from "@/components/lightspeed/items/rich-form";
import { type ItemFormValues, readItemForm, valuesOfItem } from "@/lib/lightspeed/items/item-input";
import type { ItemPlace, ItemView } from "@/lib/lightspeed/items/item-types";
import type { RichItemView } from "@/lib/lightspeed/items/rich-types";
import type { ActionResult } from "@/lib/result";

/** Only what a refusal says is read. */
type Refusal = ActionResult<never>;

/** A state comes back from the browser, where anything may have become of it. */
const triesOf = (state: unknown): number => {
  const tries = typeof state === "object" && state !== null && "tries" in state ? state.tries : 0;
  return typeof tries === "number" && Number.isSafeInteger(tries) ? tries + 1 : 1;
};

const told = (refusal: Refusal) => (refusal.ok ? { fields: {}, message: null } : refusal);

export const versionIn = (form: FormData): string => String(form.get("version") ?? "").slice(0, 40);

export function refusedItem(state: unknown, form: FormData, refusal: Refusal): ItemFormState {
  const { fields, message } = told(refusal);
  return {
    values: readItemForm(form),
    errors: fields ?? {},
    message,
    conflict: null,
    version: versionIn(form),
    tries: triesOf(state),
  };
}

const labels: Record<keyof ItemFormValues, string> = {
  name: "Name",
  docketName: "Name on dockets",
  sku: "SKU",
  barcode: "Barcode",
  barcodes: "Further barcodes",
  accountingGroupId: "Accounting group",
  price: "Price",
  costPrice: "Cost price",
  priceMode: "Kind of price",
};

/** What was typed stays in the fields, and the version becomes theirs: saving again is a decision. */
export function changedItem(
  state: unknown,
  form: FormData,
  theirs: ItemView,
  { version, at, groups }: { version: string; at: ItemPlace; groups: { id: string; name: string }[] },
): ItemFormState {
  const values = readItemForm(form);
  const now = valuesOfItem(theirs, at);
  const shown = (name: keyof ItemFormValues, value: string) => {
    if (name === "priceMode") return priceModeWords.get(value) ?? value;
    if (name === "accountingGroupId") return groups.find(({ id }) => id === value)?.name ?? theirs.group?.name ?? value;
    return value;
  };
  const rows: ConflictRow[] = (Object.keys(labels) as (keyof ItemFormValues)[])
    .filter((name) => values[name].trim() !== now[name].trim())
    .map((name) => ({ field: labels[name], mine: shown(name, values[name]), theirs: shown(name, now[name]) }));
  if (!theirs.active) rows.push({ field: "Sold", mine: "", theirs: "Archived" });
  return { values, errors: {}, message: null, conflict: rows, version, tries: triesOf(state) };
}

export function richFormOf(form: FormData): { texts: RichText[]; allergenCodes: string[] } {
  const texts = form
    .getAll("locale")
    .slice(0, 60)
    .map((value) => {
      const locale = String(value).slice(0, 7);
      const text = (part: string) => String(form.get(`${part}.${locale}`) ?? "").slice(0, 5000);
      return { locale, name: text("name"), description: text("description") };
    });
  const allergenCodes = form
    .getAll("allergen")
    .slice(0, 100)
    .map((value) => String(value).slice(0, 60));
  return { texts, allergenCodes };
}

export function refusedRich(state: unknown, form: FormData, refusal: Refusal): RichFormState {
  const { fields, message } = told(refusal);
  return {
    ...richFormOf(form),
    errors: fields ?? {},
    message,
    conflict: null,
    version: versionIn(form),
    tries: triesOf(state),
  };
}

export function changedRich(state: unknown, form: FormData, theirs: RichItemView): RichFormState {
  const mine = richFormOf(form);
  const rows = mine.texts.flatMap(({ locale, ...own }) => {
    const other = theirs.texts.find((one) => one.locale === locale);
    return (["name", "description"] as const)
      .filter((part) => own[part].trim() !== (other?.[part] ?? "").trim())
      .map((part) => ({
        field: `${part === "name" ? "Name" : "Description"} (${locale})`,
        mine: own[part],
        theirs: other?.[part] ?? "",
      }));
  });
  const codes = (list: string[]) => [...list].sort().join(", ");
  if (codes(mine.allergenCodes) !== codes(theirs.allergenCodes))
    rows.push({ field: "Allergens", mine: codes(mine.allergenCodes), theirs: codes(theirs.allergenCodes) });
  return { ...mine, errors: {}, message: null, conflict: rows, version: theirs.version, tries: triesOf(state) };
}
