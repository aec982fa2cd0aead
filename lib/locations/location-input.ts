import { z } from "zod";
import type { OpeningHours } from "@/db/schema";
import { plainLine } from "@/lib/plain-line";
import { countries, currencies, timeZones } from "./reference-data";

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof weekdays)[number];

const oneOf = (choices: readonly { value: string }[], message: string) => {
  const values = new Set(choices.map(({ value }) => value));
  return z.string(message).refine((value) => values.has(value), message);
};

const time = z.string("Enter a time.").regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Enter a time such as 09:30.");
const day = z
  .object({ open: time, close: time })
  .refine(({ open, close }) => open !== close, { message: "Opening and closing time are the same.", path: ["close"] })
  .nullable();

const openingHours = z.object(
  Object.fromEntries(weekdays.map((weekday) => [weekday, day])) as Record<Weekday, typeof day>,
) satisfies z.ZodType<OpeningHours>;

/** What a person may say about a location; unknown fields are dropped. */
export const locationInput = z.object({
  name: plainLine("a name", 80),
  street: plainLine("the street and number", 120),
  postalCode: plainLine("the postal code", 16),
  city: plainLine("the city", 80),
  country: oneOf(countries, "Choose a country."),
  timeZone: oneOf(timeZones, "Choose a time zone."),
  currency: oneOf(currencies, "Choose a currency."),
  openingHours,
});

export type LocationInput = z.output<typeof locationInput>;

/** A form's fields in the shape that `locationInput` reads. A day without its box ticked is closed. */
export function readLocationForm(form: FormData): unknown {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const hours = weekdays.map((weekday) => [
    weekday,
    form.has(`${weekday}.isOpen`) ? { open: text(`${weekday}.open`), close: text(`${weekday}.close`) } : null,
  ]);
  return {
    name: text("name"),
    street: text("street"),
    postalCode: text("postalCode"),
    city: text("city"),
    country: text("country"),
    timeZone: text("timeZone"),
    currency: text("currency"),
    openingHours: Object.fromEntries(hours),
  };
}
