import { aroundActions, aroundRoutes } from "./access/around";
import { availabilityActions, availabilityRoutes } from "./access/availability";
import { channelsActions, channelsRoutes } from "./access/channels";
import { connectionActions, connectionRoutes } from "./access/connection";
import { floorPlansActions, floorPlansRoutes } from "./access/floor-plans";
import { guestsActions, guestsRoutes } from "./access/guests";
import { itemsActions, itemsRoutes } from "./access/items";
import { menusActions, menusRoutes } from "./access/menus";
import { ordersActions, ordersRoutes } from "./access/orders";
import { paymentsActions, paymentsRoutes } from "./access/payments";
import { reportsActions, reportsRoutes } from "./access/reports";
import type { ActionAccess, RouteAccess } from "./access/rule";
import { settingsActions, settingsRoutes } from "./access/settings";
import { setupActions, setupRoutes } from "./access/setup";
import { webhooksActions, webhooksRoutes } from "./access/webhooks";

export { canariesOf, idsOf, missingIds, wordsOf } from "./access/ids";

/** Every address of the build. One that is missing here fails the build's proof: say who may see it before it is shipped. */
export const routeAccess: Record<string, RouteAccess> = {
  ...connectionRoutes,
  ...webhooksRoutes,
  ...menusRoutes,
  ...availabilityRoutes,
  ...reportsRoutes,
  ...itemsRoutes,
  ...floorPlansRoutes,
  ...ordersRoutes,
  ...channelsRoutes,
  ...setupRoutes,
  ...paymentsRoutes,
  ...settingsRoutes,
  ...guestsRoutes,
  ...aroundRoutes,
};

/** Every server action of the build, by the name that it is exported under and the file. */
export const actionAccess: Record<string, ActionAccess> = {
  ...connectionActions,
  ...webhooksActions,
  ...menusActions,
  ...availabilityActions,
  ...reportsActions,
  ...itemsActions,
  ...floorPlansActions,
  ...ordersActions,
  ...channelsActions,
  ...setupActions,
  ...paymentsActions,
  ...settingsActions,
  ...guestsActions,
  ...aroundActions,
};
