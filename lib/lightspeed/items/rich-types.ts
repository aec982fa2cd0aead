/** Texts, allergens and pictures of a SKU, for a whole Lightspeed business. */
export type RichItemView = {
  sku: string;
  texts: { locale: string; name: string; description: string }[];
  /** The vendor's codes. Empty is "not stated", never "free of". */
  allergenCodes: string[];
  updatedAt: string | null;
  hasPicture: boolean;
  /** Of everything that saving replaces. */
  version: string;
};

export type AllergenView = { code: string; label: string };

export type PictureRules = {
  minWidth: number;
  minHeight: number;
  /** Width over height; null where any will do. */
  ratio: number | null;
};
