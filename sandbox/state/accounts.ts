import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { type Behaviour, behaviourSchema } from "./behaviour";
import { type Lifetimes, lifetimesSchema } from "./settings";
import type { Store } from "./store";

/** `l-series` has no K-Series at all; `no-admin` may sign in at the till but not connect anything. */
export const accountKinds = ["k-series", "l-series", "no-admin"] as const;

/** Which kind of restaurant a location is: a brasserie, one with a card of 5,000 lines, or a caterer with prices before tax. */
export const templates = ["brasserie", "cellar", "catering"] as const;

const placeSchema = z.object({
  template: z.enum(templates).default("brasserie"),
  /** Days of past sales before the account was made. */
  historyDays: z.number().int().min(0).max(1_500).default(90),
  salesPerDay: z.number().int().min(0).max(4_999).default(24),
  /** Whether guests come and go by themselves: open checks that change with the time, sales of today. */
  ambient: z.boolean().default(false),
});
const newLocationSchema = placeSchema.extend({ name: z.string().min(1) });

export const newAccountSchema = z.object({
  email: z.email().optional(),
  password: z.string().min(1).optional(),
  kind: z.enum(accountKinds).default("k-series"),
  settings: lifetimesSchema
    .partial()
    .extend({ ...behaviourSchema.partial().shape, refreshGraceMs: z.number().int().min(0).optional() })
    .default({}),
  businesses: z
    .array(z.object({ name: z.string().min(1), locations: z.array(newLocationSchema).default([]) }))
    .default([{ name: "Test Bistro BV", locations: [newLocationSchema.parse({ name: "Test Bistro" })] }]),
});

export type NewAccount = z.input<typeof newAccountSchema>;
export type AccountKind = (typeof accountKinds)[number];
export type Template = (typeof templates)[number];
export type Location = { id: string; name: string; visible: boolean } & z.output<typeof placeSchema>;
export type Business = { id: string; name: string; locations: Location[] };
export type Account = {
  id: string;
  email: string;
  passwordHash: string;
  kind: AccountKind;
  settings: Partial<Lifetimes> & Partial<Behaviour> & { refreshGraceMs?: number | undefined };
  /** Past sales reach back from here. */
  createdAt: number;
  /** Every id of this account's data is an offset from it, so that no two accounts share one. */
  idBase: string;
  businesses: Business[];
};

export const DEMO_ACCOUNT_ID = "demo";
/** One above the largest integer that JavaScript's numbers hold: whoever parses it as a number reads …992. */
const BEYOND_SAFE_INTEGER = "9007199254740993";

export function idOf(account: Pick<Account, "idBase">, offset: number): string {
  return (BigInt(account.idBase) + BigInt(offset)).toString();
}

function hashPassword(password: string, salt = randomBytes(16).toString("base64url")): string {
  return `${salt}.${scryptSync(password, salt, 32, { N: 1024 }).toString("base64url")}`;
}

export function hasPassword(account: Account, password: string): boolean {
  const [salt] = account.passwordHash.split(".");
  return timingSafeEqual(Buffer.from(hashPassword(password, salt)), Buffer.from(account.passwordHash));
}

export type Accounts = {
  get(id: string): Account | undefined;
  findByEmail(email: string): Account | undefined;
  list(): Account[];
  create(input: NewAccount): { account: Account; password: string };
  save(account: Account): void;
};

function build(input: NewAccount, id: string, serial: number): { account: Account; password: string } {
  const wanted = newAccountSchema.parse(input);
  const password = wanted.password ?? randomBytes(12).toString("base64url");
  const base = { idBase: (58_000_000_000_000n + BigInt(serial) * 1_000_000n).toString() };
  let locations = 0;
  const account: Account = {
    ...base,
    id,
    email: (wanted.email ?? `owner-${id}@sandbox.test`).toLowerCase(),
    passwordHash: hashPassword(password),
    kind: wanted.kind,
    settings: wanted.settings,
    createdAt: Date.now(),
    businesses: wanted.businesses.map((business, index) => ({
      id: idOf(base, index + 1),
      name: business.name,
      locations: business.locations.map((location) => {
        locations += 1;
        return { id: idOf(base, 1_000 + locations), visible: true, ...location };
      }),
    })),
  };
  return { account, password };
}

export function openAccounts(store: Store): Accounts {
  const stored = store.collection<Account>("accounts");
  const serials = store.collection<number>("serials");
  const list = () => stored.entries().map(([, account]) => account);
  const findByEmail = (email: string) => list().find((account) => account.email === email.trim().toLowerCase());
  return {
    get: (id) => stored.get(id),
    findByEmail,
    list,
    create: (input) => {
      if (input.email && findByEmail(input.email)) throw new Error(`the account ${input.email} exists already`);
      const serial = (serials.get("accounts") ?? 0) + 1;
      serials.set("accounts", serial);
      const made = build(input, `a${serial}`, serial);
      stored.set(made.account.id, made.account);
      return made;
    },
    save: (account) => stored.set(account.id, account),
  };
}

const demoBusinesses: NewAccount["businesses"] = [
  {
    name: "Brasserie Demo BV",
    locations: [
      { name: "Brasserie Grand-Place", salesPerDay: 60, ambient: true },
      { name: "Brasserie Canal", template: "cellar", salesPerDay: 40, ambient: true },
    ],
  },
  {
    name: "Demo Catering BV",
    locations: [{ name: "Catering Kitchen", template: "catering", salesPerDay: 12, ambient: true }],
  },
];

/** Fills what an account of an older state file lacks. */
function completed(existing: Account, made: Account): Account {
  const fresh = made.businesses.flatMap((business) => business.locations);
  const businesses = existing.businesses.map((business) => ({
    ...business,
    locations: business.locations.map((location) => ({
      ...fresh.find((candidate) => candidate.id === location.id),
      ...location,
    })),
  }));
  return { ...made, ...existing, businesses };
}

/** The account of the demo: made at the first start, its login follows the environment at each later one. */
export function ensureDemoAccount(accounts: Accounts, login: { email: string; password: string }): Account {
  const existing = accounts.get(DEMO_ACCOUNT_ID);
  const made = build({ ...login, businesses: demoBusinesses }, DEMO_ACCOUNT_ID, 0).account;
  const canal = made.businesses[0]?.locations[1];
  if (canal) canal.id = BEYOND_SAFE_INTEGER;
  const kept = existing && completed(existing, made);
  const account = kept ? { ...kept, email: made.email, passwordHash: made.passwordHash } : made;
  accounts.save(account);
  return account;
}
