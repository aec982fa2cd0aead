/** The guest's way back, with the payment that it is about. Nothing that the browser brings back is believed: it is read again. */
export function returnAddress(returnUrl: string, paymentId: string, outcome?: "cancelled"): string {
  const url = new URL(returnUrl);
  url.searchParams.set("payment", paymentId);
  if (outcome) url.searchParams.set("outcome", outcome);
  return url.href;
}
