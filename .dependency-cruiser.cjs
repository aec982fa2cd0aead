// The rooms of the house and what they may reach for (docs/architecture.md). A test proves that a planted import fails.
const room = (name, from, to, comment = "See docs/architecture.md.") => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { path: to },
});

const framework = "node_modules/(next|react|react-dom|next-auth)/";

module.exports = {
  forbidden: [
    room("app-decides-nothing", "^app/", "^(db|lib/k-series|lib/crypto|lib/jobs|e2e|sandbox|scripts)/"),
    room("ui-knows-no-product", "^components/ui/", "^(app|lib|db|e2e|sandbox|components/(?!ui/))"),
    room("components-import-downward", "^components/", "^(app|db|e2e|sandbox|scripts)/"),
    {
      name: "components-take-types-only",
      severity: "error",
      comment:
        "Views get data as props; only types come from lib (lib/result, lib/format, lib/lifetimes, lib/amounts and lib/brand/contrast are values without side effects).",
      from: { path: "^components/", pathNot: "\\.test\\.tsx?$" },
      to: {
        path: "^lib/(?!(result|format|lifetimes|amounts|auth/roles|brand/contrast)\\.ts$)",
        dependencyTypesNot: ["type-only"],
      },
    },
    room(
      "rules-know-no-framework",
      "^lib/(lightspeed|orders|payments|channels|guest|setup|jobs|crypto|live|attention|home|brand|billing)/",
      framework,
    ),
    room("rules-know-no-page", "^lib/", "^(app|components|e2e|sandbox|scripts)/"),
    room("k-series-stands-alone", "^lib/k-series/", "^(app|components|db|e2e|sandbox|scripts|lib/(?!k-series/))"),
    room(
      "k-series-libraries",
      "^lib/k-series/",
      "node_modules/(?!(zod|oauth4webapi|lossless-json|vitest|fast-check|ajv|ajv-formats|yaml|@types/node)/)",
    ),
    room("auth-knows-no-lightspeed", "^lib/auth/", "^lib/(lightspeed|k-series|orders|payments|guest|setup)/"),
    room("payments-below-orders", "^lib/(lightspeed|payments|channels)/", "^lib/orders/"),
    room("lightspeed-below-channels", "^lib/(lightspeed|payments)/", "^lib/channels/"),
    room("orders-below-guests", "^lib/(lightspeed|payments|orders)/", "^lib/guest/"),
    {
      name: "guest-page-is-a-client",
      severity: "error",
      comment: "The guest page uses the order API and nothing else: it asks app/api, with a guest's token.",
      from: { path: "^app/o/" },
      to: {
        path: "^lib/(?!(env|form|format|amounts|log|visit-times)\\.ts$|auth/(action|path-header)\\.ts$)",
        dependencyTypesNot: ["type-only"],
      },
    },
    room("db-knows-nothing-above", "^db/", "^(app|components|lib|e2e|sandbox|scripts)/"),
    room("db-libraries", "^db/", framework),
    room("sandbox-stands-alone", "^sandbox/", "^(app|components|lib|db|e2e|scripts)/"),
    room("sandbox-libraries", "^sandbox/", "node_modules/(next|react|react-dom|drizzle-orm|postgres|next-auth)/"),
    room("nothing-imports-the-sandbox", "^(app|components|lib|db|e2e|scripts)/", "^sandbox/"),
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "resolvable", severity: "error", from: { pathNot: "\\.d\\.ts$" }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)\\.next/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
