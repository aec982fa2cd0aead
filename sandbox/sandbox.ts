import type { Holds } from "./faults/holds";
import type { FaultPlan } from "./faults/plan";
import type { Recorder } from "./http/recorder";
import type { SandboxOptions } from "./options";
import type { PaymentAccounts } from "./payments/accounts";
import type { Realm } from "./realm/realm";
import type { Accounts } from "./state/accounts";
import type { SettingsState } from "./state/settings";
import type { Store } from "./state/store";
import type { World } from "./world/world";

/** Everything that a request may touch. */
export type Sandbox = {
  options: SandboxOptions;
  url: string;
  store: Store;
  accounts: Accounts;
  settings: SettingsState;
  world: World;
  realm: Realm;
  /** The stand-ins' accounts at Stripe and Viva Wallet. */
  payments: PaymentAccounts;
  faults: FaultPlan;
  holds: Holds;
  recorder: Recorder;
  /** Our own pages and the control API. */
  own(request: Request): Response | Promise<Response>;
  /** Aborted when the sandbox stops. */
  closing: AbortSignal;
};
