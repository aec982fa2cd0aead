/** @type {import("next").NextConfig} */
const config = {
  // A second build or development server beside the first one needs a folder of its own.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  productionBrowserSourceMaps: false,
  // What a build reads, without tests and tools: those are checked by `npm run typecheck`.
  typescript: {
    tsconfigPath: "tsconfig.build.json",
    // Set by the demo and the tests, which build what `npm run typecheck` checks anyway; `npm run build` checks by itself.
    ignoreBuildErrors: process.env.TYPES_CHECKED_ELSEWHERE === "1",
  },
  serverExternalPackages: ["graphile-worker", "nodemailer", "pg", "pino", "postgres"],
  // In development it would print what actions are called with, links to choose a password included.
  logging: { serverFunctions: false },
  // Our own pictures only, as they are: no service that fetches and converts.
  images: { unoptimized: true, remotePatterns: [] },
  experimental: {
    // forbidden() and unauthorized(): refusals with their proper status.
    authInterrupts: true,
    serverActions: { bodySizeLimit: "256kb" },
  },
};

export default config;
