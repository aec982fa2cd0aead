import { z } from "zod";
import allergens from "../data/allergens.json" with { type: "json" };
import { pictureFacts } from "../world/pictures";
import type { RichContent, RichItem } from "../world/rich-content";
import { apiError } from "./errors";
import type { ApiAnswer, Call, Operation } from "./operation";
import { int64Field, optional } from "./wire";

/** The numbers are a guess: the vendor's own were not available. */
export const pictureRules = { minHeight: 360, minWidth: 360, requiredAspectRatio: 1 };

const sku = z.string().min(1).max(25);
const known = new Set(allergens.map(({ code }) => code));
const unique = (values: string[]) => new Set(values).size === values.length;

const textSchema = z.object({
  localeCode: z.string().min(2).max(7),
  description: optional(z.string().max(4_000)),
  displayName: optional(z.string()),
});
const writeSchema = z.object({
  businessId: int64Field,
  sku,
  allergenCodes: optional(
    z
      .array(z.string())
      .refine(unique, "an allergen is named twice")
      .refine((codes) => codes.every((code) => known.has(code)), "an allergen code is unknown"),
  ),
  descriptions: optional(
    z.array(textSchema).refine((texts) => unique(texts.map(({ localeCode }) => localeCode)), "a locale is named twice"),
  ),
});
const pictureSchema = z.object({
  businessId: int64Field,
  sku,
  fileType: optional(z.string()),
  picture: z.base64(),
  rawPicture: optional(z.base64()),
});
const localesSchema = z.array(z.string().min(2).max(7)).min(1).refine(unique, "a locale is named twice");

type Content = (call: Call) => RichContent;
type Show = (call: Call, item: RichItem) => object;

const refuse = (call: Call, message: string) => apiError(call.path, 400, message);
const refuseBody = (call: Call, error: z.ZodError) =>
  refuse(call, error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`).join("; "));

const moment = (call: Call) => new Date(call.now).toISOString();

function put(call: Call, contentOf: Content): RichItem | ApiAnswer {
  const parsed = writeSchema.safeParse(call.body);
  if (!parsed.success) return refuseBody(call, parsed.error);
  const { businessId, allergenCodes = [], descriptions = [] } = parsed.data;
  if (businessId !== call.parameters.businessId) return refuse(call, "businessId differs from the address");
  const content = contentOf(call);
  const enabled = content.locales();
  const stranger = descriptions.find(({ localeCode }) => !enabled.includes(localeCode));
  if (stranger && call.world.behaviour(call.account).disabledLocaleTexts === "reject") {
    return refuse(call, `Locale ${stranger.localeCode} is not enabled`);
  }
  const before = content.get(call.parameters.sku ?? "");
  const saved: RichItem = {
    sku: parsed.data.sku,
    descriptions,
    allergenCodes,
    createdAt: before?.createdAt ?? moment(call),
    updatedAt: moment(call),
    pictures: before?.pictures,
  };
  if (before && before.sku !== saved.sku) content.remove(before.sku);
  content.save(saved);
  return saved;
}

/** Checked against the bytes: what a file calls itself proves nothing. */
function pictureFault(bytes: Buffer): string | undefined {
  const facts = pictureFacts(bytes);
  if (!facts) return "The picture is neither PNG nor JPEG";
  const { minWidth, minHeight, requiredAspectRatio } = pictureRules;
  if (facts.width < minWidth || facts.height < minHeight)
    return `The picture is smaller than ${minWidth} x ${minHeight}`;
  const ratio = facts.width / facts.height;
  return Math.abs(ratio - requiredAspectRatio) > 0.01 ? `The picture's ratio is not ${requiredAspectRatio}` : undefined;
}

function patch(call: Call, contentOf: Content): RichItem | ApiAnswer {
  const parsed = pictureSchema.safeParse(call.body);
  if (!parsed.success) return refuseBody(call, parsed.error);
  const content = contentOf(call);
  const before = content.get(call.parameters.sku ?? "");
  if (!before) return apiError(call.path, 404, `No rich item for ${call.parameters.sku}`);
  const bytes = Buffer.from(parsed.data.picture, "base64");
  const original = Buffer.from(parsed.data.rawPicture ?? parsed.data.picture, "base64");
  const fault = pictureFault(bytes) ?? (pictureFacts(original) ? undefined : "The original is no picture");
  if (fault) return refuse(call, fault);
  const keep = (picture: Buffer) => call.world.pictures.keep(picture, pictureFacts(picture)?.type ?? "png");
  const square = keep(bytes);
  const saved = { ...before, updatedAt: moment(call), pictures: { square, preview: square, raw: keep(original) } };
  content.save(saved);
  return saved;
}

function setLocales(call: Call, contentOf: Content): ApiAnswer {
  const parsed = localesSchema.safeParse(call.body);
  if (!parsed.success) return refuseBody(call, parsed.error);
  contentOf(call).setLocales(parsed.data);
  return { status: 200 };
}

export function richItemWrites(mediaType: string, contentOf: Content, show: Show): Operation[] {
  const common = { kind: "richItems", scope: "orders-api", errors: "ordering", about: "business-in-path" } as const;
  const bySku = { ...common, path: "/i/richItem/{businessId}/{sku}" } as const;
  const locales = { ...common, path: "/i/locales/{businessId}" } as const;
  const shown = (call: Call, result: RichItem | ApiAnswer): ApiAnswer =>
    "status" in result ? result : { status: 200, mediaType, body: show(call, result) };
  return [
    { ...bySku, id: "putRichItem", method: "PUT", handle: (call) => shown(call, put(call, contentOf)) },
    { ...bySku, id: "setRichItemPicture", method: "PATCH", handle: (call) => shown(call, patch(call, contentOf)) },
    {
      ...bySku,
      id: "deleteRichItem",
      method: "DELETE",
      handle: (call) => {
        contentOf(call).remove(call.parameters.sku ?? "");
        return { status: 204 };
      },
    },
    {
      ...locales,
      id: "getLocales",
      method: "GET",
      handle: (call) => ({ status: 200, body: contentOf(call).locales() }),
    },
    { ...locales, id: "setLocales", method: "PUT", handle: (call) => setLocales(call, contentOf) },
  ];
}
