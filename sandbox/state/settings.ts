import { z } from "zod";
import { behaviourSchema, initialBehaviour } from "./behaviour";
import type { Store } from "./store";

const seconds = z.number().int().min(1).max(315_360_000);

export const lifetimesSchema = z.object({
  accessTokenSeconds: seconds,
  /** Without offline_access; every rotation starts it anew, as an idle time-out would. */
  refreshTokenSeconds: seconds,
  /** With offline_access, where the answer says 0 but an idle token still dies one day. */
  offlineRefreshTokenSeconds: seconds,
});

export const settingsSchema = lifetimesSchema.extend({
  ...behaviourSchema.shape,
  pkceRequired: z.boolean(),
  /** How long a rotated refresh token is still accepted; 0 is strict single use. */
  refreshGraceMs: z.number().int().min(0).max(86_400_000),
});

export type Lifetimes = z.output<typeof lifetimesSchema>;
export type Settings = z.output<typeof settingsSchema>;

const initial: Settings = {
  accessTokenSeconds: 300,
  refreshTokenSeconds: 1_800,
  offlineRefreshTokenSeconds: 2_592_000,
  pkceRequired: true,
  refreshGraceMs: 0,
  ...initialBehaviour,
};

export type SettingsState = { get(): Settings; change(part: Partial<Settings>): Settings };

/** What a test or the panel may change while the sandbox runs; kept over a restart. */
export function openSettings(store: Store): SettingsState {
  const stored = store.collection<Partial<Settings>>("settings");
  const get = () => ({ ...initial, ...stored.get("all") });
  return {
    get,
    change: (part) => {
      stored.set("all", { ...stored.get("all"), ...part });
      return get();
    },
  };
}
