import product from "@/package.json" with { type: "json" };

/** What a certificate names: which of our releases said so. */
export const softwareVersion: string = product.version;
