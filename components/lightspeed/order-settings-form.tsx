"use client";

import type { FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { OrderSettingsView } from "@/lib/lightspeed/location-settings/list-order-settings";
import { ChoiceSelect } from "./choice-select";
import type { SaveSettings } from "./order-settings";
import { paymentModeNames, paymentModes } from "./payment-mode-words";
import { profileLabel, staffHint } from "./settings-words";

type OrderSettingsFormProps = { settings: OrderSettingsView; save: SaveSettings };

export function OrderSettingsForm({ settings, save }: OrderSettingsFormProps) {
  const { run, pending, failure } = useAction(save);
  const id = (field: string) => `${field}-${settings.locationId}`;
  const profiles = settings.profiles.options?.map((one) => ({ code: one.code, label: profileLabel(one) })) ?? null;
  const methods = settings.methods.options?.map(({ code, name }) => ({ code, label: `${name} (${code})` })) ?? null;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    run(
      {
        locationId: settings.locationId,
        businessLocationId: settings.businessLocationId,
        orderProfileDineIn: text("dineIn") || null,
        orderProfileTakeaway: text("takeaway") || null,
        paymentMethodCode: text("method") || null,
        staffId: text("staff") || null,
        deliveryTimeLimitMs: Math.round(Number(text("minutes")) * 60_000),
        paymentMode: text("mode") === "embedded" ? "embedded" : "separate",
      },
      () => showToast(`The order settings of ${settings.locationName} were saved.`),
    );
  }

  return (
    <form onSubmit={submit} aria-labelledby={`order-${settings.locationId}`} className="mt-3 grid gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Field
          id={id("dineIn")}
          label="Order profile for dine-in"
          hint="Decides prices and taxes of orders that are eaten here."
        >
          {(control) => (
            <ChoiceSelect {...control} name="dineIn" chosen={settings.orderProfileDineIn} options={profiles} />
          )}
        </Field>
        <Field
          id={id("takeaway")}
          label="Order profile for takeaway"
          hint="Decides prices and taxes of orders that leave the house."
        >
          {(control) => (
            <ChoiceSelect {...control} name="takeaway" chosen={settings.orderProfileTakeaway} options={profiles} />
          )}
        </Field>
        <Field id={id("method")} label="Payment method" hint="What the till books paid Upvendo orders as.">
          {(control) => (
            <ChoiceSelect {...control} name="method" chosen={settings.paymentMethodCode} options={methods} />
          )}
        </Field>
        <Field id={id("staff")} label="Staff ID (optional)" hint={staffHint(settings.mappedStaffId)}>
          {(control) => (
            <Input
              {...control}
              name="staff"
              inputMode="numeric"
              pattern="\d{1,18}"
              title="A number of at most 18 digits"
              autoComplete="off"
              defaultValue={settings.staffId ?? ""}
            />
          )}
        </Field>
        <Field
          id={id("minutes")}
          label="Delivery time limit, in minutes"
          hint="How long the till has to take an order. Past it the till no longer prints it, and Upvendo finds out what happened before anything else. At least 1."
        >
          {(control) => (
            <Input
              {...control}
              name="minutes"
              type="number"
              min="1"
              max="1440"
              step="0.5"
              required
              defaultValue={settings.deliveryTimeLimitMs / 60_000}
            />
          )}
        </Field>
      </div>
      <fieldset className="min-w-0">
        <legend className="mb-1.5 font-medium text-sm">When the payment reaches the till</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {paymentModeNames.map((mode) => (
            <label
              key={mode}
              className="flex cursor-pointer gap-2.5 rounded border px-3 py-2.5 text-sm hover:border-line-strong has-checked:border-accent has-checked:bg-sunken"
            >
              <input
                type="radio"
                name="mode"
                value={mode}
                defaultChecked={settings.paymentMode === mode}
                className="mt-0.5 size-4 shrink-0 cursor-pointer accent-accent"
              />
              <span>
                <span className="font-medium">{paymentModes[mode].label}</span>
                <span className="mt-0.5 block text-muted text-xs text-pretty">{paymentModes[mode].explanation}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" pending={pending}>
          Save order settings
        </Button>
        {failure && (
          <p role="alert" className="text-negative-ink text-sm">
            {failure}
          </p>
        )}
      </div>
    </form>
  );
}
