import type { Menu } from "../world/menu-tree";
import { major } from "../world/money";
import { discounts, profileOf } from "../world/venue";
import { subExceptionError } from "./errors";
import { instructionsOnTheWire, menuOnTheWire } from "./menu-tree";
import type { ApiAnswer, Call, Operation } from "./operation";
import { int64, wireText } from "./wire";

/** The vendor declares only 503 here; 404 for an unknown menu and 400 for an unknown profile are guesses. */
function load(call: Call, v2: boolean): ApiAnswer {
  const site = call.site();
  const menu = site.venue.menus.find(({ id }) => id === call.parameters.menuId);
  if (!menu) return subExceptionError(404, `No menu ${call.parameters.menuId} at this location`);
  const code = call.query.get("accountProfile") ?? "";
  const profile = profileOf(site.venue, code);
  if (!profile) return subExceptionError(400, `No order profile with code ${code}`);
  const rich = call.query.get("richContent") === "true";
  const request = { site, baseUrl: call.baseUrl, profile, profileGiven: code !== "", rich, v2 };
  const written = [
    code,
    rich,
    v2,
    call.baseUrl,
    site.behaviour.richDataMissing,
    site.items.version(),
    site.rich.version(),
  ];
  return { status: 200, text: remembered(menu, written.join(" "), () => wireText(menuOnTheWire(request, menu))) };
}

const MOST_WRITTEN = 6;
const texts = new WeakMap<Menu, Map<string, string>>();

/** A long menu takes a while to write, and is read far more often than it changes. */
function remembered(menu: Menu, key: string, write: () => string): string {
  const known = texts.get(menu) ?? new Map<string, string>();
  texts.set(menu, known);
  const text = known.get(key) ?? write();
  known.delete(key);
  known.set(key, text);
  if (known.size > MOST_WRITTEN) known.delete([...known.keys()][0] ?? "");
  return text;
}

const discountsOnTheWire = () =>
  discounts.map(({ name, code, percent, cents }) => ({
    name,
    code,
    ...(percent === undefined ? { discountAmount: major(cents ?? 0) } : { discountPercentage: percent }),
  }));

const common = { kind: "menus", method: "GET", scope: "orders-api", about: "location-in-query" } as const;

export const menus: Operation[] = [
  {
    ...common,
    id: "listMenus",
    path: "/o/op/1/menu/list",
    errors: "ordering",
    handle: (call) => ({
      status: 200,
      body: call.site().venue.menus.map(({ id, name }) => ({ menuName: name, ikentooMenuId: int64(id) })),
    }),
  },
  {
    ...common,
    id: "loadMenu",
    path: "/o/op/1/menu/load/{menuId}",
    errors: "items",
    handle: (call) => load(call, false),
  },
  {
    ...common,
    id: "loadMenuV2",
    path: "/o/op/2/menu/load/{menuId}",
    errors: "items",
    handle: (call) => load(call, true),
  },
  {
    ...common,
    id: "listProductionInstructions",
    path: "/o/op/1/menu/modifiers",
    errors: "ordering",
    handle: (call) => ({ status: 200, body: call.site().venue.instructions.map(instructionsOnTheWire) }),
  },
  {
    ...common,
    id: "listDiscounts",
    path: "/o/op/1/menu/discounts",
    errors: "ordering",
    handle: () => ({ status: 200, body: discountsOnTheWire() }),
  },
];
