import * as z from "zod/mini";
import { CALLER_REQUESTS } from "../../callers";
import { parseSchedule } from "../../cron";
import { queryDuration, secondsDuration } from "../durations";
import { imageReference } from "../image-primitives";
import { byteQuantity, count, cpuQuantity, doc, flag, nonEmptyText, say } from "../primitives";
import { switchable } from "../shorthand";

const SCHEDULE = say(
  "must be a cron schedule of five fields, or @hourly, @daily, @weekly or @monthly",
  "write */10 * * * * for every ten minutes",
);

export const smokeSection = switchable(
  z.strictObject({
    enabled: doc(
      z._default(flag(), false),
      "Whether a CronJob requests speech from the server and checks the audio. Off by default, because each run occupies a server.",
    ),
    schedule: doc(
      z._default(
        z.string(SCHEDULE).check(z.refine((value) => parseSchedule(value) !== undefined, SCHEDULE)),
        "*/10 * * * *",
      ),
      "Schedule of the check, in cron syntax and UTC.",
    ),
    staleAfter: doc(
      z._default(queryDuration(), "45m"),
      "Alert when no check has succeeded for this long. Use at least three times the interval of the schedule.",
    ),
    text: doc(
      z._default(
        nonEmptyText("Hello."),
        "This check speaks one sentence of about a dozen words, then listens.",
      ),
      "Text to synthesise.",
    ),
    voice: doc(z._default(nonEmptyText("af_heart"), "af_heart"), "Voice of the check."),
    minimumAudio: doc(
      z._default(secondsDuration(), "2s"),
      "Shortest valid audio for the text. Anything shorter counts as cut off.",
    ),
    firstByteLimit: doc(
      z._default(secondsDuration(), "30s"),
      "Time limit for the first audio of the streamed answer.",
    ),
    timeout: doc(z._default(secondsDuration(), "2m"), "Time limit for one answer."),
    retries: doc(z._default(count(0, 5), 1), "Retries of a failed check before it counts as failed."),
    image: doc(
      z.optional(imageReference()),
      "Image with python3. Default: the server's own image, so no other image is pulled.",
    ),
    cpu: doc(
      z._default(cpuQuantity(), "200m"),
      `CPU limit of the check. At least its request, ${CALLER_REQUESTS.cpu}.`,
    ),
    memory: doc(
      z._default(byteQuantity(), "128Mi"),
      `Memory limit of the check. At least its request, ${CALLER_REQUESTS.memory}.`,
    ),
  }),
);
