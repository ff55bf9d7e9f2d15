"""Speaks the items of a file. Exit 0: all are done; 1: some failed; 2: the file is wrong, nothing was sent."""
import hashlib
import random
import re
from concurrent.futures import ThreadPoolExecutor
from client import Failure, ask, json, os, sys, time

FORMATS = ("mp3", "opus", "aac", "flac", "wav", "pcm")
FIELDS = ("input", "name", "voice", "response_format", "speed", "lang_code")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
BYTES_PER_REQUEST_BYTE = 10
LARGEST_FILE = 64 << 20
LONGEST_PAUSE = 30


def setting(name):
    return os.environ["BATCH_" + name]


def defects(item, names):
    """All that is wrong with one item."""
    if not isinstance(item, dict):
        return ["is no JSON object"]
    found = ["has the unknown key %s" % key for key in item if key not in FIELDS]
    text = item.get("input")
    if not isinstance(text, str) or not text.strip():
        found.append("needs input, a text that is not blank")
    name = item.get("name", "x")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        found.append("has a name that is no file name: %r" % (name,))
    elif name in names:
        found.append("has the name of another item: %s" % name)
    if item.get("response_format", "mp3") not in FORMATS:
        found.append("needs a response_format out of %s" % ", ".join(FORMATS))
    speed = item.get("speed", 1)
    if isinstance(speed, bool) or not isinstance(speed, (int, float)) or not 0.25 <= speed <= 4:
        found.append("needs a speed from 0.25 to 4")
    return found


def refuse(problems):
    print("\n".join("error: " + text for text in problems), flush=True)
    sys.exit(2)


def lines_of(path):
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        refuse(["%s cannot be read: %s" % (path, error.strerror)])
    if len(content) > LARGEST_FILE:
        refuse(["%s has more than %d bytes: it is no file of 1 to 100 items" % (path, LARGEST_FILE)])
    return content.splitlines()


def items_of(path):
    """The items, each with a name. Ends the program where a line is wrong, after naming all of them."""
    items, problems, names = [], [], set()
    for number, line in enumerate(lines_of(path), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            found = defects(item, names)
        except ValueError as error:
            found = ["is no JSON: %s" % error]
        problems += ["line %d %s" % (number, text) for text in found]
        if not found:
            item.setdefault("name", "%03d" % number)
            names.add(item["name"])
            items.append(item)
    if not problems and not 1 <= len(items) <= 100:
        problems.append("1 to 100 items are needed, %d are there" % len(items))
    if problems:
        refuse(problems)
    return items


def write(path, data):
    """All of it or nothing, whatever happens meanwhile."""
    part = path + ".part"
    with open(part, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def is_done(audio_path, result_path, key):
    try:
        with open(result_path, "rb") as file:
            result = json.load(file)
        same = result["status"] == "done" and result["key"] == key
        return same and os.path.getsize(audio_path) == result["bytes"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def speak(body):
    audio, _ = ask(setting("URL"), body, float(setting("TIMEOUT_SECONDS")))
    if len(audio) < BYTES_PER_REQUEST_BYTE * len(body):
        raise Failure("status 200 and only %d bytes of audio: too few for the text" % len(audio))
    return audio


def speak_with_retries(body):
    """The audio and the number of tries."""
    most = int(setting("RETRIES")) + 1
    for tried in range(1, most + 1):
        try:
            return speak(body), tried
        except Failure as failure:
            if not failure.again or tried == most:
                raise
            # Exponential, and spread out, so that the items do not come back together.
            time.sleep(random.uniform(0.5, 1) * min(LONGEST_PAUSE, float(setting("PAUSE_SECONDS")) * 2**tried))
    raise AssertionError("unreachable")


def do(item):
    """Speaks one item and keeps audio and result. True if it is done."""
    name = item["name"]
    request = {"model": "kokoro", "response_format": "mp3", "stream": True, **item}
    del request["name"]
    body = json.dumps(request, sort_keys=True)
    key = hashlib.sha256(body.encode()).hexdigest()
    base = os.path.join(setting("FOLDER"), name)
    audio_path, result_path = base + "." + request["response_format"], base + ".json"
    if is_done(audio_path, result_path, key):
        print("done before - %s" % name, flush=True)
        return True
    try:
        audio, tries = speak_with_retries(body)
        write(audio_path, audio)
        result = {"status": "done", "key": key, "bytes": len(audio), "tries": tries}
    except (Failure, OSError) as error:
        result = {"status": "failed", "key": key, "message": str(error)}
    try:
        write(result_path, json.dumps(result).encode())
    except OSError as error:
        result = {"status": "failed", "message": str(error)}
    print("%s - %s%s" % (result["status"], name, ": " + result["message"] if "message" in result else ""), flush=True)
    return result["status"] == "done"


items = items_of(setting("ITEMS"))
with ThreadPoolExecutor(int(setting("CONCURRENCY"))) as pool:
    results = list(pool.map(do, items))
print("%d of %d items are done" % (sum(results), len(results)), flush=True)
sys.exit(0 if all(results) else 1)
