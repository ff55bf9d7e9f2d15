"""Asks a Kokoro server for speech and checks the audio. Exit 0: both answers are good; 1: not."""
import array
from client import Failure, ask, json, os, sys

RATE = 24000
FRAME = RATE // 50
LEAST_DEVIATION = 50
MOST_QUIET = 0.95
NOISY_CROSSINGS = 0.3
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


def sound(frame):
    """The mean of 20 ms of samples, how far they are from it, and the share that crosses it."""
    mean = sum(frame) / FRAME
    deviation = (sum((value - mean) ** 2 for value in frame) / FRAME) ** 0.5
    above = [value > mean for value in frame]
    return mean, deviation, sum(a != b for a, b in zip(above, above[1:])) / FRAME


def listen(values, seconds):
    """A model without numbers gives silence, a constant level or noise, of a plausible length."""
    sounds = [sound(values[at : at + FRAME]) for at in range(0, len(values) - FRAME + 1, FRAME)]
    loud = [crossings for _, deviation, crossings in sounds if deviation >= LEAST_DEVIATION]
    if not loud:
        silent = all(abs(mean) < LEAST_DEVIATION for mean, _, _ in sounds)
        raise Failure("no speech: %.2f s %s" % (seconds, "of silence" if silent else "at a constant level"))
    quiet = 1 - len(loud) / len(sounds)
    if quiet >= MOST_QUIET:
        raise Failure("no speech: %.2f s, of which %d %% are silence" % (seconds, quiet * 100))
    if sum(crossings > NOISY_CROSSINGS for crossings in loud) > len(loud) / 2:
        raise Failure("no speech: %.2f s of noise" % seconds)


def judge(samples):
    """Seconds of audio, if there is enough and it may be speech."""
    if len(samples) % 2:
        raise Failure("the audio ends in the middle of a sample")
    seconds = len(samples) / 2 / RATE
    if seconds < float(setting("MINIMUM_AUDIO_SECONDS")):
        raise Failure("%.2f s of audio are too short for the text: cut" % seconds)
    values = array.array("h", samples)
    if sys.byteorder == "big":
        values.byteswap()
    listen(values, seconds)
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
