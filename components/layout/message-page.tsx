import type { ReactNode } from "react";
import { Brand } from "./brand";

type MessageProps = { title: string; children: ReactNode; actions: ReactNode };

/** One thing to say and the way on, in place of a page's content. */
export function Message({ title, children, actions }: MessageProps) {
  return (
    <div className="max-w-md">
      <h1 className="font-semibold text-2xl">{title}</h1>
      <div className="mt-2 grid gap-2 text-base text-muted text-pretty">{children}</div>
      <div className="mt-6 flex flex-wrap gap-2">{actions}</div>
    </div>
  );
}

/** The same as a page of its own; it needs no session and no script. */
export function MessagePage(props: MessageProps) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-8 px-6 py-16">
      <Brand />
      <Message {...props} />
    </main>
  );
}
