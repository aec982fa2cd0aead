import { guestButton } from "@/components/guest/guest-button";
import type { GuestOrderType } from "@/lib/guest/guest-menu-types";

const words: Record<GuestOrderType, string> = { dine_in: "Eat here", takeaway: "Take away" };

type Props = {
  types: readonly GuestOrderType[];
  visit: string;
  choose: (form: FormData) => Promise<void>;
};

/** Prices may differ, so this comes before the menu. */
export function ChooseType({ types, visit, choose }: Props) {
  return (
    <form action={choose} className="grid gap-4 py-10">
      <input type="hidden" name="visit" value={visit} />
      <h1 className="text-center font-semibold text-2xl">How would you like it?</h1>
      <div className="grid gap-3 sm:grid-cols-2">
        {types.map((type) => (
          <button key={type} type="submit" name="type" value={type} className={`${guestButton()} min-h-32 text-xl!`}>
            {words[type]}
          </button>
        ))}
      </div>
    </form>
  );
}
