export const themes = ["light", "dark", "system"] as const;
export type Theme = (typeof themes)[number];

export const THEME_COOKIE = "upvendo-theme";

export const readTheme = (value: unknown): Theme => themes.find((theme) => theme === value) ?? "system";
