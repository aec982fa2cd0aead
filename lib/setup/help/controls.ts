type Control = { page: string; query?: string; id: string; label: string };

const settings = { page: "/lightspeed", query: "tab=settings" };
const status = { page: "/lightspeed", query: "tab=status" };
const webhooks = { page: "/lightspeed/webhooks" };

/** Every thing on a page that help sends somebody to, by the id of its card; a test holds them against the pages. */
export const controls = {
  connect: { ...settings, id: "connect", label: "Connect with Lightspeed" },
  /** Where there is a connection; without one it is `connect`. */
  connection: { ...settings, id: "connection", label: "Connection" },
  links: { ...settings, id: "links", label: "Location links" },
  orderSettings: { ...settings, id: "order-settings", label: "Order settings" },
  delete: { ...settings, id: "delete", label: "Delete the integration" },
  test: { ...status, id: "test", label: "Connection test" },
  tokenLife: { ...status, id: "token-life", label: "Token life" },
  log: { ...status, id: "log", label: "Integration logs" },
  testEvent: { ...webhooks, id: "test-event", label: "Send test event" },
  places: { ...webhooks, id: "places", label: "Locations of the endpoint" },
  skuHealth: { page: "/lightspeed/menus", query: "part=health", id: "health", label: "SKU health" },
  orderProfiles: { page: "/lightspeed/menus", query: "part=profiles", id: "profiles", label: "Order profiles" },
  items: { page: "/lightspeed/items", id: "items", label: "Items" },
  floorPlan: { page: "/lightspeed/floor-plans", id: "plan", label: "Floor plans" },
  report: { page: "/lightspeed/reports", id: "load", label: "Read the report again" },
  reportTotals: { page: "/lightspeed/reports", id: "totals", label: "Reports" },
  locations: { page: "/settings/locations", id: "active", label: "Locations" },
  paymentProfiles: { page: "/settings/payments", id: "profiles", label: "Payments" },
  members: { page: "/settings/team", id: "members", label: "Your team" },
  inHouse: { page: "/channels", id: "in-house", label: "In-house channel" },
} satisfies Record<string, Control>;

export type ControlName = keyof typeof controls;

/** The address of a control, with what narrows its page down to the thing meant. */
export function controlHref(name: ControlName, narrowed: Record<string, string> = {}): string {
  const { page, id, query }: Control = controls[name];
  const search = new URLSearchParams(query);
  for (const [key, value] of Object.entries(narrowed)) search.set(key, value);
  return `${page}${search.size > 0 ? `?${search}` : ""}#${id}`;
}
