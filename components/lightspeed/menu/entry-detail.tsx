import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Picture } from "@/components/ui/picture";
import { formatCount } from "@/lib/format";
import type { ChoiceGroupView, MenuEntryView } from "@/lib/lightspeed/menu/menu-entry-view";
import { statementWords } from "./allergen-words";

const pricingWords = {
  fixed: "The price is fixed: an order cannot change it.",
  open_positive: "The price is typed in with the order.",
  open_negative: "The reduction is typed in with the order.",
  percentage: "The amount is a percentage of the check.",
  unknown: "Lightspeed prices this in a way that Upvendo does not know yet.",
};

/** Everything that the till and a guest are told about one product. */
export function EntryDetail({ entry, picture }: { entry: MenuEntryView; picture: string | null }) {
  return (
    <div className="grid gap-4 text-sm">
      <div className="flex flex-wrap gap-4">
        {picture && (
          <Picture
            src={picture}
            alt={entry.name}
            width={160}
            height={160}
            className="size-40 rounded-lg border bg-sunken object-cover"
          />
        )}
        <dl className="grid min-w-0 flex-1 basis-64 grid-cols-[auto_minmax(0,1fr)] content-start gap-x-4 gap-y-1.5">
          <Fact name="SKU">{entry.sku ?? "None: it cannot be ordered"}</Fact>
          <Fact name="Price">{`${entry.price ?? "None told"}. ${pricingWords[entry.pricing]}`}</Fact>
          <Fact name="Tax">
            {entry.tax.words}
            {entry.tax.conditional && "; the final tax depends on the whole check"}
          </Fact>
          <Fact name="Allergens">{statementWords(entry.allergens)}</Fact>
          {entry.alcohol && (
            <Fact name="Alcohol">
              {entry.alcohol.contains ? `Yes${entry.alcohol.percentage ? `, ${entry.alcohol.percentage}%` : ""}` : "No"}
            </Fact>
          )}
          {entry.originalName && <Fact name="In Lightspeed">{entry.originalName}</Fact>}
          {entry.part && <Fact name="Sold">Only as a part of something else</Fact>}
          {entry.customName && <Fact name="Name">An order may give it another name</Fact>}
        </dl>
      </div>
      {entry.ownDescription && <p className="whitespace-pre-line">{entry.ownDescription}</p>}
      {entry.texts.length > 0 && <Texts entry={entry} />}
      {entry.included.length > 0 && <p>Always with it: {entry.included.join(", ")}</p>}
      {entry.groups.map((group, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two groups may be the same, and none ever moves
        <Choices key={place} group={group} />
      ))}
      {entry.notes.map((group) => (
        <p key={group.id}>
          <span className="font-medium">{group.name}</span>
          <span className="text-muted">
            {" "}
            (note for the kitchen, {group.several ? "several may be given" : "one may be given"}):{" "}
          </span>
          {group.instructions.map(({ text }) => text).join(", ")}
        </p>
      ))}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

function Texts({ entry: { texts } }: { entry: MenuEntryView }) {
  return (
    <ul className="grid gap-2">
      {texts.map(({ locale, name, description }) => (
        <li key={locale} className="flex gap-3">
          <span className="w-12 shrink-0">
            <Badge>{locale}</Badge>
          </span>
          <span lang={locale.replace("_", "-")} className="min-w-0 [overflow-wrap:anywhere]">
            {name && <span className="font-medium">{name}</span>}
            {description && <span className="block whitespace-pre-line text-muted">{description}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** "choose 1", "choose at most 3", "choose between 1 and 3", "choose as many as you like". */
export function choiceRule({ minimum, maximum }: Pick<ChoiceGroupView, "minimum" | "maximum">): string {
  if (maximum === null) return minimum === 0 ? "choose as many as you like" : `choose at least ${minimum}`;
  if (minimum === maximum) return `choose ${minimum}`;
  return minimum === 0 ? `choose at most ${maximum}` : `choose between ${minimum} and ${maximum}`;
}

function Choices({ group }: { group: ChoiceGroupView }) {
  return (
    <div>
      <p>
        <span className="font-medium">{group.name}</span>
        <span className="text-muted">
          : {choiceRule(group)} of {formatCount(group.choices.length, "choice")}
        </span>
      </p>
      <ul className="mt-1 grid gap-x-6 sm:grid-cols-2">
        {group.choices.map((choice, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a product may be offered twice, and none ever moves
          <li key={place} className="flex justify-between gap-3 border-b py-1">
            <span className="min-w-0 truncate">
              {choice.name} {choice.sku && <span className="font-mono text-muted text-xs">{choice.sku}</span>}
            </span>
            <span className="shrink-0 text-muted tabular-nums">
              {choice.extra ? `+ ${choice.extra}` : "no extra charge"}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
