import { drawPlate } from "../world/pictures";
import type { TestAccount } from "./sandbox";

export const endpoint = {
  endpointId: "upvendo-test",
  url: "http://localhost:3999/webhook",
  withBasicAuth: true,
  username: "upvendo",
  password: "synthetic",
  subscribeTo: [{ resource: "order", name: "DELIVERED" }],
};

/** A number of any length, as it stands on the wire. */
export class Digits {
  constructor(readonly text: string) {}
}

/** JSON in which ids keep every digit. */
export function withDigits(value: unknown): string {
  if (value instanceof Digits) return value.text;
  if (Array.isArray(value)) return `[${value.map(withDigits).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${withDigits(part)}`).join(",")}}`;
}

/** What a test has read before: the ids that other calls need. */
export type Known = {
  account: TestAccount;
  locationId: string;
  businessId: string;
  menuId: string;
  floorPlanId: string;
  groupId: string;
  itemId: string;
  /** An open check on table 5. */
  identifier: string;
  externalReference: string;
  /** Yesterday's business day. */
  date: string;
};

export type Sample = {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  status?: number;
  /** Fields of the contract's example that are rightly absent here. */
  leftOut?: string[];
};

let serial = 0;
export const fresh = (prefix: string) => {
  serial += 1;
  return `${prefix}-${serial}`;
};

const orderOf = ({ locationId }: Known) => ({
  businessLocationId: new Digits(locationId),
  thirdPartyReference: fresh("upv"),
  endpointId: endpoint.endpointId,
  customerInfo: { firstName: "Guest" },
  items: [{ quantity: 2, sku: "STA-SOEP" }],
});
const include = "staff,table,consumer,payments,revenue_center,account_profile,payment_authorization";
const richWrite = ({ businessId }: Known, sku: string) => ({
  businessId: new Digits(businessId),
  sku,
  allergenCodes: ["celery"],
  descriptions: [{ localeCode: "nl", displayName: "Dagsoep", description: "Met brood" }],
});
const itemWrite = ({ locationId, groupId }: Known) => ({
  name: "Pumpkin soup",
  businessLocationId: new Digits(locationId),
  sku: fresh("SOUP"),
  accountingGroupId: new Digits(groupId),
  defaultPrice: 7.5,
  costPrice: 1.85,
  barcodes: ["5400000000172"],
});
const sometimes = ["$.sales[].payments[].externalReference", "$.sales[].tableNumber", "$.sales[].tableName"].concat(
  ["discountCode", "discountName"].map((field) => `$.sales[].salesLines[].${field}`),
);
const ofPayment = sometimes.map((path) => path.replace("$.sales[]", "$"));

/** One good request for every operation that needs more than its location. */
export const samples: Record<string, (known: Known) => Sample> = {
  listFloorplanTables: ({ floorPlanId }) => ({ path: { floorPlanId } }),
  getOrderProfile: () => ({ path: { tagCode: "TAKEAWAY" } }),
  loadMenu: ({ menuId }) => ({
    path: { menuId },
    query: { richContent: "true", accountProfile: "TAKEAWAY" },
    leftOut: menuFields,
  }),
  loadMenuV2: ({ menuId }) => ({ path: { menuId }, query: { richContent: "true" }, leftOut: menuFields }),
  getItemAvailability: () => ({ query: { skus: "MAI-STEAK" } }),
  queryItemAvailability: () => ({ body: { skus: ["MAI-STEAK"] } }),
  createLocalOrder: (known) => ({ body: { ...orderOf(known), tableNumber: "5" } }),
  createToGoOrder: (known) => ({ body: orderOf(known) }),
  getOpenCheckByTable: () => ({ path: { tableNumber: "5" }, leftOut: checkFields }),
  getCheckByAccount: ({ identifier }) => ({ path: { accountIdentifier: identifier }, leftOut: checkFields }),
  applyPayment: ({ locationId, identifier }) => ({
    body: {
      businessLocationId: new Digits(locationId),
      endpointId: endpoint.endpointId,
      iKaccountIdentifier: identifier,
      thirdPartyPaymentReference: fresh("upvpay"),
      paymentAmount: 1,
    },
  }),
  printMessage: () => ({ body: { message: "Table 12 asks for the bill", alsoToPrinter: true } }),
  previewTax: () => ({ body: { accountProfileCode: "DINEIN", items: [{ sku: "STA-SOEP", quantity: 2 }] } }),
  listFinancials: ({ date }) => ({
    path: { from: `${date}T04:00:00Z`, to: `${date}T22:00:00Z` },
    query: { include, pageSize: "1" },
    leftOut: sometimes,
  }),
  getDailyFinancials: ({ date }) => ({
    query: { include, date },
    leftOut: [...sometimes, "$._links.nextPage", "$._links.nextPage.href", "$._links.nextPage.templated"],
  }),
  getSaleByExternalReference: ({ externalReference }) => ({
    query: { externalReferenceId: externalReference },
    leftOut: ofPayment,
  }),
  listSalesV2: ({ date }) => ({ query: { include, from: `${date}T04:00:00Z`, pageSize: "1" }, leftOut: sometimes }),
  getDailySalesV2: ({ date }) => ({ query: { include, date }, leftOut: sometimes }),
  listItems: () => ({ leftOut: ["$[].barcodes"] }),
  createItem: (known) => ({ body: itemWrite(known), status: 201 }),
  getItem: ({ itemId }) => ({ path: { id: itemId } }),
  updateItem: (known) => ({ path: { id: known.itemId }, body: { ...itemWrite(known), active: true } }),
  setLocales: () => ({ body: ["nl", "fr"] }),
  listRichItems: () => ({ leftOut: ["$._embedded.richItemDtoList[].pictureUrl"] }),
  getRichItemsBySkus: () => ({ body: ["STA-SOEP"] }),
  getRichItem: () => ({ path: { sku: "STA-GARNAALKROKET" } }),
  putRichItem: (known) => ({ path: { sku: "STA-GARNAALKROKET" }, body: richWrite(known, "STA-GARNAALKROKET") }),
  setRichItemPicture: ({ businessId }) => ({
    path: { sku: "STA-SOEP" },
    body: {
      businessId: new Digits(businessId),
      sku: "STA-SOEP",
      fileType: "png",
      picture: drawPlate("new", 400).toString("base64"),
    },
  }),
  deleteRichItem: () => ({ path: { sku: "DES-WAFEL" }, status: 204 }),
  createWebhook: () => ({ body: endpoint }),
  updateWebhook: () => ({ body: endpoint }),
};

const inMenu = "$.menuEntryGroups[].menuEntry[]";
const menuFields = ["itemRichData.alcoholPercentage", "menuDealGroups", "menuModifierGroups"]
  .map((field) => `${inMenu}.${field}`)
  .concat(
    [
      "productionInstructionList[]",
      "productionInstructionList[].multiSelectionPermitted",
      "productionInstructionList[].productionInstructionGroupName",
      "productionInstructionList[].productionIntructionGroupId",
      "productionInstructionList[].productionInstructionList",
      "productionInstructionList[].productionInstructionList[].instruction",
      "productionInstructionList[].productionInstructionList[].ikentooModifierId",
    ].map((field) => `${inMenu}.${field}`),
  )
  .concat(
    [
      "description",
      "sku",
      "mustSelectAnItem",
      "multiSelectionPermitted",
      "minimumSelection",
      "maximumSelection",
      "productModifiers",
    ].map((field) => `${inMenu}.menuModifierGroups[].${field}`),
  )
  .concat(
    ["@type", "productName", "productPrice", "extraPrice", "sku", "taxIncludedInPrice"].map(
      (field) => `${inMenu}.menuModifierGroups[].productModifiers[].${field}`,
    ),
  );
const checkFields = ["$.salesEntries[].modifiers[].name", "$.salesEntries[].modifiers[].quantity"];

/** The address of a sample, with everything that the account itself gives filled in. */
export function addressOf(template: string, inQuery: boolean, known: Known, sample: Sample): string {
  const given: Record<string, string> = {
    businessLocationId: known.locationId,
    businessId: known.businessId,
    endpointId: endpoint.endpointId,
    ...sample.path,
  };
  const path = template.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(given[name] ?? name));
  const query = new URLSearchParams(sample.query);
  if (inQuery) query.set("businessLocationId", known.locationId);
  return query.size === 0 ? path : `${path}?${query}`;
}
