import { Card } from "@/components/ui/card";
import { Picture } from "@/components/ui/picture";
import { Stat } from "@/components/ui/stat";
import type { AllergenView } from "@/lib/lightspeed/items/rich-types";

type RichFactsProps = {
  texts: { locale: string; name: string; description: string }[];
  allergenCodes: string[];
  allergens: AllergenView[];
  picture: string | null;
  name: string;
};

/** What everybody may see of texts, allergens and picture. */
export function RichFacts({ texts, allergenCodes, allergens, picture, name }: RichFactsProps) {
  const stated = allergenCodes.map((code) => allergens.find((known) => known.code === code)?.label ?? code);
  return (
    <Card id="texts" title="Texts and allergens" description="Only owners and managers can change them.">
      <div className="grid gap-4">
        {picture && (
          <Picture
            src={picture}
            alt={name}
            width={160}
            height={160}
            className="size-40 rounded border bg-sunken object-cover"
          />
        )}
        <Stat title="Allergens">{stated.length > 0 ? stated.join(", ") : "Not stated"}</Stat>
        {texts.map(({ locale, name: title, description }) => (
          <Stat key={locale} title={locale}>
            <span className="block font-medium">{title || "No name for guests"}</span>
            <span className="whitespace-pre-wrap">{description || "No description"}</span>
          </Stat>
        ))}
      </div>
    </Card>
  );
}
