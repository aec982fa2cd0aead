import type { ReactNode } from "react";
import { MenuIcon } from "@/components/ui/icons";
import { Menu } from "@/components/ui/menu";
import { Brand } from "./brand";
import { Navigation } from "./navigation";
import { PageFrame } from "./page-frame";

type AppShellProps = {
  picker: ReactNode;
  guide: ReactNode;
  userMenu: ReactNode;
  banner: ReactNode;
  children: ReactNode;
};

export function AppShell({ picker, guide, userMenu, banner, children }: AppShellProps) {
  return (
    <div data-shell="" className="min-h-dvh lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)] print:block">
      <a
        href="#content"
        className="sr-only z-50 rounded bg-accent px-3 py-2 font-medium text-accent-on text-sm focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <div className="hidden border-r bg-sunken lg:block print:hidden">
        <nav aria-label="Main" className="sticky top-0 flex flex-col gap-4 px-3 py-3.5">
          <span className="px-2.5">
            <Brand />
          </span>
          <Navigation />
        </nav>
      </div>
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-13 items-center justify-between gap-3 border-b bg-surface px-3 sm:px-6 print:hidden">
          <div className="flex min-w-0 items-center gap-2">
            <Menu label="Navigation" align="left" trigger={<MenuIcon />} className="lg:hidden">
              <nav aria-label="Main" className="px-2 pt-1 pb-1">
                <div className="px-2.5 pt-1 pb-3">
                  <Brand />
                </div>
                <Navigation />
              </nav>
            </Menu>
            {picker}
          </div>
          <div className="flex items-center gap-1.5">
            {guide}
            {userMenu}
          </div>
        </header>
        {banner}
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-5xl flex-1 px-4 py-6 outline-none sm:px-6 sm:py-8"
        >
          <PageFrame>{children}</PageFrame>
        </main>
      </div>
    </div>
  );
}
