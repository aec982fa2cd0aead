type Searchable = { kind: string; name: string; sku?: string; also?: string };

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Rows whose name, SKU or name in another language has every word of the question; screens only by their name. Without accents. */
export function searchRows<R extends Searchable>(rows: readonly R[], question: string): R[] {
  const words = plain(question).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...rows];
  return rows.filter(({ name, sku, also }) => {
    const text = plain(`${name} ${sku ?? ""} ${also ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}
