import { connect, createServer, type Socket } from "node:net";
import { expect, test } from "@playwright/test";
import { ask, inParallel } from "./trust/http";
import { closeStage, stack } from "./trust/stack";

test.afterAll(closeStage);

type Probe = { target: string; method?: string; headers?: Record<string, string>; body?: string };

const get = (...targets: string[]): Probe[] => targets.map((target) => ({ target }));
const methods = (target: string, ...names: string[]): Probe[] => names.map((method) => ({ target, method }));

/** What other installations of the same parts answer, and this one has no use for. */
const probes: Probe[] = [
  ...get(
    ...[
      "/_next/image",
      "/_next/image?url=%2Ficon.svg&w=64&q=75",
      "/_next/image?url=http%3A%2F%2F127.0.0.1%2F&w=64&q=75",
    ],
    ...[
      "/_next/image?url=%2F%2Fevil.example%2Fa.png&w=64&q=75",
      "/_next/data/build/index.json",
      "/_next/data/build/lightspeed.json",
    ],
    ...[
      "/_next/static/",
      "/_next/static/chunks/",
      "/_next/static/../server/app-paths-manifest.json",
      "/_next/server/app-paths-manifest.json",
    ],
    ...[
      "/_next/static/development/_buildManifest.js",
      "/_next/webpack-hmr",
      "/_next/hmr",
      "/_next/trace",
      "/_next/BUILD_ID",
    ],
    ...[
      "/__nextjs_original-stack-frames",
      "/__nextjs_original-stack-frame?file=a",
      "/__nextjs_source-map?filename=a",
      "/__nextjs_error_feedback",
    ],
    ...[
      "/__nextjs_launch-editor?file=a",
      "/__nextjs_font/geist-latin.woff2",
      "/__nextjs_attach-nodejs-inspector",
      "/_next/mcp",
    ],
    ...[
      "/.git/config",
      "/.git/HEAD",
      "/.env",
      "/.env.local",
      "/.next/BUILD_ID",
      "/.next/server/app-paths-manifest.json",
      "/.data/demo/secrets.json",
    ],
    ...[
      "/package.json",
      "/package-lock.json",
      "/node_modules/next/package.json",
      "/next.config.mjs",
      "/proxy.ts",
      "/README.md",
    ],
    ...[
      "/%2e%2e/%2e%2e/etc/passwd",
      "/..%2f..%2fetc%2fpasswd",
      "/....//....//etc/passwd",
      "/icon.svg/..%2f..%2fpackage.json",
    ],
    ...[
      "/api",
      "/api/",
      "/api/health",
      "/api/auth",
      "/api/auth/providers",
      "/api/auth/signin/google",
      "/api/auth/callback/google",
    ],
    ...[
      "/api/auth/_log",
      "/api/auth/verify-request",
      "/api/auth/../health/..%2f..%2flogin",
      "/webhook",
      "/webhook/lightspeed/abc",
      "/metrics",
    ],
    ...[
      "/debug/vars",
      "/actuator/env",
      "/server-status",
      "/wp-login.php",
      "/phpinfo.php",
      "/graphql",
      "/robots.txt",
      "/sitemap.xml",
    ],
  ),
  ...methods("/", "TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "PURGE"),
  ...methods("/lightspeed/connection", "TRACE", "PUT", "DELETE", "POST"),
  ...methods("/api/health/live", "TRACE", "POST", "DELETE"),
  ...methods("/api/lightspeed/callback", "POST", "PUT", "TRACE"),
  ...methods("/api/auth/session", "TRACE", "PUT"),
];

/** Nothing of the machine, the framework's inside or the configuration in an answer. */
const telling =
  /node_modules\/(?!next\/package)|\bat .+\.(js|ts|mjs):\d+|webpack-internal|root:x:|\[core\]|"dependencies"|postgres:\/\/|ECONNREFUSED|DATABASE_URL/;

test("what is not needed is not there: every probe is answered 400 to 405 and tells nothing", async () => {
  expect(probes.length).toBeGreaterThanOrEqual(60);
  const wrong = await inParallel(probes, 6, async ({ target, method = "GET", headers = {} }) => {
    const { status, body, headers: answered } = await ask(stack.appUrl, target, { method, headers });
    const own = method !== "GET" && status === 403;
    const moved =
      status === 308 && String(answered.location).startsWith("/") && !String(answered.location).startsWith("//");
    const fine = [400, 401, 404, 405].includes(status) || own || moved;
    const told =
      telling.exec(body)?.[0] ?? Object.keys(answered).find((name) => /^(x-powered-by|server|x-nextjs-)/.test(name));
    return fine && !told ? [] : [`${method} ${target}: ${status} ${told ?? ""}`];
  });
  expect(wrong.flat()).toEqual([]);
});

test("OPTIONS names methods and opens nothing to other origins", async () => {
  for (const target of ["/", "/lightspeed/connection", "/api/auth/session", "/api/health/live"]) {
    const { headers, status } = await ask(stack.appUrl, target, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(status, target).toBeLessThan(500);
    expect(
      Object.keys(headers).filter((name) => name.startsWith("access-control-")),
      target,
    ).toEqual([]);
  }
});

/** Says exactly these bytes and gives what comes back until the other side is done or has long been silent. */
function say(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(stack.appUrl).port), "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

test("a request that is none, a tunnel and an upgrade are refused, and the server lives on", async () => {
  const { host } = new URL(stack.appUrl);
  const upgrade =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const lines = [
    `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    `GET /_next/webpack-hmr HTTP/1.1\r\nHost: ${host}\r\n${upgrade}\r\n`,
    `GET /lightspeed HTTP/1.1\r\nHost: ${host}\r\n${upgrade}\r\n`,
    `GET http://127.0.0.1:1/latest/meta-data HTTP/1.1\r\nHost: ${host}\r\n${upgrade}\r\n`,
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "NONSENSE\r\n\r\n",
    `GET /\x00 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  ];
  const answers = await inParallel(lines, 8, say);
  for (const [index, answer] of answers.entries()) {
    expect(answer, lines[index]).not.toMatch(/^HTTP\/1\.1 (101|2\d\d|5\d\d)/);
    expect(answer, lines[index]).not.toMatch(telling);
  }
  expect((await ask(stack.appUrl, "/api/health/live")).status).toBe(200);
});

test("no Host, no forwarded header and no absolute target makes the app call out", async () => {
  const called: string[] = [];
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    called.push("somebody called");
    socket.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  const trap = `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  try {
    const spoofed = {
      host: trap,
      "x-forwarded-host": trap,
      "x-forwarded-proto": "http",
      forwarded: `host=${trap}`,
      "x-forwarded-port": trap.split(":")[1],
    };
    const targets = [
      "/",
      "/login",
      "/lightspeed",
      "/lightspeed/connection",
      "/api/auth/csrf",
      "/api/auth/signin",
      "/api/lightspeed/callback?code=a&state=b",
      `/_next/image?url=http%3A%2F%2F${trap}%2F&w=64&q=75`,
      `http://${trap}/`,
      `http://${trap}/_next/image?url=%2Fa&w=64&q=75`,
    ];
    for (const target of targets) {
      const { status, headers, body } = await ask(stack.appUrl, target, { headers: spoofed });
      expect(status, target).toBeLessThan(500);
      expect(JSON.stringify(headers), target).not.toContain(trap);
      if (!target.includes(trap)) expect(body, target).not.toContain(trap);
    }
    // An action that another page has is passed on by the framework, to an address that it takes from the request.
    const action = { "next-action": "0".repeat(42), origin: stack.appUrl, "content-type": "text/plain" };
    for (const target of ["/", "/login", "/lightspeed"]) {
      await ask(stack.appUrl, target, { method: "POST", headers: { ...action, ...spoofed }, body: "[]" });
    }
    const upgrade = `GET http://${trap}/ HTTP/1.1\r\nHost: ${trap}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    await say(upgrade);
    expect(called).toEqual([]);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => listener.close(resolve));
  }
});

test("no file that the browser loads has a source map beside it or names one", async () => {
  const { body } = await ask(stack.appUrl, "/login");
  const files = [...new Set(body.match(/\/_next\/static\/[\w./~-]+\.(?:js|css)/g))];
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const [source, map] = await Promise.all([ask(stack.appUrl, file), ask(stack.appUrl, `${file}.map`)]);
    expect(source.status).toBe(200);
    expect(source.body, file).not.toMatch(/sourceMappingURL=/);
    expect(map.status, file).toBe(404);
  }
});
