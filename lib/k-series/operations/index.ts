import { accountProfiles } from "./account-profiles";
import { allergens, locales } from "./allergens";
import { businesses } from "./businesses";
import { checks } from "./checks";
import { finance } from "./finance";
import { floorPlans } from "./floor-plans";
import { itemAvailability } from "./item-availability";
import { items } from "./items";
import { menus } from "./menus";
import { messages } from "./messages";
import { orders } from "./orders";
import { payments } from "./payments";
import { readiness } from "./readiness";
import { richItems } from "./rich-items";
import { sales, salesV2 } from "./sales";
import { taxPreview } from "./tax-preview";
import { webhookEndpoints } from "./webhook-endpoints";

/** Every call of the vendor's contract, by family, and the one beyond it (`items.remove`). */
export const operations = {
  ...{ businesses, floorPlans, accountProfiles, menus, itemAvailability, readiness },
  ...{ orders, checks, payments, messages, taxPreview },
  ...{ finance, sales, salesV2 },
  ...{ items, allergens, locales, richItems },
  ...{ webhookEndpoints },
};
