import clsx from "clsx";
import Link from "next/link";
import type { FloorPlanView } from "@/lib/lightspeed/floor-plan/floor-plan-types";

type Form = "plan" | "table";

/** Which floor plan, and which form of it: links, so they work without script and can be passed on. */
export function PlanChoices({ view: { locationId, plans, plan }, as }: { view: FloorPlanView; as: Form }) {
  if (!plan) return null;
  const href = (id: string, form: Form) =>
    `/lightspeed/floor-plans?place=${locationId}&plan=${id}${form === "table" ? "&view=table" : ""}`;
  const forms = [
    { form: "plan", label: "Drawing" },
    { form: "table", label: "Table" },
  ] as const;
  return (
    <>
      <nav aria-label="Floor plans" className="flex min-w-0 flex-1 gap-5 overflow-x-auto">
        {plans.map(({ id, name }) => (
          <Choice key={id} href={href(id, as)} current={id === plan.id}>
            {name || id}
          </Choice>
        ))}
      </nav>
      <nav aria-label="Form" className="flex gap-5">
        {forms.map(({ form, label }) => (
          <Choice key={form} href={href(plan.id, form)} current={form === as}>
            {label}
          </Choice>
        ))}
      </nav>
    </>
  );
}

function Choice({ href, current, children }: { href: string; current: boolean; children: string }) {
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className={clsx(
        "-outline-offset-2 whitespace-nowrap border-b-2 px-0.5 py-2 font-medium text-sm",
        current
          ? "border-accent text-ink forced-colors:border-[color:Highlight]"
          : "border-transparent text-muted forced-colors:border-[color:Canvas] hover:text-ink",
      )}
    >
      {children}
    </Link>
  );
}
