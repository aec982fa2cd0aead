/** An order as it was accepted: ids and decimals as text, nothing optional is null. */
export type LineBody = {
  sku: string;
  quantity: number;
  customItemName?: string | undefined;
  customItemPrice?: string | undefined;
  modifiers: { modifierId: string }[];
  subItems: LineBody[];
  discountCode?: string | undefined;
  discountAmountOverride?: string | undefined;
  discountPercentOverride?: string | undefined;
  course?: number | undefined;
};

export type OrderBody = {
  thirdPartyReference: string;
  endpointId: string;
  customerInfo: {
    firstName: string;
    lastName?: string | undefined;
    email?: string | undefined;
    thirdPartyReference?: string | undefined;
  };
  orderNote?: string | undefined;
  maxTimeToAttemptOrderDeliverToPos?: number | undefined;
  staffId?: string | undefined;
  accountProfileCode?: string | undefined;
  scheduledTimeForOrderAsIso8601?: string | undefined;
  payment?: { paymentMethod?: string | undefined; paymentAmount: string; tipAmount?: string | undefined } | undefined;
  collectionCode?: string | undefined;
  accountIdentifier?: string | undefined;
  tableNumber?: string | undefined;
  clientCount?: number | undefined;
  items: LineBody[];
};
