import type { LocationInput, Weekday } from "./location-input";
import { weekdays } from "./location-input";

export type DayValues = { isOpen: boolean; open: string; close: string };

/** What the fields of the form hold, valid or not; what a person typed is given back as it was. */
export type LocationFormValues = Record<Exclude<keyof LocationInput, "openingHours">, string> & {
  openingHours: Record<Weekday, DayValues>;
};

const usualDay = { open: "09:00", close: "22:00" };
const eachDay = (day: (weekday: Weekday) => DayValues) =>
  Object.fromEntries(weekdays.map((weekday) => [weekday, day(weekday)])) as Record<Weekday, DayValues>;

/** A new location starts where the merchant's others are. */
export function newLocationValues(like?: Pick<LocationInput, "country" | "timeZone" | "currency">): LocationFormValues {
  return {
    name: "",
    street: "",
    postalCode: "",
    city: "",
    country: like?.country ?? "",
    timeZone: like?.timeZone ?? "",
    currency: like?.currency ?? "EUR",
    openingHours: eachDay(() => ({ isOpen: true, ...usualDay })),
  };
}

export function valuesOfLocation({ openingHours, ...rest }: LocationInput): LocationFormValues {
  const { name, street, postalCode, city, country, timeZone, currency } = rest;
  const hours = eachDay((weekday) => ({
    isOpen: openingHours[weekday] !== null,
    ...(openingHours[weekday] ?? usualDay),
  }));
  return { name, street, postalCode, city, country, timeZone, currency, openingHours: hours };
}

export function valuesOfForm(form: FormData): LocationFormValues {
  // Cut: an answer must not grow with what was sent.
  const text = (name: string) => String(form.get(name) ?? "").slice(0, 200);
  return {
    name: text("name"),
    street: text("street"),
    postalCode: text("postalCode"),
    city: text("city"),
    country: text("country"),
    timeZone: text("timeZone"),
    currency: text("currency"),
    openingHours: eachDay((weekday) => ({
      isOpen: form.has(`${weekday}.isOpen`),
      open: text(`${weekday}.open`),
      close: text(`${weekday}.close`),
    })),
  };
}
