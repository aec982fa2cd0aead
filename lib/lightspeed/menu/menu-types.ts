/** A menu as it is kept and shown: plain data, amounts in minor units of `currency`, ids and percentages as text. */
export type MenuView = {
  /** Of this content; another content has another id. */
  versionId: string;
  menuId: string;
  name: string;
  /** The vendor's location. */
  placeId: string;
  /** The order profile's code; null: the till's own price list. */
  profile: string | null;
  currency: string;
  /** When Lightspeed last confirmed this content, ISO 8601. */
  readAt: string;
  /** The tax of a line depends on the whole check: ask for a preview, do not compute it. */
  conditionalTaxRules: boolean;
  /** When texts, pictures and allergens were last read; older than `readAt` where Lightspeed could not deliver them. */
  richReadAt: string | null;
  screens: MenuScreen[];
};

/** What a version holds: the tree, without what the row around it says. */
export type MenuContent = Pick<MenuView, "name" | "conditionalTaxRules" | "screens">;

export type MenuScreen = {
  kind: "screen";
  id: string | null;
  name: string;
  color: string | null;
  entries: MenuEntry[];
};

export type MenuEntry = MenuScreen | MenuItem | MenuDeal | MenuModifier;

/** `fixed`: an order must not send a price of its own. */
export type Pricing = "fixed" | "open_positive" | "open_negative" | "percentage" | "unknown";

export type MenuText = {
  locale: string;
  name: string | null;
  /** Plain text: markup is taken out when it is read. */
  description: string | null;
};

export type MenuProduct = {
  name: string;
  /** Null: cannot be ordered. */
  sku: string | null;
  /** Null: the vendor told none. */
  priceMinor: number | null;
  pricing: Pricing;
  /** An order may give it another name. */
  customName: boolean;
  tax: MenuTax;
  rich: MenuRich | null;
};

export type MenuTax = {
  /** Null: not told. */
  includedInPrice: boolean | null;
  percentage: string | null;
  amountMinor: number | null;
  conditional: boolean;
  parts: { name: string; percentage: string | null; amountMinor: number | null }[];
};

export type MenuRich = {
  texts: MenuText[];
  /** The vendor's codes. Null: not stated, which is never "free of". */
  allergenCodes: string[] | null;
  alcohol: { contains: boolean; percentage: string | null } | null;
  /** As the vendor names them: plain http among them. Never put into a page; `pictureUrl` of the view is. */
  pictures: { square: string | null; preview: string | null; raw: string | null } | null;
};

export type MenuItem = MenuProduct & {
  kind: "item";
  /** Sold only as a part of something. Never set inside a combo. */
  asSubItem: boolean;
  /** The supplement inside a combo; null elsewhere. */
  extraPriceMinor: number | null;
  modifierGroups: ChoiceGroup<MenuModifier>[];
  productionInstructions: InstructionGroup[];
};

export type MenuModifier = MenuProduct & {
  kind: "modifier";
  /** What choosing it costs on top. */
  extraPriceMinor: number | null;
  productionInstructions: InstructionGroup[];
};

/** A combo: its own price, and in each group a choice whose `extraPriceMinor` comes on top. */
export type MenuDeal = MenuProduct & { kind: "deal"; items: MenuItem[]; groups: ChoiceGroup<MenuItem>[] };

export type ChoiceGroup<T> = {
  sku: string | null;
  name: string;
  /** At least so many must be chosen; 0: none. */
  minimum: number;
  /** At most so many may be chosen; null: no limit. */
  maximum: number | null;
  choices: T[];
};

/** Notes for the kitchen, never priced; an instruction's id is what an order sends as `modifierId`. */
export type InstructionGroup = {
  id: string;
  name: string;
  several: boolean;
  instructions: { id: string; text: string }[];
};

/** A row of the vendor's that could not be taken over; the rest of the menu is not affected. */
export type BrokenRow = { where: string; name: string | null; sku: string | null; reason: string };

export type MenuListing = {
  placeId: string;
  placeName: string;
  locationName: string;
  currency: string;
  /** One per menu and order profile. */
  menus: MenuSummary[];
};

export type MenuSummary = {
  menuId: string;
  name: string;
  profile: string | null;
  /** Null: never read yet. */
  versionId: string | null;
  readAt: string | null;
  richReadAt: string | null;
  itemCount: number | null;
  brokenCount: number | null;
  /** Since when Lightspeed lists it no more. */
  goneAt: string | null;
  problem: { message: string; remedy: string } | null;
};
