/** One step of the drawing in pixels; a table is four wide and three high. */
export const STEP = 28;
export const TABLE = { width: 4, height: 3 } as const;
/** Steps; the server refuses what lies beyond. */
export const FARTHEST = 400;

export type Place = { id: string; x: number; y: number };

const collides = (a: Omit<Place, "id">, b: Omit<Place, "id">) =>
  Math.abs(a.x - b.x) < TABLE.width && Math.abs(a.y - b.y) < TABLE.height;

const clamp = (value: number) => Math.min(FARTHEST, Math.max(0, Math.round(value)));

export const isFree = (places: readonly Place[], wish: Place): boolean =>
  places.every((place) => place.id === wish.id || !collides(place, wish));

/** The free spot closest to the wish, snapped to the grid; the wish itself where nothing stands there. */
export function nearestFree(places: readonly Place[], wish: Place): Place {
  const snapped = { id: wish.id, x: clamp(wish.x), y: clamp(wish.y) };
  for (let radius = 0; radius <= FARTHEST; radius++) {
    const ring = around(snapped, radius).filter((spot) => isFree(places, spot));
    const [best] = ring.sort((a, b) => distance(a, snapped) - distance(b, snapped));
    if (best) return best;
  }
  return snapped;
}

const distance = (a: Place, b: Place) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2;

function around({ id, x, y }: Place, radius: number): Place[] {
  if (radius === 0) return [{ id, x, y }];
  const spots: Place[] = [];
  for (let offset = -radius; offset <= radius; offset++)
    spots.push(
      { id, x: x + offset, y: y - radius },
      { id, x: x + offset, y: y + radius },
      { id, x: x - radius, y: y + offset },
      { id, x: x + radius, y: y + offset },
    );
  return spots.filter((spot) => spot.x >= 0 && spot.y >= 0 && spot.x <= FARTHEST && spot.y <= FARTHEST);
}

export type Direction = "left" | "right" | "up" | "down";
const vectors: Record<Direction, [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** A step (or several) in a direction; past whatever stands in the way, and no further than the edge. */
export function moved(places: readonly Place[], from: Place, direction: Direction, steps = 1): Place {
  const [dx, dy] = vectors[direction];
  for (let reach = steps; reach <= FARTHEST; reach++) {
    const spot = { id: from.id, x: clamp(from.x + dx * reach), y: clamp(from.y + dy * reach) };
    if (isFree(places, spot)) return spot;
  }
  return from;
}

/** The table that somebody would expect to get to with this arrow key; null at the edge. */
export function neighbour<T extends Place>(places: readonly T[], from: Place, direction: Direction): T | null {
  const [dx, dy] = vectors[direction];
  const scored = places.flatMap((place) => {
    const ahead = (place.x - from.x) * dx + (place.y - from.y) * dy;
    const aside = Math.abs((place.x - from.x) * dy) + Math.abs((place.y - from.y) * dx);
    return place.id === from.id || ahead <= 0 ? [] : [{ place, score: ahead + aside * 3 }];
  });
  return scored.sort((a, b) => a.score - b.score)[0]?.place ?? null;
}

/** Large enough for all tables and a margin to drag them into. */
export function boardSize(places: readonly Place[], margin: number): { width: number; height: number } {
  const right = Math.max(0, ...places.map(({ x }) => x)) + TABLE.width + margin;
  const bottom = Math.max(0, ...places.map(({ y }) => y)) + TABLE.height + margin;
  return { width: right * STEP, height: bottom * STEP };
}
