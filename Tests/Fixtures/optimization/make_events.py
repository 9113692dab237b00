"""An event file of TensorBoard, written by its own classes.

    .venv/bin/python Tests/Fixtures/optimization/make_events.py        (tensorboard 2.21.0)

Writes events.tfevents beside this script: the version, and the two rows of training that
EventFileTests writes.
"""

from pathlib import Path

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

ROWS = [
    (1, {"train/epoch": 0.5, "train/grad_norm": 3.25, "train/learning_rate": 5e-7,
         "train/loss": 0.693147, "train/rewards/margins": 0.0}),
    (300, {"eval/loss": 0.5, "eval/rewards/margins": -1.5, "train/epoch": 1.0,
           "train/grad_norm": 1e-3, "train/learning_rate": 0.0, "train/loss": 0.25,
           "train/rewards/margins": 12.0}),
]

with open(Path(__file__).parent / "events.tfevents", "wb") as file:
    writer = RecordWriter(file)
    events = [Event(wall_time=1764086400.25, file_version="brain.Event:2")]
    for step, values in ROWS:
        summary = Summary(
            value=[Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()])
        events.append(Event(wall_time=1764086400.25, step=step, summary=summary))
    for event in events:
        writer.write(event.SerializeToString())
