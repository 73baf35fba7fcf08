from wit_world import exports


class Names(exports.Names):
    def names(self) -> list[str]:
        return ["Ada", "Grace", "Barbara"]
