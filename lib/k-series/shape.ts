import { z } from "zod";

/** An object of an answer. Fields that we do not know yet are kept; the type shows only those that we do. */
export function open<S extends z.ZodRawShape>(shape: S): z.ZodObject<S> {
  return z.looseObject(shape) as unknown as z.ZodObject<S>;
}

/** A listed set of words that the vendor may lengthen: any other word is passed on, never a broken answer. */
export function openEnum<const W extends string>(..._known: W[]) {
  return z.string() as unknown as z.ZodType<W | (string & {}), string>;
}

type Renamed<T, M> = { [K in keyof T as K extends keyof M ? Extract<M[K], string> : K]: T[K] };

/** `names` says for a field's name before what it is called after: the vendor's spelling stays at the wire. */
export function renamed<S extends z.ZodObject, const M extends { [K in keyof z.output<S>]?: string }>(
  schema: S,
  names: M,
) {
  const targets = new Map(Object.entries(names as Record<string, string>));
  const sources = new Map([...targets].map(([from, to]) => [to, from]));
  const rename = (value: Record<string, unknown>) => {
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const source = sources.get(key);
      // An unknown field of the new name cannot take its place.
      if (source === undefined || !Object.hasOwn(value, source)) result[targets.get(key) ?? key] = value[key];
    }
    return result;
  };
  return schema.transform((value) => rename(value) as Renamed<z.output<S>, M>);
}
