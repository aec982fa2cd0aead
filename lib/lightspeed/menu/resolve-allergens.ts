import { fieldLabel, IGNORED, isAllergenField, isDiet, usualField } from "./allergen-fields";

/** What the merchant said about codes; every other code means what it usually does. */
export type AllergenMap = ReadonlyMap<string, string>;

/** `stated: false` is never "free of": nobody has said anything of allergens. Ways of eating stand beside either: "vegan" tells of no nut. */
export type AllergenStatement = { diets: string[] } & (
  | { stated: false }
  | {
      stated: true;
      /** Fields of ours, in their order. */
      fields: string[];
      /** The vendor's codes that nobody has given a meaning: shown as they are, so that nothing is kept from a guest. */
      unmapped: string[];
    }
);

export const meaningOf = (code: string, map: AllergenMap): string | null => map.get(code) ?? usualField(code);

export function resolveAllergens(codes: readonly string[] | null, map: AllergenMap): AllergenStatement {
  if (codes === null) return { stated: false, diets: [] };
  const fields = new Set<string>();
  const diets = new Set<string>();
  const unmapped: string[] = [];
  for (const code of codes) {
    const meaning = meaningOf(code, map);
    if (meaning === null) unmapped.push(code);
    else if (meaning !== IGNORED && isAllergenField(meaning)) (isDiet(meaning) ? diets : fields).add(meaning);
  }
  if (fields.size === 0 && unmapped.length === 0) return { stated: false, diets: [...diets] };
  return { stated: true, fields: [...fields], unmapped, diets: [...diets] };
}

/** On one line, for a list. */
export function allergenWords(statement: AllergenStatement): string {
  const allergens = statement.stated
    ? [...statement.fields.map(fieldLabel), ...statement.unmapped].join(", ")
    : "Not stated";
  return [allergens, ...statement.diets.map(fieldLabel)].join(" · ");
}
