import { PATHS } from "../../speech/api";
import { SpeechFailure } from "../failure";
import { getJson } from "../json-request";
import { describeAudio, expectRefusal, type SmokeCheck, speakIt } from "./check";

const FORMATS = [
  ["mp3", "mp3"],
  ["wav", "wav"],
  ["opus", "ogg (opus)"],
] as const;

/** Basic text to speech: text in, audio out. */
export const speechChecks: readonly SmokeCheck[] = [
  {
    story: 1,
    name: "the server is healthy",
    async run({ server, signal }) {
      const answer = JSON.stringify(await getJson(server, PATHS.health, signal));
      if (answer !== '{"status":"healthy"}') throw new Error(`/health says ${answer}`);
      return answer;
    },
  },
  ...FORMATS.map(
    ([format, label]): SmokeCheck => ({
      story: 1,
      name: `a sentence becomes ${label} that can be read to its end`,
      run: async (context) => describeAudio(await speakIt(context, { response_format: format })),
    }),
  ),
  {
    story: 1,
    name: "a sentence is streamed",
    async run(context) {
      const result = await speakIt(context, { response_format: "mp3", stream: true });
      return `${describeAudio(result)}, first byte after ${result.firstByteSeconds.toFixed(2)} s`;
    },
  },
  {
    story: 1,
    name: "a blank text is refused",
    run: (context) => expectRefusal(speakIt(context, { input: "   " }), 400, 422),
  },
  {
    story: 1,
    name: "a streamed blank text is not taken for speech",
    async run(context) {
      try {
        await speakIt(context, { input: "   ", stream: true });
      } catch (error) {
        if (error instanceof SpeechFailure && ["empty", "status"].includes(error.reason))
          return error.message;
        throw error;
      }
      throw new Error("audio came for a blank text");
    },
  },
];
