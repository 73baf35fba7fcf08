from wit_world import exports


class Run(exports.Run):
    def run(self) -> None:
        with open("/notes.txt", "rb") as file:
            notes = file.read()
        summary = f"{notes.count(b'\n')} lines, {len(notes)} bytes\n"
        with open("/summary.txt", "w") as file:
            file.write(summary)
        print(summary, end="")
