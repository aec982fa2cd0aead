import { sql } from "drizzle-orm";
import { bigserial, check, index, integer, json, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import type { ReadProblem } from "./snapshots";

/** A row of the vendor's that could not be taken over, and why. */
export type BrokenMenuRow = { where: string; name: string | null; sku: string | null; reason: string };

/** One thing that is different from the version before. `before` and `after` are minor units, names or codes, after the kind. */
export type MenuChange = {
  kind: "added" | "removed" | "price" | "supplement" | "name" | "allergens" | "texts" | "options" | "tax";
  sku: string | null;
  name: string;
  before: string | null;
  after: string | null;
};

/** Every content that a menu had with an order profile. Never changed; only the newest keep their content. */
export const menuVersions = pgTable(
  "menu_versions",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    /** In the order in which they came. */
    seq: bigserial({ mode: "number" }),
    /** The vendor's location, menu and order profile; an empty profile is the till's own price list. */
    placeId: text().notNull(),
    menuId: text().notNull(),
    profile: text().notNull(),
    hash: text().notNull(),
    currency: text().notNull(),
    /** Of the form that `form` says. Null once newer versions have come. */
    content: json().$type<unknown>(),
    form: integer().notNull(),
    itemCount: integer().notNull(),
    broken: json().$type<BrokenMenuRow[]>().notNull().default([]),
    /** Against the version before; only the first thousand of `changeCount`. Empty for the first. */
    changes: json().$type<MenuChange[]>().notNull().default([]),
    changeCount: integer().notNull().default(0),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [index("menu_versions_newest_idx").on(t.merchantId, t.placeId, t.menuId, t.profile, t.seq.desc())],
);

/** Which version a menu has with an order profile right now: the pointer moves in one statement, so nobody sees half a menu. */
export const menus = pgTable(
  "menus",
  {
    merchantId: merchantId(),
    placeId: text().notNull(),
    menuId: text().notNull(),
    profile: text().notNull(),
    name: text().notNull(),
    /** The place in the vendor's list. */
    position: integer().notNull().default(0),
    versionId: uuid().references(() => menuVersions.id, { onDelete: "set null" }),
    /** When Lightspeed last confirmed the content. */
    readAt: instant(),
    /** When texts, pictures and allergens were last delivered with it. */
    richReadAt: instant(),
    problem: json().$type<ReadProblem>(),
    /** Since when the vendor lists it no more: kept to be looked at, not sold from. */
    goneAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.placeId, t.menuId, t.profile], name: "menus_pk" }),
    index("menus_version_idx").on(t.versionId),
  ],
);

export type MenuPair = { menuId: string; name: string; position: number; profile: string };

/** The synchronisation of a vendor's location: what runs, what is left of it, and when the next one is due. */
export const menuSyncs = pgTable(
  "menu_syncs",
  {
    merchantId: merchantId(),
    placeId: text().notNull(),
    state: text({ enum: ["idle", "running"] })
      .notNull()
      .default("idle"),
    /** `used`: only the order profiles that orders of ours use. */
    scope: text({ enum: ["all", "used"] })
      .notNull()
      .default("all"),
    startedAt: instant(),
    /** Null: by itself. */
    startedByName: text(),
    /** What is still to be read; null: the lists are not read yet. */
    pending: json().$type<MenuPair[]>(),
    total: integer().notNull().default(0),
    done: integer().notNull().default(0),
    changed: integer().notNull().default(0),
    brokenRows: integer().notNull().default(0),
    /** Tries in a row that did not work. */
    failures: integer().notNull().default(0),
    problem: json().$type<ReadProblem>(),
    finishedAt: instant(),
    /** Of the last one that ended. */
    outcome: text({ enum: ["ok", "partly", "failed"] }),
    leaseOwner: uuid(),
    leaseUntil: instant(),
    /** When the next one begins, or a running one goes on. */
    dueAt: instant().notNull().defaultNow(),
    fullAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.placeId], name: "menu_syncs_pk" }),
    index("menu_syncs_due_idx").on(t.dueAt),
    check("menu_syncs_state_ck", sql`${t.state} in ('idle', 'running')`),
  ],
);

/** What a code of the vendor's means for this merchant, where it is not what it is for everybody. */
export const allergenMappings = pgTable(
  "allergen_mappings",
  {
    merchantId: merchantId(),
    code: text().notNull(),
    /** A field of `lib/lightspeed/menu/allergen-fields`, or `none`: means nothing to guests. */
    field: text().notNull(),
    updatedAt: instant().notNull().defaultNow(),
    updatedByName: text(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.code], name: "allergen_mappings_pk" })],
);

/** A text of ours in place of the vendor's, per field: everything else of the item follows Lightspeed. */
export const menuOverrides = pgTable(
  "menu_overrides",
  {
    merchantId: merchantId(),
    sku: text().notNull(),
    field: text({ enum: ["name", "description"] }).notNull(),
    value: text().notNull(),
    updatedAt: instant().notNull().defaultNow(),
    updatedByName: text(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.sku, t.field], name: "menu_overrides_pk" })],
);

export type MenuRow = typeof menus.$inferSelect;
export type MenuVersion = typeof menuVersions.$inferSelect;
export type MenuSync = typeof menuSyncs.$inferSelect;
export type AllergenMapping = typeof allergenMappings.$inferSelect;
export type MenuOverride = typeof menuOverrides.$inferSelect;
