import { z } from "zod";
import { open, openEnum } from "../shape";
import { id } from "../wire";

export const MiB = 1024 * 1024;

export const atLocation = z.object({ businessLocationId: id });
export const atBusiness = z.object({ businessId: id });

/** The till will be told, nothing more: the notification has the last word. */
export const accepted = open({ status: openEnum("ok").nullish() });

/** An answer without a declared body; whatever comes is not read. */
export const nothing = z.unknown().transform(() => undefined);

/** The SKU limit of orders and rich items; items allow 32. */
export const sku = z.string().min(1).max(25);

export const warning = open({ information: z.string().nullish(), type: z.string().nullish() });

/** A list inside HAL's `_embedded`; an empty list comes without it. */
export const embedded = <S extends z.ZodType, N extends string>(name: N, record: S) => {
  const list = z.array(record).nullish();
  return open({ _embedded: open({ [name]: list }).nullish() }).transform(
    ({ _embedded }): z.output<S>[] =>
      (_embedded as Record<string, z.output<typeof list>> | null | undefined)?.[name] ?? [],
  );
};

/** A name that may be missing; empty then. */
export const label = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

/** A list that may be missing; empty then. */
export const listOf = <S extends z.ZodType>(one: S) =>
  z
    .array(one)
    .nullish()
    .transform((list) => list ?? []);
