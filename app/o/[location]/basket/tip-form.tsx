import clsx from "clsx";
import { guestButton } from "@/components/guest/guest-button";
import { controlClass } from "@/components/ui/input";
import { formatMoney, type Region } from "@/lib/format";

type Props = {
  visit: string;
  tipMinor: number;
  currency: string;
  region: Region;
  act: (form: FormData) => Promise<void>;
};

/** Apart from the food: it has a field of its own on the way to the till and in the reports. */
export function TipForm({ visit, tipMinor, currency, region, act }: Props) {
  return (
    <section aria-labelledby="tip-title" className="grid gap-2">
      <h2 id="tip-title" className="font-medium text-base">
        Tip for the team{" "}
        <span className="font-normal text-muted">
          · {tipMinor > 0 ? formatMoney(tipMinor, currency, region) : "none"}
        </span>
      </h2>
      <form action={act} className="flex flex-wrap gap-2">
        <input type="hidden" name="visit" value={visit} />
        {["0", "5", "10", "15"].map((percent) => (
          <button key={percent} type="submit" name="percent" value={percent} className={guestButton("secondary")}>
            {percent === "0" ? "No tip" : `${percent} %`}
          </button>
        ))}
      </form>
      <form action={act} className="flex items-end gap-2">
        <input type="hidden" name="visit" value={visit} />
        <div className="w-32">
          <label htmlFor="amount" className="mb-1 block font-medium text-sm">
            Another amount
          </label>
          <input
            {...{ id: "amount", name: "amount", type: "text", inputMode: "decimal" }}
            className={clsx(controlClass, "h-11 max-sm:h-11")}
          />
        </div>
        <button type="submit" className={guestButton("secondary")}>
          Set tip
        </button>
      </form>
    </section>
  );
}
