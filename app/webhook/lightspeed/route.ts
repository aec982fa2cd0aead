import { receive, refuseMethod } from "./answer";

export const dynamic = "force-dynamic";

export const POST = (request: Request) => receive(request, null);

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as HEAD,
  refuseMethod as OPTIONS,
  refuseMethod as PATCH,
  refuseMethod as PUT,
};
