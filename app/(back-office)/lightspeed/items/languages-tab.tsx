import { LanguagesForm } from "@/components/lightspeed/items/languages-form";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { type Actor, can } from "@/lib/auth/roles";
import { allergenLabels, readAllergens, readLocales } from "@/lib/lightspeed/items/rich-item";
import { services } from "@/lib/services";
import { forPanel } from "../../back-office-data";
import type { LinkedPlace } from "../linked-places";
import { setLanguagesAction } from "./actions";

/** The languages of item texts, and Lightspeed's list of allergens, both of the whole business. */
export async function LanguagesTab({ actor, place }: { actor: Actor; place: LinkedPlace }) {
  const [locales, allergens] = await Promise.all([
    forPanel("languages", () => readLocales(services(), actor.merchantId, place.businessId)),
    forPanel("allergens", () => readAllergens(services(), actor.merchantId)),
  ]);
  const problem = locales?.problem ?? null;
  const known = allergenLabels(allergens?.data ?? [], ["en", ...(locales?.data ?? [])]);
  return (
    <>
      <Card
        id="languages"
        title="Languages"
        description="In which languages names and descriptions of items are kept, for the whole Lightspeed business. Where a text is missing, guests see the first language that has one."
      >
        {problem && (
          <div className="mb-4">
            <Alert tone="warning" title={problem.message}>
              {problem.remedy}
            </Alert>
          </div>
        )}
        {!locales?.data ? (
          <EmptyState title="The languages are not known yet">
            As soon as Lightspeed answers they are shown here.
          </EmptyState>
        ) : can(actor, "items.edit") ? (
          <LanguagesForm locales={locales.data} save={setLanguagesAction.bind(null, place.locationId)} />
        ) : (
          <p className="flex flex-wrap gap-2">
            {locales.data.map((locale) => (
              <Badge key={locale}>{locale}</Badge>
            ))}
            <span className="basis-full text-muted text-sm">Only owners and managers can change languages.</span>
          </p>
        )}
      </Card>
      <Card
        id="allergens"
        title="Allergens"
        description="The allergens that Lightspeed knows. Which of them an item contains is stated on the item's own page."
      >
        {known.length === 0 ? (
          <EmptyState title="The list is not known yet">{allergens?.problem?.message ?? "Reload the page."}</EmptyState>
        ) : (
          <ul className="grid gap-x-4 gap-y-1.5 text-sm sm:grid-cols-2 lg:grid-cols-3">
            {known.map(({ code, label }) => (
              <li key={code}>
                {label} <code className="font-mono text-muted text-xs">{code}</code>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}
