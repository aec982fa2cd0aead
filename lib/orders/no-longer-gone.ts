import type { Order } from "@/db/schema";

/** Lightspeed is connected again: that it was not is no reason any more. */
export const noLongerGone = ({ failureCode }: Pick<Order, "failureCode">) =>
  failureCode?.startsWith("gone:") ? { failureCode: null, failureDetail: null, failureStep: null } : {};
