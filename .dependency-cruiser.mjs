import { readFileSync } from "node:fs";

/**
 * The folders of the sources, from what knows least to what knows most. A file may import its own folder and
 * those before it; folders of one row do not know each other. docs/architecture.md says what each holds.
 */
const { layers } = JSON.parse(readFileSync(new URL("./common/folders.json", import.meta.url), "utf8"));
const LAYERS = [...layers, ["index.ts"]];

const asPath = (name) => (name.includes(".") ? `^${name.replace(".", "\\.")}$` : `^${name}/`);

/** For each folder: what stands beside or after it in the list. */
const oneDirection = LAYERS.flatMap((row, index) =>
  row.map((folder) => {
    const later = LAYERS.slice(index)
      .flat()
      .filter((other) => other !== folder);
    return {
      name: `${folder}-keeps-the-direction`,
      comment: "An import may point to its own folder and to those before it in common/folders.json.",
      severity: "error",
      from: { path: asPath(folder) },
      to: { path: [...later.map(asPath), "^(tests|bench|scripts)/"] },
    };
  }),
);

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...oneDirection,
    {
      name: "no-circle",
      comment: "Two files that need each other are one file, or lack a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "every-folder-has-its-place",
      comment: "A source folder that is not in common/folders.json has no direction.",
      severity: "error",
      from: { path: LAYERS.flat().map(asPath) },
      to: {
        pathNot: [...LAYERS.flat().map(asPath), "node_modules"],
        dependencyTypes: ["local"],
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    includeOnly: { path: "^[a-z-]+(/|\\.ts$)" },
    exclude: { path: "^(node_modules|dist)/" },
    tsConfig: { fileName: "tsconfig.json" },
    // Imports of types count, too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".js", ".json"] },
  },
};
