import clsx from "clsx";
import { guestButton } from "@/components/guest/guest-button";
import { controlClass } from "@/components/ui/input";
import type { GuestOrderType } from "@/lib/guest/guest-menu-types";

type Props = {
  visit: string;
  type: GuestOrderType;
  channel: string;
  expectedTotal: number;
  label: string;
  act: (form: FormData) => Promise<void>;
};

const control = clsx(controlClass, "h-11 max-sm:h-11");

/** Only what the kitchen needs: a name where somebody is called, and a wish. */
export function PayForm({ visit, type, channel, expectedTotal, label, act }: Props) {
  const needsName = type === "takeaway" || channel === "kiosk";
  return (
    <form action={act} className="grid gap-4">
      <input type="hidden" name="visit" value={visit} />
      <input type="hidden" name="expectedTotal" value={expectedTotal} />
      {needsName && (
        <div>
          <label htmlFor="name" className="mb-1 block font-medium text-sm">
            Your first name
          </label>
          <input
            {...{ id: "name", name: "name", type: "text", maxLength: 60, required: true, autoComplete: "given-name" }}
            aria-describedby="name-hint"
            className={control}
          />
          <p id="name-hint" className="mt-1 text-muted text-xs">
            We call it when your order is ready. It is deleted later with the order's other personal data.
          </p>
        </div>
      )}
      {type === "takeaway" && channel === "online" && (
        <div>
          <label htmlFor="pickUp" className="mb-1 block font-medium text-sm">
            Collect today at
          </label>
          <input
            {...{ id: "pickUp", name: "pickUp", type: "time" }}
            aria-describedby="pickUp-hint"
            className={control}
          />
          <p id="pickUp-hint" className="mt-1 text-muted text-xs">
            Leave it empty for as soon as possible.
          </p>
        </div>
      )}
      <div>
        <label htmlFor="note" className="mb-1 block font-medium text-sm">
          A note for the kitchen
        </label>
        <input
          {...{ id: "note", name: "note", type: "text", maxLength: 300 }}
          aria-describedby="note-hint"
          className={control}
        />
        <p id="note-hint" className="mt-1 text-muted text-xs">
          Tell the staff in person about an allergy: a note can be overlooked.
        </p>
      </div>
      <button type="submit" className={`${guestButton()} w-full tabular-nums`}>
        {label}
      </button>
      <p className="text-muted text-sm">You pay on the secure page of the restaurant's payment provider.</p>
    </form>
  );
}
