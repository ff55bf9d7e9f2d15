import * as pulumi from "@pulumi/pulumi";
import { KokoroService } from "./components";
import { readEngineConfig } from "./config/load";

// `pulumi preview` and `pulumi up` run this program: the stack's config becomes one KokoroService.
const kokoro = new KokoroService("kokoro", readEngineConfig(pulumi.runtime.allConfig(), pulumi.getProject()));

export const url = kokoro.url;
export const name = kokoro.name;
export const namespace = kokoro.namespace;
