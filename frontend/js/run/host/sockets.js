// `wasi:sockets`: a network on which nothing can be made: each attempt is `not-supported`.

/** The network's handle; there is nothing behind it. */
class Network {}

const notSupported = () => {
  throw "not-supported";
};

export const sockets = {
  "wasi:sockets/instance-network": { instanceNetwork: () => new Network() },
  "wasi:sockets/tcp-create-socket": { createTcpSocket: notSupported },
  "wasi:sockets/udp-create-socket": { createUdpSocket: notSupported },
  "wasi:sockets/ip-name-lookup": { resolveAddresses: notSupported },
};
