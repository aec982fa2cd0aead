import type { Account } from "../state/accounts";
import type { Store } from "../state/store";

export type Endpoint = {
  endpointId: string;
  url: string;
  withBasicAuth: boolean;
  username?: string | undefined;
  password?: string | undefined;
  provideAccount: boolean;
  expandTransactions: boolean;
  expandPayments: boolean;
  subscribeTo: { resource: string; name: string }[];
};

export type Link = { endpointId: string; locationId: string; createdAt: string; updatedAt: string };

/** The id is unique per account: whether the vendor's is unique per client is not known. */
export const endpointsOf = (store: Store, account: Pick<Account, "id">) =>
  store.collection<Endpoint>(`webhook-endpoints/${account.id}`);
export const linksOf = (store: Store, account: Pick<Account, "id">) =>
  store.collection<Link>(`webhook-links/${account.id}`);
export const linkKey = (endpointId: string, locationId: string) => `${endpointId} ${locationId}`;

export const subscribes = ({ subscribeTo }: Endpoint, resource: string, name: string) =>
  subscribeTo.some((one) => one.resource === resource && one.name === name);
