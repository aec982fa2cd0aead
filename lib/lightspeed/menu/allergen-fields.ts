/** What our channels can tell guests: the fourteen allergens that the law names, and ways of eating. */
export const allergenFields = [
  { field: "gluten", label: "Gluten", kind: "allergen" },
  { field: "crustaceans", label: "Crustaceans", kind: "allergen" },
  { field: "eggs", label: "Eggs", kind: "allergen" },
  { field: "fish", label: "Fish", kind: "allergen" },
  { field: "peanuts", label: "Peanuts", kind: "allergen" },
  { field: "soy", label: "Soy", kind: "allergen" },
  { field: "milk", label: "Milk", kind: "allergen" },
  { field: "nuts", label: "Tree nuts", kind: "allergen" },
  { field: "celery", label: "Celery", kind: "allergen" },
  { field: "mustard", label: "Mustard", kind: "allergen" },
  { field: "sesame", label: "Sesame", kind: "allergen" },
  { field: "sulphites", label: "Sulphites", kind: "allergen" },
  { field: "lupin", label: "Lupin", kind: "allergen" },
  { field: "molluscs", label: "Molluscs", kind: "allergen" },
  { field: "vegetarian", label: "Vegetarian", kind: "diet" },
  { field: "vegan", label: "Vegan", kind: "diet" },
  { field: "halal", label: "Halal", kind: "diet" },
  { field: "kosher", label: "Kosher", kind: "diet" },
] as const;

export type AllergenField = (typeof allergenFields)[number]["field"];

/** Told to nobody: a code that the restaurant uses for itself. */
export const IGNORED = "none";

// Asked for every code of every product of a menu.
const byField = new Map<string, (typeof allergenFields)[number]>(allergenFields.map((one) => [one.field, one]));

export const isAllergenField = (word: string): word is AllergenField => byField.has(word);

/** A way of eating, which says nothing about allergens. */
export const isDiet = (word: AllergenField): boolean => byField.get(word)?.kind === "diet";

export const fieldLabel = (word: string): string => byField.get(word)?.label ?? word;

/** Words for the same thing. A code that is none of these, and that the merchant has said nothing about, is listed as not mapped. */
const usual: Record<AllergenField, readonly string[]> = {
  gluten: ["gluten", "cereals", "cereals_gluten", "wheat"],
  crustaceans: ["crustaceans", "crustacean", "shellfish"],
  eggs: ["eggs", "egg"],
  fish: ["fish"],
  peanuts: ["peanuts", "peanut"],
  soy: ["soy", "soya", "soybeans", "soybean"],
  milk: ["milk", "dairy", "lactose"],
  nuts: ["nuts", "nut", "treenuts", "tree_nuts"],
  celery: ["celery"],
  mustard: ["mustard"],
  sesame: ["sesame", "sesame_seeds"],
  sulphites: ["sulphites", "sulfites", "sulphur_dioxide", "sulphur"],
  lupin: ["lupin", "lupine"],
  molluscs: ["molluscs", "mollusks", "mollusc"],
  vegetarian: ["vegetarian"],
  vegan: ["vegan"],
  halal: ["halal"],
  kosher: ["kosher"],
};

const fieldOfWord = new Map(allergenFields.flatMap(({ field }) => usual[field].map((word) => [word, field] as const)));

export const usualField = (code: string): AllergenField | null => fieldOfWord.get(code.trim().toLowerCase()) ?? null;
