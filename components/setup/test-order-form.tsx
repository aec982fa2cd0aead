"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { AnswerState } from "./answer-form";

type TestOrderFormProps = {
  places: { locationId: string; locationName: string }[];
  again: boolean;
  place: (state: AnswerState, form: FormData) => Promise<AnswerState>;
};

export function TestOrderForm({ places, again, place }: TestOrderFormProps) {
  const [state, send] = useActionState(place, { message: null });
  const [first] = places;
  return (
    <form action={send} className="grid justify-items-start gap-3">
      {state.message && (
        <Alert tone="negative" role="alert">
          {state.message}
        </Alert>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {places.length === 1 && <input type="hidden" name="location" value={first?.locationId} />}
        {places.length > 1 && (
          <>
            <label htmlFor="test-location" className="sr-only">
              Location of the test order
            </label>
            <Select id="test-location" name="location" className="w-44">
              {places.map(({ locationId, locationName }) => (
                <option key={locationId} value={locationId}>
                  {locationName}
                </option>
              ))}
            </Select>
          </>
        )}
        <SubmitButton variant={again ? "secondary" : "primary"}>
          {again ? "Place another test order" : "Place a test order"}
        </SubmitButton>
      </div>
    </form>
  );
}
