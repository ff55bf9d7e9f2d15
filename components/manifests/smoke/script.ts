/**
 * The synthetic check. Python's standard library alone, because it runs in the server's own image.
 * It asks for the two kinds of answer that the server gives and judges the samples, not the status:
 * the server sends 200 before it speaks.
 */
export const SMOKE_SCRIPT = `"""Asks a Kokoro server for speech and checks the audio. Exit 0: both answers are good; 1: not."""
import array
import http.client
import json
import os
import sys
import time
from urllib.parse import urlsplit

RATE = 24000
QUIETEST = 200
UNKNOWN_LENGTH = 0x7FFFFF00


class Failure(Exception):
    """What is wrong with an answer, for a person."""


def setting(name):
    return os.environ["SMOKE_" + name]


def ask(stream, audio_format, deadline):
    """One answer: its audio, and the seconds to the first byte of it."""
    url = urlsplit(setting("URL"))
    timeout = float(setting("TIMEOUT_SECONDS"))
    connection = http.client.HTTPConnection(url.hostname, url.port or 80, timeout=timeout)
    body = {
        "model": "kokoro",
        "input": setting("TEXT"),
        "voice": setting("VOICE"),
        "response_format": audio_format,
        "stream": stream,
    }
    started = time.monotonic()
    try:
        connection.request(
            "POST", "/v1/audio/speech", json.dumps(body), {"Content-Type": "application/json"}
        )
        response = connection.getresponse()
        if response.status != 200:
            text = response.read(300).decode("utf-8", "replace")
            raise Failure("status %d, not 200: %s" % (response.status, text))
        return read(response, connection, started, deadline)
    except http.client.IncompleteRead as error:
        raise Failure("the answer was cut: %s" % error) from error
    except TimeoutError as error:
        raise Failure("no byte came within %g s" % timeout) from error
    except (OSError, http.client.HTTPException) as error:
        raise Failure("no answer: %s: %s" % (type(error).__name__, error)) from error
    finally:
        connection.close()


def read(response, connection, started, deadline):
    audio = bytearray()
    first = None
    while True:
        chunk = response.read1(65536)
        if time.monotonic() > deadline:
            raise Failure("the answer took longer than %s s" % setting("TIMEOUT_SECONDS"))
        if not chunk:
            break
        if first is None:
            first = time.monotonic() - started
        audio += chunk
    if first is None:
        raise Failure("status 200 and not one byte of audio")
    # read1 takes the end of the connection for the end of the answer.
    promised = response.getheader("Content-Length")
    if promised is not None and len(audio) < int(promised):
        raise Failure("the answer was cut: %d bytes of %s came" % (len(audio), promised))
    return bytes(audio), first


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
    deadline = time.monotonic() + float(setting("TIMEOUT_SECONDS"))
    try:
        audio, first = ask(stream, audio_format, deadline)
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
