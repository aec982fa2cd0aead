import type { Card, Product, Screen } from "./card";
import { randomFrom } from "./random";

const LINES = 5_000;
const PER_SCREEN = 50;

const regions = {
  Burgundy: ["Chablis", "Meursault", "Pommard", "Volnay", "Mâcon", "Givry", "Rully", "Mercurey"],
  Bordeaux: ["Saint-Émilion", "Pomerol", "Margaux", "Pauillac", "Graves", "Fronsac", "Sauternes"],
  Loire: ["Sancerre", "Chinon", "Vouvray", "Saumur", "Muscadet", "Bourgueil"],
  Rhône: ["Crozes-Hermitage", "Gigondas", "Vacqueyras", "Cairanne", "Condrieu"],
  Alsace: ["Riesling", "Sylvaner", "Gewurztraminer", "Pinot Gris"],
  Champagne: ["Brut", "Blanc de Blancs", "Rosé", "Extra Brut"],
  Italy: ["Barolo", "Chianti Classico", "Soave", "Etna Rosso", "Valpolicella", "Montepulciano"],
  Spain: ["Rioja", "Priorat", "Rías Baixas", "Ribera del Duero", "Rueda"],
  Portugal: ["Douro", "Vinho Verde", "Alentejo", "Dão"],
  Belgium: ["Haspengouw", "Hageland", "Heuvelland", "Crémant de Wallonie"],
};
const houses = [
  "Domaine Aubry",
  "Château Lenoir",
  "Maison Verhaege",
  "Clos des Tilleuls",
  "Domaine Faucher",
  "Château Mirande",
  "Cave du Moulin",
  "Domaine Roussel",
  "Maison Perrin-Lacour",
  "Château Belair",
  "Domaine de la Source",
  "Clos Saint-Jean",
  "Tenuta Marchetti",
  "Bodega Olmedo",
  "Quinta da Ponte",
  "Wijndomein Kluizen",
];

function bottle(index: number, region: string, appellations: string[]): Product {
  const random = randomFrom(`cellar ${index}`);
  const [house, appellation, year] = [random.pick(houses), random.pick(appellations), random.whole(2005, 2024)];
  const price = random.whole(44, 480) / 2;
  const name = `${house} ${appellation} ${year}`;
  const described = index % 10 === 0;
  return {
    sku: `CEL-${String(index).padStart(5, "0")}`,
    name,
    group: "Bar",
    price,
    cost: Math.round(price * 35) / 100,
    allergens: ["sulphites"],
    alcohol: random.whole(110, 150) / 10,
    texts: described
      ? [
          {
            localeCode: "nl",
            displayName: name,
            description: `<p>${region}, oogst ${year}. Bewaard in onze kelder aan het kanaal.</p>`,
          },
          {
            localeCode: "fr",
            displayName: name,
            description: `<p>${region}, millésime ${year}. Conservé dans notre cave au bord du canal.</p>`,
          },
        ]
      : [],
  };
}

/** Lines that a tidy card would not have: without SKU, with one too long for orders, twice the same, unknown to Items. */
const untidy: Product[] = [
  { sku: "", name: "Corkage", group: "Bar", price: 12, cost: 0, allergens: [], texts: [] },
  {
    sku: "CELLAR-TASTING-EVENING-FRIDAY",
    name: "Tasting on Friday",
    group: "Bar",
    price: 45,
    cost: 15,
    allergens: ["sulphites"],
    texts: [],
  },
  {
    sku: "BAR-ROOD-GLAS",
    name: "Red wine, large glass",
    group: "Bar",
    price: 8,
    cost: 2,
    allergens: ["sulphites"],
    texts: [],
  },
];
/** Stands on a screen though no item has it. */
export const UNKNOWN_SKU = "OLD-KIR";

function inScreens(name: string, skus: string[]): Screen {
  const entries: Screen[] = [];
  for (let start = 0; start < skus.length; start += PER_SCREEN) {
    const part = skus.slice(start, start + PER_SCREEN);
    entries.push({ name: `${name} ${entries.length + 1}`, color: "red", entries: part });
  }
  return { name, color: "purple", entries };
}

/** The brasserie's card with a wine list of 5,000 bottles. */
export function cellarCard(brasserie: Card): Card {
  const names = Object.entries(regions);
  const bottles = new Map<string, Product[]>(names.map(([name]) => [name, []]));
  for (let index = 1; index <= LINES; index += 1) {
    const [name, appellations] = names[index % names.length] ?? ["Burgundy", regions.Burgundy];
    bottles.get(name)?.push(bottle(index, name, appellations));
  }
  const lists = [...bottles].map(([name, products]) =>
    inScreens(
      name,
      products.map(({ sku }) => sku),
    ),
  );
  const [allDay, ...rest] = brasserie.menus;
  const full = {
    name: "Card and cellar",
    screens: [...(allDay?.screens ?? []), { name: "Cellar", color: "red", entries: lists }],
  };
  const old: Screen = {
    name: "To clean up",
    color: "grey",
    entries: [...untidy.map(({ name }) => `name:${name}`), UNKNOWN_SKU, "BAR-ROOD-GLAS"],
  };
  return {
    ...brasserie,
    products: [...brasserie.products, ...[...bottles.values()].flat(), ...untidy],
    menus: [full, ...rest, { name: "Old card", screens: [old] }],
  };
}
