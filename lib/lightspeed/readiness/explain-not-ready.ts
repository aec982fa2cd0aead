type Parts = {
  apiEnabled: boolean | null;
  salesPeriod: string | null;
  acceptingOnlineOrders: boolean | null;
  availableDevices: boolean | null;
};

/** Why a till takes no online orders, each reason as half a sentence; empty where Lightspeed did not say. */
export function explainNotReady({ apiEnabled, salesPeriod, acceptingOnlineOrders, availableDevices }: Parts): string[] {
  return [
    apiEnabled === false && "the online ordering API is switched off in the Lightspeed Back Office",
    salesPeriod === "CLOSED" && "the day is not opened on the till",
    acceptingOnlineOrders === false && "the till does not accept online orders",
    availableDevices === false && "no till is online with the app in the foreground",
  ].filter((reason) => typeof reason === "string");
}
