// Bundles the extension into dist/, and with --tests its tests into dist-test/.
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { build } from "esbuild";

const production = process.argv.includes("--production");
const shared = { bundle: true, platform: "node", format: "cjs", target: "node20", external: ["vscode"], logLevel: "warning" };

mkdirSync("schemas", { recursive: true });
copyFileSync("../rules/constraints.schema.json", "schemas/constraints.schema.json");
await build({ ...shared, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", minify: production, sourcemap: !production });
if (process.argv.includes("--tests")) {
  const tests = readdirSync("test").filter((name) => name.endsWith(".ts")).map((name) => `test/${name}`);
  await build({ ...shared, entryPoints: tests, outdir: "dist-test", sourcemap: "inline" });
}
