import clsx from "clsx";
import type { ReactNode } from "react";

type CardProps = {
  /** Names the region and is the prefix of its heading's id. */
  id: string;
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  /** For tables and lists that draw their own lines to the edge. */
  flush?: boolean;
};

export function Card({ id, title, description, actions, children, footer, flush = false }: CardProps) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="min-w-0 overflow-clip rounded-lg border bg-surface shadow-raised"
    >
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 px-4 pt-4 pb-3 sm:px-5">
        <div className="min-w-0 flex-1 basis-60">
          <h2 id={`${id}-title`} tabIndex={-1} className="font-semibold text-base">
            {title}
          </h2>
          {description && <div className="mt-1 text-muted text-sm text-pretty">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children && <div className={clsx(flush ? "border-t" : "px-4 pb-4 sm:px-5 sm:pb-5")}>{children}</div>}
      {footer && (
        <footer className="flex flex-wrap items-center justify-between gap-3 border-t bg-sunken px-4 py-3 text-muted text-sm sm:px-5">
          {footer}
        </footer>
      )}
    </section>
  );
}
