import { join } from "node:path";
import type { Account, Accounts } from "../state/accounts";
import type { Behaviour } from "../state/behaviour";
import type { Clock } from "../state/clock";
import type { SettingsState } from "../state/settings";
import type { Store } from "../state/store";
import { createEngine, type Engine } from "../till/engine";
import { openTillState, type TillState } from "../till/till-state";
import { createOutbox, type Outbox } from "../webhooks/outbox";
import { type Changes, createChanges } from "./changes";
import { type Items, openItems } from "./items";
import { openPictures, type PictureStore } from "./pictures";
import { openRichContent, type RichContent } from "./rich-content";
import { buildVenue, type Venue } from "./venue";

/** One restaurant with all that is known of it at this moment. */
export type Site = {
  account: Account;
  venue: Venue;
  items: Items;
  rich: RichContent;
  till: TillState;
  behaviour: Behaviour;
  now(): number;
  /** Tells whoever watches that something at this till is different. */
  changed(): void;
};

export type World = {
  store: Store;
  accounts: Accounts;
  clock: Clock;
  changes: Changes;
  pictures: PictureStore;
  outbox: Outbox;
  engine: Engine;
  behaviour(account: Account): Behaviour;
  /** Undefined when the account has no such location. */
  site(account: Account, locationId: string): Site | undefined;
  sites(account: Account): Site[];
  rich(account: Account, businessId: string): RichContent | undefined;
};

type Parts = {
  store: Store;
  accounts: Accounts;
  settings: SettingsState;
  clock: Clock;
  dataDir: string;
  closing: AbortSignal;
};

/** Restaurants are set up when they are first asked for, and kept. */
function keeper<T>(): (key: string, make: () => T) => T {
  const kept = new Map<string, T>();
  return (key, make) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    kept.set(key, made);
    return made;
  };
}

export function openWorld({ store, accounts, settings, clock, dataDir, closing }: Parts): World {
  const changes = createChanges();
  const [venues, items, contents] = [keeper<Venue>(), keeper<Items>(), keeper<RichContent>()];
  const behaviour = (account: Account) => ({ ...settings.get(), ...account.settings }) as Behaviour;
  const rich = (account: Account, businessId: string) => {
    const business = account.businesses.find(({ id }) => id === businessId);
    return business && contents(business.id, () => openRichContent(store, business));
  };
  const site = (account: Account, locationId: string): Site | undefined => {
    const business = account.businesses.find(({ locations }) => locations.some(({ id }) => id === locationId));
    const location = business?.locations.find(({ id }) => id === locationId);
    const content = business && rich(account, business.id);
    if (!business || !location || !content) return undefined;
    const key = `${location.id} ${location.template} ${location.historyDays} ${location.salesPerDay} ${location.ambient}`;
    const venue = venues(key, () => buildVenue(account, business, location));
    return {
      account,
      venue,
      items: items(key, () => openItems(store, venue)),
      rich: content,
      till: openTillState(store, location.id),
      behaviour: behaviour(account),
      now: () => clock.now(account.id),
      changed: () => changes.tell(account.id, location.id),
    };
  };
  const sites = (account: Account) =>
    account.businesses.flatMap(({ locations }) => locations.flatMap(({ id }) => site(account, id) ?? []));
  const pictures = openPictures(join(dataDir, "sandbox", "pictures"));
  const outbox = createOutbox(closing);
  const engine = createEngine(() => world, closing);
  const world = { store, accounts, clock, changes, pictures, outbox, engine, behaviour, site, sites, rich };
  return world;
}
