import { formatCount } from "@/lib/format";

/** What this page is and is not, and what becomes of what the guest told. */
export function SmallPrint({ erasedAt, keptDays }: { erasedAt: string | null; keptDays: number }) {
  return (
    <div className="grid gap-1 text-muted text-sm">
      <p>This page confirms your order. The receipt for taxes is printed by the till: ask the staff for it.</p>
      <p>
        {erasedAt
          ? `Your name, contact details and note were erased on ${erasedAt}.`
          : `Your name, contact details and note are erased after ${formatCount(keptDays, "day")}, or earlier if you ask the restaurant for it.`}
      </p>
    </div>
  );
}
