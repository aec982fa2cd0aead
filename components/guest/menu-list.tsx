"use client";

import { Picture } from "@/components/ui/picture";
import { formatMoney, type Region } from "@/lib/format";
import type { GuestItem } from "@/lib/guest/guest-menu-types";
import { guestButton } from "./guest-button";
import { ItemFacts, LeftBadge } from "./item-facts";
import { AddButton } from "./live";

/** What a line shows of an item: what can be chosen with it is on its own page. What is null or empty of it is left out: all of it goes to the phone. */
export type MenuLine = Pick<GuestItem, "sku" | "name" | "priceMinor"> &
  Partial<Pick<GuestItem, "description" | "picture" | "left" | "allergens" | "diets" | "alcohol">> & {
    isPlain?: boolean;
  };
export type MenuSection = { path: string[]; items: MenuLine[] };

type MenuProps = {
  sections: MenuSection[];
  currency: string;
  region: Region;
  home: string;
  /** Null: nothing can be ordered now. */
  add: ((form: FormData) => Promise<void>) | null;
  visit: string;
};

const anchor = (index: number) => `section-${index}`;

/** One menu, a section for each screen that has something for guests on it. */
export function MenuList({ sections, currency, region, home, add, visit }: MenuProps) {
  return (
    <>
      {sections.length > 1 && (
        <nav aria-label="Sections" className="-mx-4 overflow-x-auto px-4 py-1">
          <ul className="flex gap-2">
            {sections.map(({ path }, index) => (
              <li key={path.join("/")}>
                <a
                  href={`#${anchor(index)}`}
                  className="inline-flex min-h-9 items-center whitespace-nowrap rounded-full border bg-surface px-3 text-sm hover:bg-hover"
                >
                  {path.at(-1)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {/* One form for all that can be added: its button names the item. */}
      <form action={add ?? undefined} className="contents">
        <input type="hidden" name="visit" value={visit} />
        {sections.map((section, index) => (
          <Section
            key={section.path.join("/")}
            id={anchor(index)}
            {...{ section, currency, region, home, canAdd: add !== null }}
          />
        ))}
      </form>
    </>
  );
}

type SectionProps = Omit<MenuProps, "sections" | "add" | "visit"> & {
  section: MenuSection;
  id: string;
  canAdd: boolean;
};

function Section({ section: { path, items }, id, ...rest }: SectionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="scroll-mt-4">
      <h2 id={`${id}-title`} className="mb-2 font-semibold text-lg">
        {path.length > 1 && <span className="text-muted">{path.slice(0, -1).join(" · ")} · </span>}
        {path.at(-1)}
      </h2>
      <ul className="divide-y rounded-lg border bg-surface">
        {items.map((item) => (
          <Item key={item.sku} item={item} {...rest} />
        ))}
      </ul>
    </section>
  );
}

function Item({ item, currency, region, home, canAdd }: Omit<SectionProps, "section" | "id"> & { item: MenuLine }) {
  const { sku, name, description, priceMinor, picture, left = null, isPlain = false } = item;
  const { allergens = null, diets = [], alcohol = null } = item;
  const address = `${home}/item?sku=${encodeURIComponent(sku)}`;
  return (
    <li className="flex gap-3 p-4">
      {picture && (
        <Picture
          src={`${home}/picture?${new URLSearchParams({ name: picture, size: "small" })}`}
          alt=""
          width={72}
          height={72}
          lazy
          className="size-18 shrink-0 rounded bg-sunken object-cover"
        />
      )}
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline justify-between gap-3">
          <h3 className="font-medium text-base [overflow-wrap:anywhere]">
            <a href={address} className="hover:underline">
              {name}
            </a>
          </h3>
          <p className="shrink-0 text-base tabular-nums">{formatMoney(priceMinor, currency, region)}</p>
        </div>
        {description && <p className="mt-0.5 line-clamp-2 text-muted text-sm">{description}</p>}
        <ItemFacts {...{ allergens, diets, alcohol, region }} />
        <div className="mt-2 flex items-center justify-between gap-3">
          <LeftBadge left={left} />
          {canAdd &&
            left !== 0 &&
            (isPlain ? (
              <AddButton sku={sku} name={name} />
            ) : (
              <a href={address} className={`${guestButton("secondary")} ml-auto`}>
                Choose<span className="sr-only">{` options for ${name}`}</span>
              </a>
            ))}
        </div>
      </div>
    </li>
  );
}
