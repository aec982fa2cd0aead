import { receive, refuseMethod } from "../answer";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ endpointId: string }> };

export const POST = async (request: Request, { params }: Context) => receive(request, (await params).endpointId);

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as HEAD,
  refuseMethod as OPTIONS,
  refuseMethod as PATCH,
  refuseMethod as PUT,
};
