"use client";

import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import type { DayValues, LocationFormValues } from "@/lib/locations/form-values";

type Hours = LocationFormValues["openingHours"];
type OpeningHoursFieldsProps = { hours: Hours; errors: Record<string, string[]> };

const dayNames: Record<keyof Hours, string> = {
  monday: "Monday",
  tuesday: "Tuesday",
  wednesday: "Wednesday",
  thursday: "Thursday",
  friday: "Friday",
  saturday: "Saturday",
  sunday: "Sunday",
};

export function OpeningHoursFields({ hours, errors }: OpeningHoursFieldsProps) {
  return (
    <fieldset>
      <legend className="font-medium text-sm">Opening hours</legend>
      <p className="mb-2 text-muted text-xs">
        In the location&rsquo;s own time. A closing time before the opening time is past midnight.
      </p>
      <div className="divide-y rounded border">
        {(Object.keys(dayNames) as (keyof Hours)[]).map((day) => (
          <Day
            key={day}
            day={day}
            values={hours[day]}
            error={errors[`openingHours.${day}.open`]?.[0] ?? errors[`openingHours.${day}.close`]?.[0]}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Day({ day, values, error }: { day: keyof Hours; values: DayValues; error: string | undefined }) {
  const [isOpen, setIsOpen] = useState(values.isOpen);
  const name = dayNames[day];
  const time = (end: "open" | "close", label: string) => (
    <Input
      type="time"
      name={`${day}.${end}`}
      defaultValue={values[end]}
      aria-label={`${name}, ${label}`}
      aria-invalid={error ? true : undefined}
      aria-describedby={error ? `${day}-error` : undefined}
      className="w-28! tabular-nums max-sm:w-32!"
    />
  );
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2">
      <span className="w-32">
        <Checkbox
          name={`${day}.isOpen`}
          label={name}
          checked={isOpen}
          onChange={(event) => setIsOpen(event.currentTarget.checked)}
        />
      </span>
      {isOpen ? (
        <span className="flex flex-wrap items-center gap-2 text-muted text-sm">
          {time("open", "opens at")} to {time("close", "closes at")}
        </span>
      ) : (
        <span className="text-muted text-sm">Closed</span>
      )}
      {error && (
        <p id={`${day}-error`} className="w-full text-negative-ink text-xs sm:pl-36">
          {error}
        </p>
      )}
    </div>
  );
}
