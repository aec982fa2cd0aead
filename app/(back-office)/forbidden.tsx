import { Message } from "@/components/layout/message-page";
import { ForbiddenMessage } from "@/components/layout/messages";

export const metadata = { title: "Not allowed" };

export default function Forbidden() {
  return <ForbiddenMessage frame={Message} />;
}
