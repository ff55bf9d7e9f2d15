import { PYTHON_CLIENT } from "../in-cluster/python-client";

/**
 * The synthetic check. Python's standard library alone, because it runs in the server's own image.
 * It asks for the two kinds of answer that the server gives and judges the samples, not the status:
 * the server sends 200 before it speaks.
 */
export const SMOKE_SCRIPT = `"""Asks a Kokoro server for speech and checks the audio. Exit 0: both answers are good; 1: not."""
import array
${PYTHON_CLIENT}
RATE = 24000
QUIETEST = 200
UNKNOWN_LENGTH = 0x7FFFFF00


def setting(name):
    return os.environ["SMOKE_" + name]


def samples_of_wav(audio):
    """The samples of a RIFF file; a cut one is a failure."""
    if audio[:4] != b"RIFF" or audio[8:12] != b"WAVE":
        raise Failure("no WAV file: it starts with %r" % audio[:12])
    at = 12
    while at + 8 <= len(audio):
        name, size = audio[at : at + 4], int.from_bytes(audio[at + 4 : at + 8], "little")
        at += 8
        if name == b"data":
            # A writer that cannot seek leaves 0 or a number near 2 or 4 GiB: then all the rest is audio.
            if size == 0 or size >= UNKNOWN_LENGTH:
                return audio[at:]
            if at + size > len(audio):
                raise Failure("the WAV is cut: %d bytes of %d came" % (len(audio) - at, size))
            return audio[at : at + size]
        at += size + (size & 1)
    raise Failure("the WAV has no samples")


def judge(samples):
    """Seconds of audio, if there is enough and it is no silence."""
    if len(samples) % 2:
        raise Failure("the audio ends in the middle of a sample")
    seconds = len(samples) / 2 / RATE
    if seconds < float(setting("MINIMUM_AUDIO_SECONDS")):
        raise Failure("%.2f s of audio are too short for the text: cut" % seconds)
    values = array.array("h", samples)
    if sys.byteorder == "big":
        values.byteswap()
    if max(max(values), -min(values)) < QUIETEST:
        raise Failure("%.2f s of silence" % seconds)
    return seconds


def check(name, stream, audio_format):
    body = {
        "model": "kokoro",
        "input": setting("TEXT"),
        "voice": setting("VOICE"),
        "response_format": audio_format,
        "stream": stream,
    }
    try:
        audio, first = ask(setting("URL"), json.dumps(body), float(setting("TIMEOUT_SECONDS")))
        seconds = judge(samples_of_wav(audio) if audio_format == "wav" else audio)
        limit = float(setting("FIRST_BYTE_SECONDS"))
        if stream and first > limit:
            raise Failure("the first audio came after %.2f s, limit %g s" % (first, limit))
    except Failure as failure:
        print("not ok - %s: %s" % (name, failure), flush=True)
        return False
    print("ok - %s: %.2f s of audio, first byte after %.2f s" % (name, seconds, first), flush=True)
    return True


results = [check("streamed speech", True, "pcm"), check("complete speech", False, "wav")]
sys.exit(0 if all(results) else 1)
`;
