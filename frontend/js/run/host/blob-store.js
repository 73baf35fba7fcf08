// `wasi:blobstore`: the run's containers, in memory only, with the server's rules.
//
// Looking at a container needs `blob-store read CONTAINER`, changing it `blob-store write CONTAINER`;
// values on their way in and out need nothing. Objects are listed by the bytes of their names;
// everything was created at the deterministic clock's start.
import { WALL_CLOCK_START_SECONDS } from "../virtual.js";
import { IncomingValue, outgoingValues } from "./blob-values.js";
import { namesOf, StoreFull } from "./shelves.js";

const noContainer = (name) => `no container named "${name}"`;
const noObject = (name) => `no object named "${name}"`;

/**
 * @param {import("./shelves.js").Shelves} containers
 * @param {import("../ledger.js").Ledger} ledger
 */
export function createBlobStore(containers, ledger) {
  const check = (access, container) => {
    if (!ledger.check("blob-store", { access, place: container })) throw "access-denied";
  };
  const shelf = (name) => {
    const objects = containers.get(name);
    if (!objects) throw noContainer(name);
    return objects;
  };
  const object = (container, name) => {
    const bytes = shelf(container).get(name);
    if (!bytes) throw noObject(name);
    return bytes;
  };
  const within = (operation) => {
    try {
      return operation();
    } catch (error) {
      throw error instanceof StoreFull ? error.message : error;
    }
  };

  const OutgoingValue = outgoingValues(containers.budget, (destinations, bytes) => {
    for (const [container, name] of destinations) {
      shelf(container);
      within(() => containers.put(container, name, bytes));
    }
  });

  /** The container itself may be gone while there are handles. */
  class Container {
    #name;

    constructor(name) {
      this.#name = name;
    }

    /** The name of a container that is there, if the policy lets the call at it. */
    #allowed(access) {
      check(access, this.#name);
      shelf(this.#name);
      return this.#name;
    }

    #delete(names) {
      const container = this.#allowed("write");
      for (const name of names) containers.take(container, name);
    }

    name() {
      return this.#allowed("read");
    }

    info() {
      return { name: this.#allowed("read"), createdAt: WALL_CLOCK_START_SECONDS };
    }

    getData(name, start, end) {
      return new IncomingValue(part(object(this.#allowed("read"), name), start, end));
    }

    writeData(name, data) {
      data.destinations.push([this.#allowed("write"), name]);
    }

    listObjects() {
      return new ObjectNames(namesOf(shelf(this.#allowed("read"))));
    }

    deleteObject(name) {
      this.#delete([name]);
    }

    deleteObjects(names) {
      this.#delete(names);
    }

    hasObject(name) {
      return shelf(this.#allowed("read")).has(name);
    }

    objectInfo(name) {
      const container = this.#allowed("read");
      return { name, container, createdAt: WALL_CLOCK_START_SECONDS, size: BigInt(object(container, name).length) };
    }

    clear() {
      this.#delete([...shelf(this.#allowed("write")).keys()]);
    }
  }

  /** Puts an object of one container into one, under a name; takes it out of the first if it moves. */
  function transfer(source, target, moves) {
    check(moves ? "write" : "read", source.container);
    check("write", target.container);
    const bytes = object(source.container, source.object);
    shelf(target.container);
    const isSame = source.container === target.container && source.object === target.object;
    if (moves && !isSame) containers.take(source.container, source.object);
    within(() => containers.put(target.container, target.object, bytes));
  }

  return {
    "wasi:blobstore/types": { OutgoingValue, IncomingValue },
    "wasi:blobstore/container": { Container, StreamObjectNames: ObjectNames },
    "wasi:blobstore/blobstore": {
      createContainer(name) {
        check("write", name);
        if (!within(() => containers.add(name))) throw `there is a container named "${name}" already`;
        return new Container(name);
      },
      getContainer(name) {
        check("read", name);
        shelf(name);
        return new Container(name);
      },
      deleteContainer(name) {
        check("write", name);
        if (!containers.remove(name)) throw noContainer(name);
      },
      containerExists(name) {
        check("read", name);
        return Boolean(containers.get(name));
      },
      copyObject: (source, target) => transfer(source, target, false),
      moveObject: (source, target) => transfer(source, target, true),
    },
  };
}

/** A listing, as it was when it was asked for. */
class ObjectNames {
  #names;
  #next = 0;

  constructor(names) {
    this.#names = names;
  }

  readStreamObjectNames(length) {
    const names = this.#names.slice(this.#next, this.#next + Number(length));
    this.#next += names.length;
    return [names, this.#next === this.#names.length];
  }

  skipStreamObjectNames(number) {
    const [skipped, isEnd] = this.readStreamObjectNames(number);
    return [BigInt(skipped.length), isEnd];
  }
}

/** The bytes from `start` to `end`, both included, as far as there are any. */
export function part(bytes, start, end) {
  return bytes.slice(Number(start), Number(end) + 1);
}
