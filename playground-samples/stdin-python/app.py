import sys

from wit_world import exports


class Run(exports.Run):
    def run(self) -> None:
        text = sys.stdin.buffer.read()
        # On bytes, only ASCII letters change.
        sys.stdout.buffer.write(text.upper())
        sys.stdout.flush()
