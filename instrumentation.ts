export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: the build replaces it by the runtime's name and leaves the rest out elsewhere.
  if (process.env.NEXT_RUNTIME === "nodejs") (await import("./lib/boot")).boot();
}
