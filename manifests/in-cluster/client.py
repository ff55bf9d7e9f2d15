import http.client
import json
import os
import sys
import time
from urllib.parse import urlsplit


class Failure(Exception):
    """What is wrong with an answer, for a person. again: whether another try may help."""

    def __init__(self, message, again=True):
        super().__init__(message)
        self.again = again


def ask(server, body, timeout):
    """One answer: its audio, and the seconds to the first byte of it. timeout: seconds for all of it."""
    url = urlsplit(server)
    connection = http.client.HTTPConnection(url.hostname, url.port or 80, timeout=timeout)
    started = time.monotonic()
    try:
        connection.request("POST", "/v1/audio/speech", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        if response.status != 200:
            text = response.read(300).decode("utf-8", "replace")
            again = response.status in (502, 503, 504)
            raise Failure("status %d, not 200: %s" % (response.status, text), again)
        return read(response, started, timeout)
    except http.client.IncompleteRead as error:
        raise Failure("the answer was cut: %s" % error) from error
    except TimeoutError as error:
        raise Failure("no byte came within %g s" % timeout) from error
    except (OSError, http.client.HTTPException) as error:
        raise Failure("no answer: %s: %s" % (type(error).__name__, error)) from error
    finally:
        connection.close()


def read(response, started, timeout):
    audio = bytearray()
    first = None
    while True:
        chunk = response.read1(65536)
        if time.monotonic() > started + timeout:
            raise Failure("the answer took longer than %g s" % timeout)
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
