const HOUR_MS = 60 * 60_000;

/** How long a guest's visit lasts, by the channel that it came through. */
export const visitMs = { online: 6 * HOUR_MS, table_qr: 6 * HOUR_MS, kiosk: HOUR_MS };

/** So long after its end a visit may be told what became of its orders: who went to pay in its last minutes comes back then. */
export const LOOK_MS = 3 * HOUR_MS;

/** From its beginning no visit is told anything any more after this. */
export const LONGEST_TOLD_MS = Math.max(...Object.values(visitMs)) + LOOK_MS;
