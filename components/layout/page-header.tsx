import type { ReactNode } from "react";

type PageHeaderProps = { title: string; description?: ReactNode; actions?: ReactNode; tabs?: ReactNode };

export function PageHeader({ title, description, actions, tabs }: PageHeaderProps) {
  return (
    <header className="mb-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 text-sm">
        <div className="min-w-0 flex-1 basis-72">
          <h1 className="font-semibold text-xl">{title}</h1>
          {description && <p className="mt-0.5 max-w-2xl text-muted text-sm text-pretty">{description}</p>}
        </div>
        {actions}
      </div>
      {tabs && <div className="mt-3 border-b">{tabs}</div>}
    </header>
  );
}
