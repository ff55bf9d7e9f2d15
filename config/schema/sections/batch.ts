import * as z from "zod/mini";
import { SPEED as BOUNDS } from "../../../speech/api";
import { SPEECH_FORMATS } from "../../../speech/formats";
import { secondsDuration } from "../durations";
import { imageReference } from "../image-primitives";
import { byteQuantity, count, dnsSubdomain, doc, flag, nonEmptyText, say, text } from "../primitives";
import { shorthand } from "../shorthand";

const NAME = say(
  "must be 1 to 100 letters, digits, '.', '_' or '-', starting with a letter or digit, because files are named after it",
  "write for example chapter-1",
);

const SPEED = say(`must be a number from ${BOUNDS.least} to ${BOUNDS.most}`, "write for example 1.2");

const ITEMS = say("must be a list of 1 to 100 items", "write - input: Hello.");

const item = z.strictObject({
  input: doc(nonEmptyText("Hello."), "The text to synthesise."),
  name: doc(
    z.optional(z.string(NAME).check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, NAME))),
    "Name of its files. Default: its number, starting at 001.",
  ),
  voice: doc(z.optional(nonEmptyText("af_heart")), "A voice, or several joined with +."),
  response_format: doc(z.optional(z.enum(SPEECH_FORMATS)), "Audio format. Default: mp3."),
  speed: doc(
    z.optional(z.number(SPEED).check(z.gte(BOUNDS.least, SPEED), z.lte(BOUNDS.most, SPEED))),
    "Speed of the speech, from 0.25 to 4. Default: 1.",
  ),
  lang_code: doc(z.optional(nonEmptyText("a")), "Language, if it is not the language of the voice."),
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
    name: doc(dnsSubdomain(), "The PersistentVolumeClaim. It may be the same as `claim`."),
    path: doc(z._default(volumePath(), "items.jsonl"), "Path of the file in the volume."),
  }),
  { type: "string" },
  (name: string) => ({ name }),
);

export const batchSection = z.strictObject({
  enabled: doc(
    z._default(flag(), false),
    "Whether a Job synthesises the items once and keeps the audio on a volume. Changed items create a new Job, which skips finished items.",
  ),
  items: doc(
    z.optional(z.array(item, ITEMS).check(z.minLength(1, ITEMS), z.maxLength(100, ITEMS))),
    "The texts to synthesise. Alternatives: configMap, itemsClaim.",
  ),
  configMap: doc(
    z.optional(dnsSubdomain()),
    "An existing ConfigMap. Its key items.jsonl has one item on each line, as JSON with the keys of `items`. Give it a new name when its content changes.",
  ),
  itemsClaim: doc(
    z.optional(itemsClaim),
    "An existing PersistentVolumeClaim that holds a file of items, in the format of configMap. Its name is enough if the file is items.jsonl. It is mounted read-only. Use a new file name when the content changes.",
  ),
  claim: doc(
    z.optional(dnsSubdomain()),
    "An existing PersistentVolumeClaim for the audio. Default: a new claim, which is kept when the batch is removed.",
  ),
  size: doc(z._default(byteQuantity(), "1Gi"), "Size of the new claim; 1000 words are about 6 MB of MP3."),
  storageClass: doc(
    z.optional(dnsSubdomain()),
    "StorageClass of the new claim. Default: the cluster's default.",
  ),
  concurrency: doc(
    z._default(count(1, 20), 1),
    "Items in flight. More than `replicas` is no faster and makes other callers wait.",
  ),
  retries: doc(
    z._default(count(0, 10), 3),
    "Retries of an item after no answer, an answer that was cut off or too short, or 502, 503, 504.",
  ),
  timeout: doc(z._default(secondsDuration(), "10m"), "Time limit for one answer, including the wait."),
  image: doc(z.optional(imageReference()), "Image with python3. Default: the server's own image."),
});
