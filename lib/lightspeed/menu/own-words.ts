import type { MenuContent, MenuEntry, MenuItem, MenuModifier, MenuProduct } from "./menu-types";
import type { MenuWords } from "./menu-words";

/** The same menu with the merchant's own names and descriptions; nothing else of a product stops following Lightspeed. */
export function withOwnWords<C extends Pick<MenuContent, "screens">>(content: C, words: MenuWords): C {
  if (words.names.size === 0 && words.descriptions.size === 0) return content;
  const own = <P extends MenuProduct>(product: P): P => {
    const name = product.sku === null ? undefined : words.names.get(product.sku);
    const description = product.sku === null ? undefined : words.descriptions.get(product.sku);
    if (name === undefined && description === undefined) return product;
    const rich = product.rich ?? { texts: [], allergenCodes: null, alcohol: null, pictures: null };
    const texts = rich.texts.length > 0 ? rich.texts : [{ locale: "", name: null, description: null }];
    const changed = texts.map((text) => ({
      ...text,
      name: name ?? text.name,
      description: description ?? text.description,
    }));
    return { ...product, name: name ?? product.name, rich: { ...rich, texts: changed } };
  };
  const item = (one: MenuItem): MenuItem => ({
    ...own(one),
    modifierGroups: one.modifierGroups.map((group) => ({ ...group, choices: group.choices.map(modifier) })),
  });
  const modifier = (one: MenuModifier): MenuModifier => own(one);
  const entry = (one: MenuEntry): MenuEntry => {
    if (one.kind === "screen") return { ...one, entries: one.entries.map(entry) };
    if (one.kind === "item") return item(one);
    if (one.kind === "modifier") return modifier(one);
    const groups = one.groups.map((group) => ({ ...group, choices: group.choices.map(item) }));
    return { ...own(one), items: one.items.map(item), groups };
  };
  return { ...content, screens: content.screens.map((screen) => ({ ...screen, entries: screen.entries.map(entry) })) };
}
