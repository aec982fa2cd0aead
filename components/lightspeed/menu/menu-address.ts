export const menuParts = ["menu", "health", "changes", "discounts", "instructions", "profiles", "allergens"] as const;
export type MenuPart = (typeof menuParts)[number];

export const partLabels: Record<MenuPart, string> = {
  menu: "Menu",
  health: "SKU health",
  changes: "Changes",
  discounts: "Discounts",
  instructions: "Production instructions",
  profiles: "Order profiles",
  allergens: "Allergens",
};

/** Where somebody stands on the page; everything in its address, so that it can be shared and works without script. */
export type MenuPlace = {
  place?: string | undefined;
  menu?: string | undefined;
  profile?: string | undefined;
  part?: MenuPart | undefined;
  q?: string | undefined;
  screen?: string | undefined;
  entry?: string | undefined;
  tag?: string | undefined;
};

export function menuAddress(place: MenuPlace): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(place)) if (value && value !== "menu") query.set(name, value);
  return `/lightspeed/menus${query.size > 0 ? `?${query}` : ""}`;
}

export function readMenuPlace(params: Record<string, string | string[] | undefined>): MenuPlace {
  const text = (name: string) => {
    const value = params[name];
    return typeof value === "string" && value !== "" ? value.slice(0, 200) : undefined;
  };
  const part = menuParts.find((one) => one === params.part) ?? "menu";
  return {
    ...{ place: text("place"), menu: text("menu"), profile: text("profile"), part, q: text("q") },
    ...{ screen: text("screen"), entry: text("entry"), tag: text("tag") },
  };
}
