/** The menu as a guest may order from it: priced by the server, with what is left. Amounts in minor units. */
export type GuestMenu = {
  type: GuestOrderType;
  currency: string;
  /** When Lightspeed last confirmed the oldest part of it; null without a menu. */
  readAt: string | null;
  menus: { id: string; name: string; sections: GuestSection[] }[];
};

export type GuestOrderType = "dine_in" | "takeaway";

export type GuestSection = {
  /** The names of the screens that it lies on, from the outermost. */
  path: string[];
  items: GuestItem[];
};

export type GuestItem = {
  sku: string;
  name: string;
  description: string | null;
  priceMinor: number;
  /** Null: nobody has stated any, which is never "free of". */
  allergens: string[] | null;
  /** Ways of eating that it suits; beside them nothing may be stated of allergens. */
  diets: string[];
  alcohol: { contains: boolean; percentage: string | null } | null;
  /** Names the picture for `/api/menu/picture`. */
  picture: string | null;
  /** How many are left; null: not limited. */
  left: number | null;
  groups: GuestGroup[];
  notes: GuestNotes[];
};

export type GuestGroup = {
  /** Its place under the item: what an order names it by. */
  group: number;
  name: string;
  minimum: number;
  /** Null: no limit. */
  maximum: number | null;
  choices: GuestChoice[];
};

export type GuestChoice = {
  sku: string;
  name: string;
  /** What choosing it costs on top. */
  extraMinor: number;
  allergens: string[] | null;
  diets: string[];
  left: number | null;
  /** What must or may be chosen with this choice. */
  groups: GuestGroup[];
  notes: GuestNotes[];
};

/** Wishes for the kitchen, never priced. */
export type GuestNotes = { name: string; several: boolean; notes: { id: string; text: string }[] };
