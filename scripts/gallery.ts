// Photographs every panel in every state: the panels' browser tests, which take pictures when they are asked to.
process.env.E2E_PICTURES = "1";
process.argv.push("e2e/panels.spec.ts");
await import("./test-e2e");

export {};
