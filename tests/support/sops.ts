import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes an executable `sops` into a folder for the PATH. @param body JavaScript that Node runs */
export function sopsIn(folder: string, body: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "sops");
  writeFileSync(file, `#!${process.execPath}\n${body}`);
  chmodSync(file, 0o755);
  return folder;
}

/**
 * Stands in for sops where a test is about what we make of its answers: the values are base64, everybody has the
 * public key, and whoever sets FAKE_SOPS_KEY the private one. Recipients come in two key groups. The real sops is
 * in the e2e tests.
 */
export const FAKE_SOPS = String.raw`
const { readFileSync } = require("node:fs");
const { randomBytes } = require("node:crypto");
const args = process.argv.slice(2);
if (args.includes("encrypt")) {
  const object = JSON.parse(readFileSync(0, "utf8"));
  const iv = () => randomBytes(16).toString("base64");
  const sealed = (text) =>
    "ENC[AES256_GCM,data:" + Buffer.from(text).toString("base64") + ",iv:" + iv() + ",tag:" + iv() + ",type:str]";
  for (const name of Object.keys(object.stringData)) object.stringData[name] = sealed(object.stringData[name]);
  const group = (recipient) => ({ age: [{ recipient, enc: iv() }], hc_vault: [] });
  object.sops = {
    key_groups: [group("age1a"), group("age1b")],
    shamir_threshold: 2,
    encrypted_regex: "^(data|stringData)$",
    lastmodified: new Date().toISOString(),
    mac: sealed("mac"),
    version: "3.13.3",
  };
  console.log(JSON.stringify(object));
} else if (process.env.FAKE_SOPS_KEY) {
  const text = readFileSync(args.at(-1), "utf8");
  const values = [...text.matchAll(/^ {2}(\w+): ENC\[AES256_GCM,data:([^,]*),/gm)];
  const clear = values.map(([, name, data]) => [name, Buffer.from(data, "base64").toString()]);
  console.log(JSON.stringify({ stringData: Object.fromEntries(clear) }));
} else {
  console.error("no key");
  process.exit(128);
}
`;
