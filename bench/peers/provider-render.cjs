// Pulumi's own way to YAML: the Kubernetes provider with renderYamlToDirectory, the same objects.
const { readFileSync } = require("node:fs");
const k8s = require("@pulumi/kubernetes");

const provider = new k8s.Provider("render", { renderYamlToDirectory: process.env.BENCH_OUT });
const objects = JSON.parse(readFileSync(process.env.BENCH_OBJECTS, "utf8"));
objects.forEach((object, index) => {
  const core = object.apiVersion === "v1" ? k8s.core.v1[object.kind] : undefined;
  if (core) new core(`object-${index}`, object, { provider });
  else new k8s.apiextensions.CustomResource(`object-${index}`, object, { provider });
});
