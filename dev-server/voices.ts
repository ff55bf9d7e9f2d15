/** The voices of the real server's image, v0.8.0. */
export const VOICES: readonly string[] = [
  ..."alloy aoede bella heart jadzia jessica kore nicole nova river sarah sky v0 v0bella v0irulan v0nicole v0sarah v0sky"
    .split(" ")
    .map((name) => `af_${name}`),
  ..."adam echo eric fenrir liam michael onyx puck santa v0adam v0gurney v0michael"
    .split(" ")
    .map((name) => `am_${name}`),
  ..."alice emma isabella lily v0emma v0isabella".split(" ").map((name) => `bf_${name}`),
  ..."daniel fable george lewis v0george v0lewis".split(" ").map((name) => `bm_${name}`),
  ..."ef_dora em_alex em_santa ff_siwis hf_alpha hf_beta hm_omega hm_psi if_sara im_nicola".split(" "),
  ..."jf_alpha jf_gongitsune jf_nezumi jf_tebukuro jm_kumo pf_dora pm_alex pm_santa".split(" "),
  ..."zf_xiaobei zf_xiaoni zf_xiaoxiao zf_xiaoyi zm_yunjian zm_yunxi zm_yunxia zm_yunyang".split(" "),
];

/** OpenAI's voice names, which the server maps to its own. */
export const VOICE_ALIASES: Readonly<Record<string, string>> = {
  alloy: "am_adam",
  ash: "af_nicole",
  coral: "bf_emma",
  echo: "af_bella",
  fable: "af_sarah",
  onyx: "bm_george",
  nova: "bf_isabella",
  sage: "am_michael",
  shimmer: "af_sky",
};

export const MODELS: readonly string[] = ["tts-1", "tts-1-hd", "kokoro", "gpt-4o-mini-tts"];
