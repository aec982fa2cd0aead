export type Finding = { path: string; line: number; kind: string };

/** What secrets of known makers look like, and places where one is written down. */
const patterns: [string, RegExp][] = [
  ["private key", /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
  ["cloud access key", /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ["code host token", /\b(?:gh[pousr]_\w{36,}|github_pat_\w{22,}|glpat-[\w-]{20,})/],
  ["chat token", /\bxox[abprs]-[\w-]{10,}/],
  ["payment key", /\b(?:sk|rk|pk)_(?:live|test)_\w{16,}|\bwhsec_\w{24,}/],
  ["registry token", /\bnpm_\w{36}\b|_authToken\s*=\s*[\w-]{8,}/],
  ["search engine key", /\bAIza[\w-]{35}\b/],
  ["signed token", /\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}/],
  [
    "address with a password",
    /\b[a-z][a-z+]{2,20}:\/\/[\w.%-]+:(?!\$\{|<|x+@|secret@|password@|p(?:w|ass)?@)[^\s:@/"'`]{8,}@/,
  ],
  ["path of a machine", /(?<![\w.])\/(?:home|Users|root)\/[\w.-]+\/|(?<![\w.])\/work\/(?:main|shared)/],
  ["key of the vault", /\bk\d+:[A-Za-z0-9+/]{43}=/],
];

/** Long runs of characters without a word in them; a checksum is no secret. */
const run = /(?<![\w+/=-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w+/=-])/g;
const known =
  /^(?:sha\d{3}-|[0-9a-f]{8}-[0-9a-f]{4}|0+$|[A-Za-z]+$|(?:[A-Za-z]+\d{0,4}|\d+)(?:[/_-](?:[A-Za-z]+\d{0,4}|\d+))+$)/;

/** Bits per character: text of a language has about 4 with few digits, random base64 nearly 6. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
}

const looksRandom = (text: string) =>
  /\d/.test(text) &&
  (/^[0-9a-f]+$/.test(text) ? entropy(text) > 3 : /[A-Z]/.test(text) && /[a-z]/.test(text) && entropy(text) > 4.3);

/** Places in a text that look like a secret. Alphabets and lists of characters are in order and do not count. */
export function scanForSecrets(path: string, text: string, { entropy: withEntropy = true } = {}): Finding[] {
  return text.split("\n").flatMap((content, index) => {
    const kinds = patterns.filter(([, pattern]) => pattern.test(content)).map(([kind]) => kind);
    if (withEntropy) {
      const random = [...content.matchAll(run)]
        .map(([found]) => found)
        .filter((found) => !known.test(found) && looksRandom(found) && !isAlphabet(found));
      if (random.length > 0) kinds.push("random text");
    }
    return kinds.map((kind) => ({ path, line: index + 1, kind }));
  });
}

function isAlphabet(text: string): boolean {
  const steps = [...text].slice(1).filter((char, index) => char.charCodeAt(0) - text.charCodeAt(index) === 1).length;
  return steps > text.length / 2;
}
