import { KokoroService } from "./components";
import { readStackConfig } from "./components/engine/stack-config";

// `pulumi preview` and `pulumi up` run this program: the stack's config becomes one KokoroService.
const kokoro = new KokoroService("kokoro", readStackConfig());

export const url = kokoro.url;
export const name = kokoro.name;
export const namespace = kokoro.namespace;
