import { PATHS } from "../../speech/api";
import { exchange } from "../http";
import { Refusal } from "../refusal";
import { listVoices } from "../voices/list";
import { describeAudio, expectRefusal, type SmokeCheck, type SmokeContext, speakIt } from "./check";

/** Sent past the speech client, which would not send a format that nobody knows. */
async function askForMidi({ server, signal }: SmokeContext): Promise<void> {
  let refusal: Refusal | undefined;
  await exchange(server, {
    method: "POST",
    path: PATHS.speech,
    body: JSON.stringify({ input: "Hello.", response_format: "midi", stream: false }),
    signal,
    answer: (status, headers) => {
      if (status === 200) return () => undefined;
      refusal = new Refusal(status, headers);
      return refusal.sink;
    },
  });
  if (refusal) throw refusal.failure();
}

/** Voice customisation: voice, language, speed, and clear errors. */
export const voiceChecks: readonly SmokeCheck[] = [
  {
    story: 2,
    name: "the voices are listed",
    run: async ({ server, signal }) => `${(await listVoices(server, signal)).length} voices`,
  },
  {
    story: 2,
    name: "the last voice of the list speaks",
    async run(context) {
      const voice = (await listVoices(context.server, context.signal)).at(-1)?.id ?? "";
      return `${voice}: ${describeAudio(await speakIt(context, { voice }))}`;
    },
  },
  {
    story: 2,
    name: "a language can be named",
    run: async (context) => describeAudio(await speakIt(context, { lang_code: "b" })),
  },
  {
    story: 2,
    name: "speed 2 makes the audio shorter",
    async run(context) {
      const normal = await speakIt(context);
      const fast = await speakIt(context, { speed: 2 });
      const seen = `${normal.audioSeconds.toFixed(2)} s at 1, ${fast.audioSeconds.toFixed(2)} s at 2`;
      if (fast.audioSeconds > normal.audioSeconds * 0.8) throw new Error(seen);
      return seen;
    },
  },
  {
    story: 2,
    name: "an unknown voice is refused",
    run: (context) => expectRefusal(speakIt(context, { voice: "no_such_voice" }), 400),
  },
  {
    story: 2,
    name: "a speed out of range is refused",
    run: (context) => expectRefusal(speakIt(context, { speed: 9 }), 422),
  },
  {
    story: 2,
    name: "an unknown format is refused",
    run: (context) => expectRefusal(askForMidi(context), 422),
  },
];
