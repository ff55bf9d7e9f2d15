// The same objects as a cdk8s program, in the way its users write custom resources.
const { readFileSync } = require("node:fs");
const { ApiObject, App, Chart } = require("cdk8s");

const [objectsFile, outdir] = process.argv.slice(2);
const app = new App({ outdir });
const chart = new Chart(app, "kokoro-api");
const objects = JSON.parse(readFileSync(objectsFile, "utf8"));
for (const [index, object] of objects.entries()) new ApiObject(chart, `object-${index}`, object);
app.synth();
