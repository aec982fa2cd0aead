import type { Config } from "tailwindcss";

const token = (name: string) => `var(--${name})`;
const tone = (name: string) => ({
  DEFAULT: token(`${name}-solid`),
  ink: token(`${name}-ink`),
  soft: token(`${name}-soft`),
  line: token(`${name}-line`),
});

/** The values behind the colours are in app/globals.css, once per theme. */
const config: Config = {
  content: ["./app/**/*.{ts,tsx}", "./components/**/*.{ts,tsx}"],
  theme: {
    colors: {
      transparent: "transparent",
      current: "currentColor",
      canvas: token("canvas"),
      surface: token("surface"),
      sunken: token("sunken"),
      hover: token("hover"),
      line: token("line"),
      "line-strong": token("line-strong"),
      "line-control": token("line-control"),
      ink: token("ink"),
      muted: token("muted"),
      accent: {
        DEFAULT: token("accent"),
        hover: token("accent-hover"),
        ink: token("accent-ink"),
        soft: token("accent-soft"),
        on: token("accent-on"),
      },
      positive: tone("positive"),
      warning: tone("warning"),
      negative: { ...tone("negative"), hover: token("negative-hover"), on: token("negative-on") },
      neutral: tone("neutral"),
    },
    fontFamily: {
      sans: ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"],
      mono: ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace"],
    },
    fontSize: {
      xs: ["0.75rem", { lineHeight: "1rem" }],
      sm: ["0.8125rem", { lineHeight: "1.25rem" }],
      base: ["0.875rem", { lineHeight: "1.25rem" }],
      lg: ["1rem", { lineHeight: "1.5rem", letterSpacing: "-0.006em" }],
      xl: ["1.25rem", { lineHeight: "1.75rem", letterSpacing: "-0.014em" }],
      "2xl": ["1.5rem", { lineHeight: "2rem", letterSpacing: "-0.018em" }],
    },
    borderRadius: { none: "0", sm: "4px", DEFAULT: "6px", lg: "10px", full: "9999px" },
    boxShadow: {
      raised: token("shadow-raised"),
      overlay: token("shadow-overlay"),
    },
  },
};

export default config;
