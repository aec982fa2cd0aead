import type { Input, Operation } from "../operation";
import type { operations } from "../operations";

type Operations = typeof operations;
/** One call of every operation, with everything that it can take. */
type Samples = {
  [F in keyof Operations]: {
    [N in keyof Operations[F]]: Operations[F][N] extends infer O extends Operation ? Input<O> : never;
  };
};

/** Above 2^53, so that a rounded id shows. */
const LARGE = "9223372036854775807";
const businessLocationId = "9765040300495493";
const businessId = "581203344";
const atLocation = { query: { businessLocationId } };
const currency = "EUR";

const subItem = {
  quantity: 1,
  sku: "MOD-OAT",
  customItemName: "Oat",
  customItemPriceMinor: 40,
  modifiers: [{ modifierId: LARGE }],
  subItems: [{ quantity: 1, sku: "MOD-SYRUP" }],
};
const line = {
  quantity: 2,
  sku: "SOUP-PUMPKIN",
  customItemName: "Soup of the day",
  customItemPriceMinor: 750,
  discountCode: "LOYAL12",
  modifiers: [{ modifierId: LARGE }],
  subItems: [subItem],
};
const lines = [
  { ...line, discountAmountOverrideMinor: 105 },
  { ...line, discountPercentOverride: "12.5" },
];
const order = {
  businessLocationId,
  thirdPartyReference: "UPV-001-sample",
  endpointId: "upvendo-sample",
  customerInfo: {
    firstName: "Ada",
    lastName: "Guest",
    thirdPartyReference: "guest-1",
    email: "ada@example.com",
    contactNumberAsE164: "+3225550142",
    notes: "By the window",
    salutation: "Ms",
    sendEmailReceipts: false,
    emailNotification: "DONT_CHANGE",
  },
  orderNote: "Allergy at the table",
  deliverWithinMs: 120_000,
  staffId: LARGE,
  accountProfileCode: "UPVTABLE",
  scheduledFor: new Date("2026-02-14T18:00:00Z"),
  payment: { paymentMethod: "OOPAYMENT", amountIncludingTipMinor: 1_700, tipMinor: 200 },
  collectionCode: "UPV-187",
  collectAt: "2026-02-14T18:45:00+01:00",
  targetPrinterProfileId: LARGE,
} as const;
const item = {
  name: "Pumpkin soup",
  businessLocationId,
  docketName: "PUMPKIN SOUP",
  sku: "SOUP-PUMPKIN",
  active: true,
  barcode: "5400000000172",
  barcodes: ["5400000000172"],
  accountingGroupId: LARGE,
  costPriceMinor: 185,
  defaultPriceMinor: 750,
  priceMode: "AMOUNT" as const,
};
const richItem = { businessId, sku: "SOUP-PUMPKIN" };
const endpoint = {
  endpointId: "upvendo-sample",
  url: "https://hooks.upvendo.example/webhook/lightspeed/sample",
  withBasicAuth: true,
  username: "kseries",
  password: "synthetic",
  provideAccount: true,
  expandTransactions: true,
  expandPayments: true,
  subscribeTo: [{ resource: "order" as const, name: "DELIVERED" }],
};
const menu = {
  menuId: LARGE,
  currency,
  query: { businessLocationId, accountProfile: "UPVTOGO", richContent: true },
};
const link = { endpointId: "upvendo-sample", businessLocationId };
const from = "2026-02-14T04:00:00Z";
const to = "2026-02-15T05:00:00+01:00";
const include = ["payments", "staff"];
const token = { pageSize: 100, nextPageToken: "A58213.205" };

export const samples: Samples = {
  businesses: { list: {} },
  floorPlans: {
    list: { businessLocationId, query: { expandTables: false } },
    tables: { businessLocationId, floorPlanId: LARGE },
  },
  accountProfiles: { list: atLocation, getByCode: { businessLocationId, tagCode: "UPVTOGO" } },
  menus: {
    list: atLocation,
    load: menu,
    loadV1: menu,
    productionInstructions: atLocation,
    discounts: { ...atLocation, currency },
  },
  itemAvailability: {
    get: { query: { businessLocationId, skus: ["SOUP-PUMPKIN", "A&B=C"], page: 0, size: 50 } },
    query: { query: { businessLocationId, page: 0, size: 100 }, body: { skus: ["SOUP-PUMPKIN"] } },
  },
  readiness: { get: atLocation },
  orders: {
    submitLocal: {
      currency,
      body: {
        ...order,
        accountIdentifier: "A58213.204",
        tableNumber: "12",
        clientCount: 3,
        items: lines.map((one) => ({ ...one, course: 1 })),
      },
    },
    submitToGo: {
      currency,
      body: {
        ...order,
        items: lines,
        deliveryAddress: { addressLine1: "Kaai 7", addressLine2: "Bus 2", zip: "9000", city: "Gent" },
      },
    },
  },
  checks: {
    list: { ...atLocation, currency },
    getByTable: { ...atLocation, currency, tableNumber: "12" },
    get: { ...atLocation, currency, accountIdentifier: "A58213.204" },
  },
  payments: {
    apply: {
      currency,
      body: {
        businessLocationId,
        endpointId: "upvendo-sample",
        accountIdentifier: "A58213.204",
        thirdPartyPaymentReference: "UPV-001-sample-pay",
        paymentMethod: "OOPAYMENT",
        amountExcludingTipMinor: 3_900,
        tipMinor: 300,
        deliverWithinMs: 90_000,
        staffId: LARGE,
        deviceId: LARGE,
        targetPrinterProfileId: LARGE,
      },
    },
  },
  messages: { print: { ...atLocation, body: { message: "Table 12 asks for the bill", alsoToPrinter: true } } },
  taxPreview: {
    compute: {
      businessLocationId,
      currency,
      body: {
        accountProfileCode: "UPVTABLE",
        items: [{ sku: "DEAL", quantity: "1.5", subItems: [{ sku: "VOLAUVENT", quantity: 1 }] }],
      },
    },
  },
  finance: {
    businesses: { query: { page: 0, size: 1000 } },
    taxRates: { businessLocationId },
    paymentMethods: { businessLocationId },
    accountingGroups: { businessLocationId },
  },
  sales: {
    list: { businessLocationId, from, to, query: { include, ...token } },
    getDay: { businessLocationId, query: { include, date: "2026-02-14", includeConsumers: true } },
    getByExternalReference: { businessLocationId, query: { externalReferenceId: "TASK:OO-58120334400417-UPV-001" } },
  },
  salesV2: {
    list: { businessLocationId, query: { from, to, include, ...token } },
    getDay: { businessLocationId, query: { date: "2026-02-14", include } },
  },
  items: {
    list: {
      currency,
      query: {
        businessLocationId,
        sku: "SOUP-PUMPKIN",
        name: "Pumpkin soup",
        accountingGroupId: LARGE,
        itemIds: [LARGE, "1"],
        offset: 0,
        amount: 1000,
      },
    },
    create: { currency, body: item },
    get: { id: LARGE, currency, ...atLocation },
    update: { id: LARGE, currency, body: item },
    remove: { id: LARGE, ...atLocation },
  },
  allergens: { list: {} },
  locales: { get: { businessId }, set: { businessId, body: ["nl", "fr_BE"] } },
  richItems: {
    list: { businessId, query: { page: 0, size: 1000, sort: ["sku"] } },
    listBySkus: { businessId, body: ["SOUP-PUMPKIN"] },
    pictureSpec: { businessId },
    get: richItem,
    save: {
      ...richItem,
      body: {
        ...richItem,
        allergenCodes: ["celery"],
        descriptions: [{ localeCode: "nl", displayName: "Pompoensoep", description: "Met pitten" }],
      },
    },
    setPicture: {
      ...richItem,
      body: { ...richItem, fileType: "png", picture: "iVBORw0KGgo=", rawPicture: "iVBORw0KGgo=" },
    },
    remove: richItem,
  },
  webhookEndpoints: {
    create: { body: endpoint },
    update: { body: endpoint },
    get: { endpointId: "upvendo-sample" },
    remove: { endpointId: "upvendo-sample" },
    listLocations: { endpointId: "upvendo-sample" },
    linkLocation: link,
    unlinkLocation: link,
  },
};
