"""Records the coded frames of one steady tone, which the dev-server repeats for as long as it needs.

    pip install av numpy && python3 scripts/record-tone-frames.py > dev-server/tone-frames.json

Only frames that decode on their own are of use: MP3 without bit reservoir, AAC-LC in ADTS, Opus packets.
"""
import base64
import json

import av
import numpy as np

RATE = 24000  # as Kokoro
FRAMES = 12


def packets(codec, options=None):
    seconds = np.arange(RATE * 3) / RATE
    tone = (np.sin(2 * np.pi * 250 * seconds) * 6000).astype(np.int16)
    context = av.CodecContext.create(codec, "w")
    context.sample_rate = RATE
    context.layout = "mono"
    context.format = {"libmp3lame": "s16p", "aac": "fltp", "libopus": "s16"}[codec]
    context.bit_rate = 64000
    context.options = options or {}
    context.open()
    frame = av.AudioFrame.from_ndarray(tone.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = RATE
    resampler = av.AudioResampler(context.format, "mono", RATE, frame_size=context.frame_size)
    coded = [bytes(p) for part in resampler.resample(frame) for p in context.encode(part)]
    return coded[20 : 20 + FRAMES]  # past the encoder's start-up


def adts(payload):
    """An ADTS header: MPEG-4 AAC-LC, 24 kHz (index 6), one channel, no CRC."""
    length = len(payload) + 7
    head = [0xFF, 0xF1, (1 << 6) | (6 << 2), (1 << 6) | (length >> 11), (length >> 3) & 0xFF]
    return bytes(head + [((length & 7) << 5) | 0x1F, 0xFC]) + payload


def text(frames):
    return [base64.b64encode(frame).decode() for frame in frames]


print(
    json.dumps(
        {
            "mp3": text(packets("libmp3lame", {"reservoir": "0"})),
            "aac": text([adts(p) for p in packets("aac")]),
            "opus": text(packets("libopus")),
        },
        indent=1,
    )
)
