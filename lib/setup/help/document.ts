/**
 * The product document's own words on Troubleshooting, disconnecting and frequent questions; nothing here is rephrased.
 * Its last four points under "PKCE or state verification errors" speak of something else and have a heading of their own.
 */
export const troubleshooting = [
  {
    id: "oauth-failed",
    title: "OAuth connection failed",
    points: [
      {
        id: "oauth-failed.k-series",
        text: "Verify the Lightspeed account has Restaurant K-Series (not L-Series or R-Series)",
      },
      { id: "oauth-failed.admin", text: "Ensure the account has admin or owner permissions" },
      {
        id: "oauth-failed.redirect-uri",
        text: "Check that the redirect URI configured in the Lightspeed partner dashboard matches exactly what Upvendo uses",
      },
      {
        id: "oauth-failed.cache",
        text: "Clear your browser cache and try again from the Settings tab -> Connect with Lightspeed",
      },
    ],
  },
  {
    id: "test-failing",
    title: "Connection test failing after successful OAuth",
    points: [
      { id: "test-failing.token", text: "The access token may have expired -- click Reconnect to re-authorize" },
      {
        id: "test-failing.last-checked",
        text: "Check the Status tab for the last-checked timestamp and error details",
      },
      { id: "test-failing.suspended", text: "Verify the Lightspeed account is active and not suspended" },
      { id: "test-failing.logs", text: "Check the integration logs for specific error messages" },
    ],
  },
  {
    id: "business-missing",
    title: "Business ID is missing",
    points: [
      { id: "business-missing.call-failed", text: "This means the /businesses API call failed after OAuth" },
      { id: "business-missing.reconnect", text: "Click Reconnect to re-run the full OAuth + business fetch flow" },
      {
        id: "business-missing.no-business",
        text: "Contact Lightspeed support if the account has no active businesses",
      },
    ],
  },
  {
    id: "refresh-failed",
    title: "Token refresh failed",
    points: [
      {
        id: "refresh-failed.revoked",
        text: "The refresh token may have been revoked (e.g., password change, session revocation in Lightspeed)",
      },
      { id: "refresh-failed.reconnect", text: "Click Reconnect via OAuth from the Settings tab" },
      {
        id: "refresh-failed.client",
        text: "If the issue persists, check that the client ID and client secret are correctly configured in the environment",
      },
    ],
  },
  {
    id: "webhook-silent",
    title: "Webhook not receiving events",
    points: [
      {
        id: "webhook-silent.registered",
        text: "Verify the webhook endpoint is registered in the Lightspeed partner dashboard",
      },
      {
        id: "webhook-silent.credentials",
        text: "Check that the Basic Auth credentials match the LIGHTSPEED_WEBHOOK_USER and LIGHTSPEED_WEBHOOK_PASSWORD environment variables",
      },
      { id: "webhook-silent.portal", text: "Review webhook logs in the Lightspeed portal for delivery failures" },
      { id: "webhook-silent.public", text: "Ensure the webhook endpoint URL is publicly accessible" },
    ],
  },
  {
    id: "state-errors",
    title: "PKCE or state verification errors",
    points: [
      {
        id: "state-errors.ten-minutes",
        text: "The PKCE code verifier is cached for only 10 minutes. If the OAuth flow took longer, restart it",
      },
      {
        id: "state-errors.stale-state",
        text: "State verification failures indicate a potential CSRF attack or a stale state parameter. Restart the OAuth flow from the Settings tab",
      },
      { id: "state-errors.one-flow", text: "Ensure only one OAuth flow is in progress at a time per merchant" },
    ],
  },
  {
    id: "menu-not-loading",
    title: "Menu data not loading",
    points: [
      {
        id: "menu-not-loading.location-id",
        text: "Verify the business location ID is correct in the integration settings",
      },
      { id: "menu-not-loading.menus", text: "Check that the Lightspeed account has active menus and items configured" },
      { id: "menu-not-loading.logs", text: "Review the integration logs for API errors" },
      {
        id: "menu-not-loading.scopes",
        text: "Ensure the OAuth scopes include the necessary permissions for the data you need",
      },
    ],
  },
  {
    id: "availability",
    title: "Item availability returning unexpected results",
    points: [
      {
        id: "availability.location-id",
        text: "Item availability is per-SKU and per-business-location. Ensure you are querying the correct location ID",
      },
      {
        id: "availability.get-post",
        text: "The availability endpoint supports both GET (with skus[] query params) and POST (with SKU list in body)",
      },
      { id: "availability.deactivated", text: "Check if the item has been deactivated or removed in Lightspeed" },
    ],
  },
  {
    id: "financial",
    title: "Financial data not loading",
    points: [
      { id: "financial.location-id", text: "Financial endpoints require the business location ID in the URL path" },
      { id: "financial.range", text: "Date range queries use the format {from}/{to} in the URL" },
      {
        id: "financial.paginated",
        text: "Paginated results may require multiple requests -- check if include=payments is needed",
      },
      { id: "financial.scopes", text: "Verify the OAuth token has scopes covering financial data access" },
    ],
  },
  {
    id: "order-error",
    title: "Order creation returns error",
    points: [
      { id: "order-error.location-id", text: "Ensure the businessLocationId is valid and active" },
      { id: "order-error.skus", text: "Check that all item SKUs in the order exist in Lightspeed's catalog" },
      {
        id: "order-error.profile",
        text: "Verify the accountProfileCode matches a valid account profile for the location",
      },
      { id: "order-error.endpoint", text: "Review the endpointId to ensure it matches a registered webhook endpoint" },
      {
        id: "order-error.oopayment",
        text: "If using OOPAYMENT as payment method, confirm it is configured in Lightspeed",
      },
    ],
  },
  {
    id: "disconnecting",
    title: "Disconnecting Lightspeed K-Series",
    points: [
      { id: "disconnecting.go", text: "Go to Lightspeed (/lightspeed) -> Settings tab" },
      { id: "disconnecting.delete", text: 'Click Delete and confirm by typing "Lightspeed"' },
      { id: "disconnecting.cleared", text: "The integration is disabled and credentials are cleared" },
      {
        id: "disconnecting.no-data",
        under: "After disconnecting:",
        text: "No more order or menu data from Lightspeed",
      },
      {
        id: "disconnecting.channel",
        text: "The merchant's in-house channel is cleared (provider_integrated set to null)",
      },
      { id: "disconnecting.reconnect", text: "Reconnect at any time via the Settings tab" },
    ],
  },
] as const;

export const questions = [
  {
    id: "import-locations",
    question: "Does Lightspeed K-Series auto-import my locations?",
    answer:
      "No. Unlike MplusKassa, Lightspeed does not auto-import locations. You must create locations manually in Settings -> Locations before connecting.",
  },
  {
    id: "products",
    question: "What Lightspeed products are supported?",
    answer:
      "Only Lightspeed Restaurant K-Series is supported. L-Series (retail) and R-Series (legacy restaurant) are not compatible.",
  },
  {
    id: "api-keys",
    question: "Do I need to manage API keys?",
    answer:
      "No. The integration uses OAuth 2.0 with PKCE, so you just log in with your Lightspeed account. Tokens are managed and refreshed automatically.",
  },
  {
    id: "token-expires",
    question: "What happens when the access token expires?",
    answer:
      "Tokens are refreshed automatically using the stored refresh token before they expire (with a 5-minute buffer). If the refresh token is also revoked (e.g., after a password change), you need to click Reconnect in the Settings tab.",
  },
  {
    id: "customer-payments",
    question: "Can I use Lightspeed for customer payments?",
    answer:
      "No. Lightspeed handles POS-side payments only. You must set up Stripe or Viva Wallet for customer-facing payments on Kiosk and Online Ordering.",
  },
  {
    id: "check-connection",
    question: "How do I check if my connection is working?",
    answer:
      'Go to the Lightspeed page -> Status tab and click Test Connection. The status should show "Connected" with a recent last-checked timestamp.',
  },
  {
    id: "reports",
    question: "Can I view financial reports through the integration?",
    answer:
      "Yes. The integration provides read access to Lightspeed's financial API, including tax rates, payment methods, accounting groups, daily financials, and sales data for date ranges.",
  },
  {
    id: "images",
    question: "Does the integration support item images and allergen data?",
    answer:
      "Yes. The Rich Item API provides images, descriptions, and allergen information per SKU. Allergen codes and translations are available via the /i/allergens endpoint.",
  },
  {
    id: "create-items",
    question: "Can I create items in Lightspeed from Upvendo?",
    answer:
      "Yes. The Items API supports full CRUD (create, read, update, delete) operations. Items can be created with SKU, name, price, and tax rate. Rich item data (images, descriptions, allergens) can also be pushed via the Rich Item API.",
  },
  {
    id: "several-locations",
    question: "How does the integration handle multiple business locations?",
    answer:
      "The OAuth connection is merchant-scoped, so one connection covers all business locations. Each API call specifies a businessLocationId parameter to target the correct location. Locations must be created manually in Upvendo.",
  },
  {
    id: "order-profiles",
    question: "What order profiles (account profiles) are available?",
    answer:
      "Lightspeed K-Series supports configurable account profiles like Click & Collect, dine-in, and delivery. Available profiles are retrieved via the /o/op/data/account-profiles endpoint and can be filtered by tag code.",
  },
  {
    id: "checks-floor-plans",
    question: "Can I view open checks and floor plans?",
    answer:
      "Yes. The integration provides access to floor plans with table layouts and open checks per table or account. This data is available via the floor plans and checks endpoints.",
  },
] as const;

export type TopicId = (typeof troubleshooting)[number]["id"];
export type PointId = (typeof troubleshooting)[number]["points"][number]["id"];
export type QuestionId = (typeof questions)[number]["id"];
