import { MessagePage } from "@/components/layout/message-page";
import { NotFoundMessage } from "@/components/layout/messages";

export const metadata = { title: "Page not found" };

export default function NotFound() {
  return <NotFoundMessage frame={MessagePage} />;
}
