import { z } from "zod";
import { type MoneyWire, perCurrency } from "../money";
import { defineOperation } from "../operation";
import { open, renamed } from "../shape";
import { type BrokenRow, tolerant } from "../tolerant";
import { decimal, id, int64 } from "../wire";
import { atLocation, label, MiB } from "./common";
import { menuEntries, productionInstructionGroup } from "./menu-entries";

type Entries = ReturnType<typeof menuEntries>;
export type MenuItem = z.output<Entries["item"]>;
export type MenuDeal = z.output<Entries["deal"]>;
export type MenuProductModifier = z.output<Entries["modifier"]>;
export type MenuGroup = {
  type: "group";
  id?: string | null;
  name?: string | null;
  color?: string | null;
  entries?: MenuEntry[] | null;
};
/** A kind of entry that came after this was written; passed on as it is. */
export type UnknownMenuEntry = { type: "unknown"; vendorType: string };
export type { BrokenRow };
export type MenuEntry = MenuItem | MenuDeal | MenuProductModifier | MenuGroup | UnknownMenuEntry | BrokenRow;

const known = ["menuItem", "menuDeal", "menuProductModifier", "group"];

const menu = perCurrency((money: MoneyWire) => {
  const { item, deal, modifier } = menuEntries(money);
  const group = renamed(
    open({
      "@type": z.literal("group"),
      id: z.union([z.string(), int64]).nullish(),
      name: z.string().nullish(),
      color: z.string().nullish(),
      get menuEntry(): z.ZodType<MenuEntry[] | null | undefined> {
        return z.array(tolerant(entry)).nullish();
      },
    }),
    { "@type": "type", menuEntry: "entries" },
  );
  const unknownEntry = renamed(open({ "@type": z.string().refine((type) => !known.includes(type)) }), {
    "@type": "vendorType",
  }).transform((value): UnknownMenuEntry => ({ ...value, type: "unknown" }));
  const entry: z.ZodType<MenuEntry> = z.union([
    z.discriminatedUnion("@type", [item, deal, modifier, group]),
    unknownEntry,
  ]);
  return renamed(
    open({
      menuName: z.string().nullish(),
      ikentooMenuId: int64,
      /** Rich content was asked for and could not be had: keep what was known before. */
      richDataMissing: z.boolean().nullish(),
      conditionalTaxRules: z.boolean().nullish(),
      menuEntryGroups: z.array(tolerant(group)).nullish(),
    }),
    { menuName: "name", ikentooMenuId: "id", menuEntryGroups: "groups" },
  );
});

export type Menu = z.output<ReturnType<typeof menu>>;

const discount = ({ read }: MoneyWire) =>
  renamed(
    open({
      name: z.string().nullish(),
      code: z.string(),
      discountPercentage: decimal.nullish(),
      discountAmount: read.nullish(),
    }),
    { discountPercentage: "percentage", discountAmount: "amountMinor" },
  );

export type Discount = z.output<ReturnType<typeof discount>>;

const loadOne = {
  method: "GET",
  scope: "orders-api",
  repeatable: true,
  currency: "required",
  params: z.object({ menuId: id }),
  query: atLocation.extend({
    /** An order profile's code: it chooses the price list. */
    accountProfile: z.string().optional(),
    richContent: z.boolean().optional(),
  }),
  response: menu,
  timeoutMs: 30_000,
  maxBytes: 32 * MiB,
} as const;

const menuSummary = renamed(open({ ikentooMenuId: int64, menuName: label }), {
  ikentooMenuId: "id",
  menuName: "name",
});

export const menus = {
  list: defineOperation({
    method: "GET",
    path: "/o/op/1/menu/list",
    scope: "orders-api",
    repeatable: true,
    query: atLocation,
    response: z.array(menuSummary),
  }),
  /** With product modifiers (V2). https://api-docs.lsk.lightspeed.app/operation/operation-apegetmenubyid */
  load: defineOperation({ ...loadOne, path: "/o/op/2/menu/load/{menuId}" }),
  /** Deprecated by the vendor: lacks product modifiers. */
  loadV1: defineOperation({ ...loadOne, path: "/o/op/1/menu/load/{menuId}" }),
  /** The vendor's path says modifiers. https://api-docs.lsk.lightspeed.app/operation/operation-apeloadallmodifiers */
  productionInstructions: defineOperation({
    method: "GET",
    path: "/o/op/1/menu/modifiers",
    scope: "orders-api",
    repeatable: true,
    query: atLocation,
    response: z.array(productionInstructionGroup),
  }),
  discounts: defineOperation({
    method: "GET",
    path: "/o/op/1/menu/discounts",
    scope: "orders-api",
    repeatable: true,
    currency: "required",
    query: atLocation,
    response: perCurrency((money) => z.array(discount(money))),
  }),
};
