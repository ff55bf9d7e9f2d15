import * as z from "zod/mini";
import {
  byteQuantity,
  count,
  dnsLabel,
  doc,
  duration,
  flag,
  nonEmptyText,
  RULE_FIX_SEPARATOR,
  text,
} from "../primitives";
import { shorthand } from "../shorthand";

const NAME = {
  error: `must be 1 to 100 letters, digits, '.', '_' or '-', starting with a letter or digit: files are named after it${RULE_FIX_SEPARATOR}write for example chapter-1`,
};

const SPEED = { error: `must be a number from 0.25 to 4${RULE_FIX_SEPARATOR}write for example 1.2` };

const ITEMS = { error: `must be a list of 1 to 100 items${RULE_FIX_SEPARATOR}write - input: Hello.` };

const FORMATS = ["mp3", "opus", "aac", "flac", "wav", "pcm"] as const;

const item = z.strictObject({
  input: doc(nonEmptyText("Hello."), "The text to speak."),
  name: doc(
    z.optional(z.string(NAME).check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, NAME))),
    "What its files are called. Default: its number, from 001.",
  ),
  voice: doc(z.optional(nonEmptyText("af_heart")), "A voice, or several joined by +."),
  response_format: doc(z.optional(z.enum(FORMATS)), "Format of the audio. Default: mp3."),
  speed: doc(z.optional(z.number(SPEED).check(z.gte(0.25, SPEED), z.lte(4, SPEED))), "How fast. Default: 1."),
  lang_code: doc(z.optional(nonEmptyText("a")), "The language, where it is not that of the voice."),
});

/** A path of the kubelet's and of Python: letters that need no escaping in either, and none of Flux' variables. */
const volumePath = () =>
  text(
    /^(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)*$/,
    "must be a file inside the volume: a relative path without '..', of letters, digits, '.', '_', '-' and '/'",
    "write items.jsonl or books/chapters.jsonl",
  );

const itemsClaim = shorthand(
  z.strictObject({
    name: doc(dnsLabel(), "The PersistentVolumeClaim. It may be that of the audio."),
    path: doc(z._default(volumePath(), "items.jsonl"), "The file, from the root of the volume."),
  }),
  { type: "string" },
  (name: string) => ({ name }),
);

export const batchSection = z.strictObject({
  enabled: doc(
    z._default(flag(), false),
    "Whether a Job speaks the items once and keeps the audio on a volume. Changed items make a new Job, which leaves out what is done.",
  ),
  items: doc(
    z.optional(z.array(item, ITEMS).check(z.minLength(1, ITEMS), z.maxLength(100, ITEMS))),
    "What to speak. Or give configMap or itemsClaim.",
  ),
  configMap: doc(
    z.optional(dnsLabel()),
    "An existing ConfigMap whose key items.jsonl has an item a line, as JSON with the keys of `items`. Give it a new name when its content changes.",
  ),
  itemsClaim: doc(
    z.optional(itemsClaim),
    "An existing PersistentVolumeClaim with a file of items, one a line, as in configMap. Its name is enough where the file is items.jsonl. It is only read. Name another file when the content changes.",
  ),
  claim: doc(
    z.optional(dnsLabel()),
    "An existing PersistentVolumeClaim for the audio. Default: one of our own, which stays when the batch goes.",
  ),
  size: doc(z._default(byteQuantity(), "1Gi"), "Size of our own claim; 1000 words are about 6 MB of MP3."),
  storageClass: doc(z.optional(dnsLabel()), "Storage class of our own claim. Default: the cluster's."),
  concurrency: doc(
    z._default(count(1, 20), 1),
    "Items at a time. More than the replicas gain nothing and make other callers wait.",
  ),
  retries: doc(
    z._default(count(0, 10), 3),
    "How often an item is tried again after no answer, a cut or short one, or 502, 503, 504.",
  ),
  timeout: doc(z._default(duration(), "10m"), "Longest time for one answer, its wait included."),
  image: doc(
    z.optional(nonEmptyText("docker.io/library/python:3.13-alpine")),
    "Image with python3. Default: the server's own.",
  ),
});
