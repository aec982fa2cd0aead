import { z } from "zod";
import { defineOperation } from "../operation";
import { open } from "../shape";
import { timestamp } from "../timestamp";
import { int64, int64ToWire } from "../wire";
import { atBusiness, embedded, MiB, nothing, sku } from "./common";

const richItem = open({
  businessId: int64.nullish(),
  sku: z.string(),
  descriptions: z
    .array(open({ localeCode: z.string(), description: z.string().nullish(), displayName: z.string().nullish() }))
    .nullish(),
  allergenCodes: z.array(z.string()).nullish(),
  creationDate: timestamp.nullish(),
  lastUpdateDate: timestamp.nullish(),
  pictureUrl: z.string().nullish(),
  previewPictureUrl: z.string().nullish(),
  rawPictureUrl: z.string().nullish(),
});

const richItemList = embedded("richItemDtoList", richItem);

const pictureSpec = open({
  minHeight: z.number().int().nullish(),
  minWidth: z.number().int().nullish(),
  /** Width over height; not checked where it is missing. */
  requiredAspectRatio: z.number().nullish(),
});

export type RichItem = z.output<typeof richItem>;
export type PictureSpec = z.output<typeof pictureSpec>;

const unique = (values: string[]) => new Set(values).size === values.length;

const texts = z.strictObject({
  businessId: int64ToWire,
  /** Another one than in the path renames the entry. */
  sku,
  allergenCodes: z.array(z.string()).refine(unique, "names a code twice").optional(),
  descriptions: z
    .array(
      z.strictObject({
        localeCode: z.string().min(2).max(7),
        description: z.string().max(4000).optional(),
        displayName: z.string().optional(),
      }),
    )
    .refine((all) => unique(all.map(({ localeCode }) => localeCode)), "names a locale twice")
    .optional(),
});

const picture = z.strictObject({
  businessId: int64ToWire,
  sku,
  fileType: z.string().optional(),
  /** Cropped, in base64. */
  picture: z.base64().min(1),
  rawPicture: z.base64().optional(),
});

export type RichItemTexts = z.input<typeof texts>;
export type RichItemPicture = z.input<typeof picture>;

const call = { scope: "orders-api", params: atBusiness } as const;
const one = {
  path: "/i/richItem/{businessId}/{sku}",
  scope: "orders-api",
  params: atBusiness.extend({ sku }),
} as const;

/** Texts, allergens and pictures, keyed by business (not by location) and SKU. */
export const richItems = {
  /** https://api-docs.lsk.lightspeed.app/operation/operation-teckelgetrichitems */
  list: defineOperation({
    ...call,
    method: "GET",
    path: "/i/richItem/{businessId}",
    repeatable: true,
    query: z.object({
      page: z.number().int().min(0).optional(),
      size: z.number().int().min(1).optional(),
      sort: z.array(z.string()).optional(),
    }),
    response: richItemList,
    maxBytes: 16 * MiB,
    paging: { style: "page", size: "size", largest: 1000, key: "sku" },
  }),
  listBySkus: defineOperation({
    ...call,
    method: "POST",
    path: "/i/richItem/{businessId}/itemsBySkus",
    repeatable: true, // a read despite the verb
    body: z.array(sku),
    response: richItemList,
    maxBytes: 16 * MiB,
  }),
  pictureSpec: defineOperation({
    ...call,
    method: "GET",
    path: "/i/richItem/{businessId}/pictureSpec",
    repeatable: true,
    response: pictureSpec,
  }),
  get: defineOperation({ ...one, method: "GET", repeatable: true, response: richItem }),
  /** Creates or replaces texts and allergens. */
  save: defineOperation({
    ...one,
    method: "PUT",
    repeatable: false, // a second renaming would find nothing to rename, and create
    body: texts,
    response: richItem,
  }),
  setPicture: defineOperation({
    ...one,
    method: "PATCH",
    repeatable: true,
    body: picture,
    response: richItem,
    timeoutMs: 60_000,
  }),
  remove: defineOperation({ ...one, method: "DELETE", repeatable: true, response: nothing }),
};
