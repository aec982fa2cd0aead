import type { Input, Operation, Output } from "./operation";
import { operations } from "./operations";
import { type Page, readPages } from "./pages";
import type { Arguments } from "./request";
import { type CallOptions, send, type TransportOptions } from "./transport";

type Bound<O extends Operation> = ((input: Input<O>, options?: CallOptions) => Promise<Output<O>>) &
  (O extends { paging: object }
    ? { pages: (input: Input<O>, options?: CallOptions) => AsyncGenerator<Page<O>> }
    : unknown);

type Table = Record<string, Record<string, Operation>>;
type Client<T extends Table> = {
  [Family in keyof T]: { [Name in keyof T[Family]]: Bound<T[Family][Name]> };
};

export type KSeriesClient = Client<typeof operations>;

/** A client for one connection. Knows nothing of where tokens live: `getAccessToken` is asked before every call. */
export function createKSeriesClient(options: TransportOptions): KSeriesClient {
  return bind(operations, options);
}

/** A family is bound when it is first asked for: most clients are made for one or two calls. */
function bind<T extends Table>(table: T, options: TransportOptions): Client<T> {
  const families = Object.entries(table).map(([family, rows]) => {
    let bound: Record<string, unknown> | undefined;
    const get = () => {
      bound ??= Object.fromEntries(
        Object.entries(rows).map(([name, operation]) => [name, bindOne(options, `${family}.${name}`, operation)]),
      );
      return bound;
    };
    return [family, { enumerable: true, get }];
  });
  return Object.create({}, Object.fromEntries(families));
}

function bindOne(settings: TransportOptions, name: string, operation: Operation) {
  const call = (input: Arguments, limits?: CallOptions) => send(settings, name, operation, input, limits);
  const { paging } = operation;
  if (!paging) return call;
  const pages = (input: Arguments, limits?: CallOptions) =>
    readPages(name, paging, input, (args) => call(args, limits));
  return Object.assign(call, { pages });
}
