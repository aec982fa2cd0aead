import { Alert } from "@/components/ui/alert";

export function NoLightspeedPayments() {
  return (
    <Alert title="Lightspeed does not take your guests' payments">
      Lightspeed handles payments at the till. Guests who order on a kiosk, online or by table QR pay through Stripe or
      Viva Wallet: the money goes straight to your own account there, and Upvendo then marks the check as paid in
      Lightspeed.
    </Alert>
  );
}
