import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/app/providers";
import { AppShell } from "@/components/layout/app-shell";
import { LocationPicker } from "@/components/layout/location-picker";
import { readTheme, THEME_COOKIE } from "@/components/layout/theme";
import { UserMenu } from "@/components/layout/user-menu";
import { ConnectionWatch } from "@/components/lightspeed/connection-watch";
import { EmilyPanel } from "@/components/setup/emily-panel";
import { can, roleLabels } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { chooseLocationAction, setThemeAction, signOutAction, signOutEverywhereAction } from "./actions";
import { connectionOf, locationChoiceOf, locationsOf } from "./back-office-data";

/** Navigation and who is signed in. Guards nothing: each page and action asks for itself. */
export default async function BackOfficeLayout({ children }: { children: ReactNode }) {
  const actor = await requireMerchant();
  const [locations, choice, connection, jar] = await Promise.all([
    locationsOf(actor.merchantId),
    locationChoiceOf(actor),
    connectionOf(actor.merchantId),
    cookies(),
  ]);
  const active = locations.filter((location) => location.active).map(({ id, name }) => ({ id, name }));
  return (
    <Providers>
      <AppShell
        banner={<ConnectionWatch initial={connection} mayManage={can(actor, "connection.manage")} />}
        picker={
          <LocationPicker
            locations={active}
            chosen={choice.kind === "one" ? choice.location.id : null}
            mayCreate={can(actor, "locations.edit")}
            choose={chooseLocationAction}
          />
        }
        guide={<EmilyPanel />}
        userMenu={
          <UserMenu
            name={actor.userName}
            email={actor.email}
            role={roleLabels[actor.role]}
            merchantName={actor.merchantName}
            theme={readTheme(jar.get(THEME_COOKIE)?.value)}
            setTheme={setThemeAction}
            signOut={signOutAction}
            signOutEverywhere={signOutEverywhereAction}
          />
        }
      >
        {children}
      </AppShell>
    </Providers>
  );
}
