import Link from "next/link";
import { MessagePage } from "@/components/layout/message-page";
import { buttonClass } from "@/components/ui/button";

export const metadata = { title: "Signed out" };

export default function Unauthorized() {
  return (
    <MessagePage
      title="You are signed out"
      actions={
        <Link href="/login" className={buttonClass({ variant: "primary" })}>
          Sign in
        </Link>
      }
    >
      <p>Your session has ended, so what you just tried was not done. Sign in and try again.</p>
    </MessagePage>
  );
}
