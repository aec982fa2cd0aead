export type Scope = { name: string; title: string; explanation: string };

/** What the consent page says about each scope that a client may ask for. */
export const apiScopes: Scope[] = [
  {
    name: "orders-api",
    title: "Orders and menus",
    explanation: "Read menus and tables, send orders and payments to the till.",
  },
  { name: "financial-api", title: "Financial data", explanation: "Read sales, tax rates and payment methods." },
  { name: "items", title: "Items", explanation: "Read and change the items of your menu." },
  { name: "staff-api", title: "Staff", explanation: "Read staff and shifts." },
  { name: "offline_access", title: "Stay connected", explanation: "Keep working while nobody is signed in." },
];

/** Every V2 client asks for these, whether it says so or not. */
export const alwaysAsked = ["profile", "email"];
export const knownScopes = [...apiScopes.map((scope) => scope.name), "openid", ...alwaysAsked];
