import clsx from "clsx";
import { ChevronDownIcon } from "@/components/ui/icons";
import { Menu } from "@/components/ui/menu";
import { type Theme, themes } from "./theme";

export type UserMenuProps = {
  name: string;
  email: string;
  role: string;
  merchantName: string;
  theme: Theme;
  setTheme: (form: FormData) => Promise<void>;
  signOut: () => Promise<void>;
  signOutEverywhere: () => Promise<void>;
};

const themeLabels: Record<Theme, string> = { light: "Light", dark: "Dark", system: "System" };
const entry = "flex h-8 w-full cursor-pointer items-center px-3.5 text-left text-sm hover:bg-hover max-sm:h-11";

export function UserMenu({ name, email, role, merchantName, theme, setTheme, ...session }: UserMenuProps) {
  const trigger = (
    <>
      <span
        aria-hidden="true"
        className="flex size-6 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent-ink text-xs"
      >
        {initials(name)}
      </span>
      <span className="max-w-40 truncate max-sm:hidden">{merchantName}</span>
      <ChevronDownIcon className="text-muted" width="14" height="14" />
    </>
  );
  return (
    <Menu label={`Account: ${name}, ${merchantName}`} trigger={trigger}>
      <div className="border-b px-3.5 pt-1 pb-2.5 text-sm">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-muted">{email}</p>
        <p className="mt-1 text-muted text-xs">
          {role} at {merchantName}
        </p>
      </div>
      <form action={setTheme} className="border-b px-3.5 py-2.5">
        <fieldset>
          <legend className="mb-1.5 text-muted text-xs">Theme</legend>
          <div className="grid grid-cols-3 gap-0.5 rounded bg-sunken p-0.5">
            {themes.map((option) => (
              <button
                key={option}
                type="submit"
                name="theme"
                value={option}
                aria-pressed={theme === option}
                className={clsx(
                  "h-7 cursor-pointer rounded-sm border text-xs max-sm:h-9",
                  theme === option
                    ? "border-line-strong bg-surface font-medium text-ink"
                    : "border-transparent text-muted hover:text-ink",
                )}
              >
                {themeLabels[option]}
              </button>
            ))}
          </div>
        </fieldset>
      </form>
      <div className="pt-1.5">
        <form action={session.signOut}>
          <button type="submit" className={entry}>
            Sign out
          </button>
        </form>
        <form action={session.signOutEverywhere}>
          <button type="submit" className={entry}>
            Sign out everywhere
          </button>
        </form>
      </div>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}
