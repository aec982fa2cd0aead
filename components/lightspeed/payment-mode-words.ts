/** How a paid order reaches the till, in the merchant's words. */
export const paymentModes = {
  separate: {
    label: "After the order",
    explanation:
      "The order goes to the till first; as soon as the till has it, the payment is booked on its check. If the amounts differ, the kitchen still has the order and the check stays open for staff. Recommended.",
  },
  embedded: {
    label: "With the order",
    explanation:
      "The order carries its payment, so the check is paid the moment it appears. If the amount is even one cent higher than the till's own, Lightspeed refuses the whole order and the guest is refunded.",
  },
} as const;

export const paymentModeNames = ["separate", "embedded"] as const;
