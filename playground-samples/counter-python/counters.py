from wit_world.exports import counters


# A resource is a class, in the module that has its interface's name: this file's.
class Counter(counters.Counter):
    def __init__(self, start: int) -> None:
        self.count = start

    def increment(self, by: int) -> int:
        self.count += by
        return self.count

    def value(self) -> int:
        return self.count

    @classmethod
    def larger(cls, a: "Counter", b: "Counter") -> int:
        return max(a.count, b.count)
