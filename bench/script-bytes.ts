import { gzipSync } from "node:zlib";

/** Every script that a page names, each compressed by itself as the server would send it; without those for browsers that know no modules. */
export async function scriptBytes(base: string, html: string): Promise<number> {
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*>/g)].map(([tag]) => tag);
  const sources = new Set(
    tags.flatMap((tag) => {
      if (/\bnomodule\b/i.test(tag)) return [];
      const script = /^<script[^>]+src="([^"]+)"/.exec(tag)?.[1];
      const preload = /as="script"/.test(tag) ? /href="([^"]+)"/.exec(tag)?.[1] : undefined;
      return script ?? preload ?? [];
    }),
  );
  const sizes = await Promise.all(
    [...sources].map(
      async (source) => gzipSync(Buffer.from(await (await fetch(new URL(source, base))).arrayBuffer())).length,
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
