import type { z } from "zod";
import type { PerCurrency } from "./money";
import type { Paging } from "./pages";

export type Scope = "orders-api" | "financial-api" | "items";

type PathParameters<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameters<Rest>
  : never;

type Schema = z.ZodType | PerCurrency;

/** One call of the vendor's API as a row of a table; `transport.ts` is its one interpreter. */
export type Operation = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  scope: Scope;
  /** The call may be sent again after an unknown outcome without a second effect. */
  repeatable: boolean;
  /** The call carries amounts. Where it is optional and left out, amounts are left out of the answer. */
  currency?: "required" | "optional";
  /** Of the path; one that is not listed is any text. */
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: Schema;
  response: Schema;
  /** Instead of the usual ten seconds. */
  timeoutMs?: number;
  /** Instead of the usual 4 MiB. */
  maxBytes?: number;
  /** How the vendor says that our reference was used before. */
  referenceUsed?: { status: number; reason?: RegExp };
  /** What a 404 means, where it means "none" and no fault. */
  none?: () => unknown;
  paging?: Paging;
};

type SchemaOf<T> = T extends PerCurrency<infer S> ? S : T extends z.ZodType ? T : never;

/** May be left out as a whole where every part of it may. */
type Part<Name extends string, T> = Record<never, never> extends T ? { [K in Name]?: T } : { [K in Name]: T };

type ParamsInput<O extends Operation> = O extends { params: infer S extends z.ZodObject } ? z.input<S> : unknown;

export type Input<O extends Operation> = {
  [K in PathParameters<O["path"]>]: K extends keyof ParamsInput<O> ? ParamsInput<O>[K] : string;
} & (O extends { query: infer Q extends z.ZodObject } ? Part<"query", z.input<Q>> : unknown) &
  (O extends { body: infer B } ? { body: z.input<SchemaOf<B>> } : unknown) &
  (O extends { currency: "required" } ? { currency: string } : unknown) &
  (O extends { currency: "optional" } ? { currency?: string } : unknown);

export type Output<O extends Operation> = z.output<SchemaOf<O["response"]>>;

/** Keeps the row's literal types, so that a forgotten path parameter is a type error. */
export function defineOperation<const O extends Operation>(operation: O): O {
  return operation;
}
