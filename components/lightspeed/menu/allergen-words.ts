import type { AllergenStatement } from "@/lib/lightspeed/menu/resolve-allergens";

const labels: Record<string, string> = {
  gluten: "Gluten",
  crustaceans: "Crustaceans",
  eggs: "Eggs",
  fish: "Fish",
  peanuts: "Peanuts",
  soy: "Soy",
  milk: "Milk",
  nuts: "Tree nuts",
  celery: "Celery",
  mustard: "Mustard",
  sesame: "Sesame",
  sulphites: "Sulphites",
  lupin: "Lupin",
  molluscs: "Molluscs",
  vegetarian: "Vegetarian",
  vegan: "Vegan",
  halal: "Halal",
  kosher: "Kosher",
};

/** What nobody stated is said to be so: it never reads as "free of". */
export function statementWords(statement: AllergenStatement): string {
  const diets = statement.diets.map((field) => labels[field] ?? field);
  if (!statement.stated)
    return ["Not stated in Lightspeed. This does not mean that it is free of allergens.", diets.join(", ")]
      .join(" ")
      .trim();
  const unmapped = statement.unmapped.map((code) => `${code} (not mapped)`);
  const allergens = [...statement.fields.map((field) => labels[field] ?? field), ...unmapped].join(", ");
  return [allergens, ...diets].join(" · ");
}
