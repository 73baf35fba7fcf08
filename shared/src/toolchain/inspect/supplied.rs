//! What both hosts supply, function by function.

use crate::api::inspect::ImportedInterface;
use crate::policy;

/// Whether both hosts supply what is imported: functions of WASI 0.2 that are stable, those of the
/// drafts that are named in [`DRAFTS`], or nothing but types. Which stable version of 0.2 it is does not
/// matter: they are compatible. A draft is compatible with itself alone.
pub(super) fn is_supplied(import: &ImportedInterface) -> bool {
    if import.functions.is_empty() && import.resources.is_empty() {
        return true;
    }
    let (interface, version) = match import.name.split_once('@') {
        Some((interface, version)) => (interface, Some(version)),
        None => (import.name.as_str(), None),
    };
    let package = interface.split('/').next().unwrap_or_default();
    let mut drafts = DRAFTS.iter().filter(|(name, _)| *name == package).peekable();
    let version_fits = match drafts.peek() {
        Some(_) => drafts.any(|(_, draft)| version == *draft),
        None => version.is_some_and(|version| version.starts_with("0.2.") && !version.contains('-')),
    };
    if !version_fits || policy::need(interface, "") == policy::Need::Unknown {
        return false;
    }
    let known = FUNCTIONS.iter().find(|(name, _)| *name == interface).map_or(&[][..], |(_, known)| known);
    import.functions.iter().all(|function| known.contains(&function.name.as_str()))
}

/// Packages that are not part of WASI 0.2 yet, with the version that hosts supply.
const DRAFTS: &[(&str, Option<&str>)] = &[
    ("wasi:keyvalue", Some("0.2.0-draft")),
    ("wasi:blobstore", Some("0.2.0-draft")),
    ("wasi:config", Some("0.2.0-rc.1")),
    ("wasi:logging", Some("0.1.0-draft")),
    ("wasi:logging", None),
];

/// The stable functions of WASI 0.2's cli, clocks, filesystem, http, io, random and sockets, and those
/// of the drafts.
const FUNCTIONS: &[(&str, &[&str])] = &[
    (
        "wasi:blobstore/blobstore",
        &[
            "create-container",
            "get-container",
            "delete-container",
            "container-exists",
            "copy-object",
            "move-object",
        ],
    ),
    (
        "wasi:blobstore/container",
        &[
            "[method]container.name",
            "[method]container.info",
            "[method]container.get-data",
            "[method]container.write-data",
            "[method]container.list-objects",
            "[method]container.delete-object",
            "[method]container.delete-objects",
            "[method]container.has-object",
            "[method]container.object-info",
            "[method]container.clear",
            "[method]stream-object-names.read-stream-object-names",
            "[method]stream-object-names.skip-stream-object-names",
        ],
    ),
    (
        "wasi:blobstore/types",
        &[
            "[static]outgoing-value.new-outgoing-value",
            "[method]outgoing-value.outgoing-value-write-body",
            "[static]outgoing-value.finish",
            "[static]incoming-value.incoming-value-consume-sync",
            "[static]incoming-value.incoming-value-consume-async",
            "[method]incoming-value.size",
        ],
    ),
    ("wasi:cli/environment", &["get-environment", "get-arguments", "initial-cwd"]),
    ("wasi:cli/exit", &["exit", "exit-with-code"]),
    ("wasi:cli/stderr", &["get-stderr"]),
    ("wasi:cli/stdin", &["get-stdin"]),
    ("wasi:cli/stdout", &["get-stdout"]),
    ("wasi:cli/terminal-stderr", &["get-terminal-stderr"]),
    ("wasi:cli/terminal-stdin", &["get-terminal-stdin"]),
    ("wasi:cli/terminal-stdout", &["get-terminal-stdout"]),
    ("wasi:clocks/monotonic-clock", &["now", "resolution", "subscribe-instant", "subscribe-duration"]),
    ("wasi:clocks/wall-clock", &["now", "resolution"]),
    ("wasi:config/store", &["get", "get-all"]),
    ("wasi:filesystem/preopens", &["get-directories"]),
    (
        "wasi:filesystem/types",
        &[
            "[method]descriptor.read-via-stream",
            "[method]descriptor.write-via-stream",
            "[method]descriptor.append-via-stream",
            "[method]descriptor.advise",
            "[method]descriptor.sync-data",
            "[method]descriptor.get-flags",
            "[method]descriptor.get-type",
            "[method]descriptor.set-size",
            "[method]descriptor.set-times",
            "[method]descriptor.read",
            "[method]descriptor.write",
            "[method]descriptor.read-directory",
            "[method]descriptor.sync",
            "[method]descriptor.create-directory-at",
            "[method]descriptor.stat",
            "[method]descriptor.stat-at",
            "[method]descriptor.set-times-at",
            "[method]descriptor.link-at",
            "[method]descriptor.open-at",
            "[method]descriptor.readlink-at",
            "[method]descriptor.remove-directory-at",
            "[method]descriptor.rename-at",
            "[method]descriptor.symlink-at",
            "[method]descriptor.unlink-file-at",
            "[method]descriptor.is-same-object",
            "[method]descriptor.metadata-hash",
            "[method]descriptor.metadata-hash-at",
            "[method]directory-entry-stream.read-directory-entry",
            "filesystem-error-code",
        ],
    ),
    ("wasi:http/outgoing-handler", &["handle"]),
    (
        "wasi:http/types",
        &[
            "http-error-code",
            "[constructor]fields",
            "[static]fields.from-list",
            "[method]fields.get",
            "[method]fields.has",
            "[method]fields.set",
            "[method]fields.delete",
            "[method]fields.append",
            "[method]fields.entries",
            "[method]fields.clone",
            "[method]incoming-request.method",
            "[method]incoming-request.path-with-query",
            "[method]incoming-request.scheme",
            "[method]incoming-request.authority",
            "[method]incoming-request.headers",
            "[method]incoming-request.consume",
            "[constructor]outgoing-request",
            "[method]outgoing-request.body",
            "[method]outgoing-request.method",
            "[method]outgoing-request.set-method",
            "[method]outgoing-request.path-with-query",
            "[method]outgoing-request.set-path-with-query",
            "[method]outgoing-request.scheme",
            "[method]outgoing-request.set-scheme",
            "[method]outgoing-request.authority",
            "[method]outgoing-request.set-authority",
            "[method]outgoing-request.headers",
            "[constructor]request-options",
            "[method]request-options.connect-timeout",
            "[method]request-options.set-connect-timeout",
            "[method]request-options.first-byte-timeout",
            "[method]request-options.set-first-byte-timeout",
            "[method]request-options.between-bytes-timeout",
            "[method]request-options.set-between-bytes-timeout",
            "[static]response-outparam.set",
            "[method]incoming-response.status",
            "[method]incoming-response.headers",
            "[method]incoming-response.consume",
            "[method]incoming-body.stream",
            "[static]incoming-body.finish",
            "[method]future-trailers.subscribe",
            "[method]future-trailers.get",
            "[constructor]outgoing-response",
            "[method]outgoing-response.status-code",
            "[method]outgoing-response.set-status-code",
            "[method]outgoing-response.headers",
            "[method]outgoing-response.body",
            "[method]outgoing-body.write",
            "[static]outgoing-body.finish",
            "[method]future-incoming-response.subscribe",
            "[method]future-incoming-response.get",
        ],
    ),
    ("wasi:io/error", &["[method]error.to-debug-string"]),
    ("wasi:io/poll", &["[method]pollable.ready", "[method]pollable.block", "poll"]),
    (
        "wasi:io/streams",
        &[
            "[method]input-stream.read",
            "[method]input-stream.blocking-read",
            "[method]input-stream.skip",
            "[method]input-stream.blocking-skip",
            "[method]input-stream.subscribe",
            "[method]output-stream.check-write",
            "[method]output-stream.write",
            "[method]output-stream.blocking-write-and-flush",
            "[method]output-stream.flush",
            "[method]output-stream.blocking-flush",
            "[method]output-stream.subscribe",
            "[method]output-stream.write-zeroes",
            "[method]output-stream.blocking-write-zeroes-and-flush",
            "[method]output-stream.splice",
            "[method]output-stream.blocking-splice",
        ],
    ),
    ("wasi:keyvalue/atomics", &["increment"]),
    ("wasi:keyvalue/batch", &["get-many", "set-many", "delete-many"]),
    (
        "wasi:keyvalue/store",
        &[
            "open",
            "[method]bucket.get",
            "[method]bucket.set",
            "[method]bucket.delete",
            "[method]bucket.exists",
            "[method]bucket.list-keys",
        ],
    ),
    ("wasi:logging/logging", &["log"]),
    ("wasi:random/insecure", &["get-insecure-random-bytes", "get-insecure-random-u64"]),
    ("wasi:random/insecure-seed", &["insecure-seed"]),
    ("wasi:random/random", &["get-random-bytes", "get-random-u64"]),
    ("wasi:sockets/instance-network", &["instance-network"]),
    (
        "wasi:sockets/ip-name-lookup",
        &[
            "[method]resolve-address-stream.resolve-next-address",
            "[method]resolve-address-stream.subscribe",
            "resolve-addresses",
        ],
    ),
    (
        "wasi:sockets/tcp",
        &[
            "[method]tcp-socket.start-bind",
            "[method]tcp-socket.finish-bind",
            "[method]tcp-socket.start-connect",
            "[method]tcp-socket.finish-connect",
            "[method]tcp-socket.start-listen",
            "[method]tcp-socket.finish-listen",
            "[method]tcp-socket.accept",
            "[method]tcp-socket.local-address",
            "[method]tcp-socket.remote-address",
            "[method]tcp-socket.is-listening",
            "[method]tcp-socket.address-family",
            "[method]tcp-socket.set-listen-backlog-size",
            "[method]tcp-socket.keep-alive-enabled",
            "[method]tcp-socket.set-keep-alive-enabled",
            "[method]tcp-socket.keep-alive-idle-time",
            "[method]tcp-socket.set-keep-alive-idle-time",
            "[method]tcp-socket.keep-alive-interval",
            "[method]tcp-socket.set-keep-alive-interval",
            "[method]tcp-socket.keep-alive-count",
            "[method]tcp-socket.set-keep-alive-count",
            "[method]tcp-socket.hop-limit",
            "[method]tcp-socket.set-hop-limit",
            "[method]tcp-socket.receive-buffer-size",
            "[method]tcp-socket.set-receive-buffer-size",
            "[method]tcp-socket.send-buffer-size",
            "[method]tcp-socket.set-send-buffer-size",
            "[method]tcp-socket.subscribe",
            "[method]tcp-socket.shutdown",
        ],
    ),
    ("wasi:sockets/tcp-create-socket", &["create-tcp-socket"]),
    (
        "wasi:sockets/udp",
        &[
            "[method]udp-socket.start-bind",
            "[method]udp-socket.finish-bind",
            "[method]udp-socket.stream",
            "[method]udp-socket.local-address",
            "[method]udp-socket.remote-address",
            "[method]udp-socket.address-family",
            "[method]udp-socket.unicast-hop-limit",
            "[method]udp-socket.set-unicast-hop-limit",
            "[method]udp-socket.receive-buffer-size",
            "[method]udp-socket.set-receive-buffer-size",
            "[method]udp-socket.send-buffer-size",
            "[method]udp-socket.set-send-buffer-size",
            "[method]udp-socket.subscribe",
            "[method]incoming-datagram-stream.receive",
            "[method]incoming-datagram-stream.subscribe",
            "[method]outgoing-datagram-stream.check-send",
            "[method]outgoing-datagram-stream.send",
            "[method]outgoing-datagram-stream.subscribe",
        ],
    ),
    ("wasi:sockets/udp-create-socket", &["create-udp-socket"]),
];

#[cfg(test)]
mod tests {
    use super::{FUNCTIONS, is_supplied};
    use crate::api::inspect::ImportedInterface;
    use crate::api::types::FunctionSignature;
    use crate::policy;

    fn import(name: &str, functions: &[&str], resources: &[&str]) -> ImportedInterface {
        let function = |name: &&str| FunctionSignature {
            name: (*name).into(),
            parameters: Vec::new(),
            result: None,
            is_async: false,
            wit: String::new(),
            docs: None,
        };
        ImportedInterface {
            name: name.into(),
            supplied: false,
            functions: functions.iter().map(function).collect(),
            resources: resources.iter().map(|name| (*name).into()).collect(),
            from: Vec::new(),
        }
    }

    #[test]
    fn only_stable_wasi_0_2_and_named_drafts_are_supplied() {
        for (name, functions, resources, expected) in [
            (
                "wasi:io/streams@0.2.6",
                &["[method]input-stream.blocking-read"][..],
                &["input-stream"][..],
                true,
            ),
            ("wasi:io/streams@0.2.99", &["[method]input-stream.blocking-read"], &["input-stream"], true),
            ("wasi:io/streams@0.2.6", &["[method]input-stream.invented"], &["input-stream"], false),
            ("wasi:io/streams@0.3.0", &["[method]input-stream.read"], &["input-stream"], false),
            ("wasi:io/streams@0.2.0-rc-2023-11-10", &["[method]input-stream.read"], &[], false),
            ("wasi:io/streams", &["[method]input-stream.read"], &[], false),
            ("wasi:cli/terminal-input@0.2.6", &[], &["terminal-input"], true),
            ("wasi:sockets/network@0.2.6", &["network-error-code"], &["network"], false),
            ("wasi:clocks/timezone@0.2.6", &["utc-offset"], &[], false),
            ("wasi:http/types@0.2.6", &[], &["fields"], true),
            ("wasi:http/incoming-handler@0.2.6", &["handle"], &[], false),
            ("wasi:keyvalue/store@0.2.0-draft", &["open"], &["bucket"], true),
            ("wasi:keyvalue/store@0.2.0-draft2", &["open"], &["bucket"], false),
            ("wasi:keyvalue/store@0.2.0", &["open"], &["bucket"], false),
            ("wasi:config/store@0.2.0-rc.1", &["get"], &[], true),
            ("wasi:logging/logging", &["log"], &[], true),
            ("wasi:logging/logging@0.1.0-draft", &["log"], &[], true),
            ("demo:kv/types", &[], &[], true),
            ("demo:kv/store", &["get"], &[], false),
            ("$root", &["ask"], &[], false),
        ] {
            assert_eq!(is_supplied(&import(name, functions, resources)), expected, "{name} {functions:?}");
        }
    }

    #[test]
    fn the_policy_knows_every_function_that_hosts_supply() {
        for (interface, functions) in FUNCTIONS {
            for function in *functions {
                assert_ne!(
                    policy::need(interface, function),
                    policy::Need::Unknown,
                    "{interface}#{function}"
                );
            }
        }
    }
}
