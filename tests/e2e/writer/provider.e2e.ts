import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { expect, it } from "vitest";
import { put, read, scratch } from "../../unit/repository/write/scratch";

/** Prints the text that Pulumi keeps in a stack's state for a dynamic provider which writes a file. */
const SERIALISE = `
const pulumi = require(process.argv[2]);
const paths = require("./paths.js");
const primitives = require("./primitives.js");
const write = (root, name, content) => {
  const deps = { fs: require("node:fs"), path: require("node:path"), crypto: require("node:crypto") };
  primitives.writeFileAtomic(deps, paths.assertInsideRoot(deps, root, name), content);
};
pulumi.runtime.serializeFunction(write).then((result) => process.stdout.write(result.text));
`;

it("Pulumi can serialise the primitives of the writer, and they work without this package", () => {
  const folder = scratch();
  for (const name of ["paths", "primitives"]) {
    const source = fs.readFileSync(path.resolve(`common/files/${name}.ts`), "utf8");
    const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
    put(folder, `${name}.js`, transpileModule(source, { compilerOptions }).outputText);
  }
  put(folder, "serialise.js", SERIALISE);
  const pulumi = path.resolve("node_modules/@pulumi/pulumi");
  const code = execFileSync(process.execPath, ["serialise.js", pulumi], { cwd: folder, encoding: "utf8" });
  put(
    folder,
    "elsewhere/run.js",
    `${code}\nexports.handler(${JSON.stringify(folder)}, "out/ks.yaml", "text");`,
  );
  execFileSync(process.execPath, ["run.js"], { cwd: path.join(folder, "elsewhere") });
  expect(read(folder, "out/ks.yaml")).toBe("text");
});
