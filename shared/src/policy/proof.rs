//! What a component cannot do, whatever it tries: sentences that follow from its imports and its policy.

use super::{Capability, Policy, need};
use crate::api::inspect::{BinaryKind, Inspection};

/// What several capabilities open together, and how a sentence says it.
const REACHES: [(&str, &[Capability]); 7] = [
    ("reach the network", &[Capability::Http, Capability::Sockets]),
    ("read or write files", &[Capability::Filesystem]),
    (
        "see arguments, variables or configuration",
        &[Capability::Arguments, Capability::Environment, Capability::Config],
    ),
    ("read or keep data in stores", &[Capability::KeyValue, Capability::BlobStore]),
    ("tell the time or wait", &[Capability::WallClock, Capability::MonotonicClock]),
    ("get random numbers", &[Capability::Random]),
    ("read input or write output", &[Capability::Stdio, Capability::Logging]),
];

/// One sentence for each kind of reach that a component does not have: because it imports nothing
/// that could, or because the policy grants nothing of what it imports. Both hold on every engine:
/// a component has no way out but its imports, and a denied call never reaches the host.
///
/// A component with imports that no host supplies is not run, and nothing is said of it here but
/// that; nothing is said of core modules.
pub fn proof(inspection: &Inspection, policy: &Policy) -> Vec<String> {
    if inspection.kind != BinaryKind::Component {
        return Vec::new();
    }
    let unknown: Vec<&str> =
        inspection.imports.iter().filter(|import| !import.supplied).map(|import| &*import.name).collect();
    if !unknown.is_empty() {
        let names = unknown.join("`, `");
        return vec![format!(
            "This component cannot run here: no host supplies `{names}`, and what it would do with it is not known."
        )];
    }
    REACHES
        .iter()
        .filter_map(|(reach, capabilities)| sentence(inspection, policy, reach, capabilities))
        .collect()
}

fn sentence(
    inspection: &Inspection,
    policy: &Policy,
    reach: &str,
    capabilities: &[Capability],
) -> Option<String> {
    let mut imports: Vec<&str> = Vec::new();
    let mut granted = false;
    for import in &inspection.imports {
        let needs =
            import.functions.iter().filter_map(|function| need(&import.name, &function.name).capability());
        for capability in needs.filter(|capability| capabilities.contains(capability)) {
            granted |= policy.grants_any(capability);
            if !imports.contains(&import.name.as_str()) {
                imports.push(&import.name);
            }
        }
    }
    match imports.as_slice() {
        [] => Some(format!("This component cannot {reach}: it imports nothing that could.")),
        _ if granted => None,
        imports => {
            Some(format!("This run cannot {reach}: of `{}` the policy grants nothing.", imports.join("`, `")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::proof;
    use crate::api::inspect::Inspection;
    use crate::policy::Policy;
    use serde_json::json;

    fn sentences(imports: &[(&str, bool, &str)], grants: &[&str]) -> String {
        let imports: Vec<_> = imports
            .iter()
            .map(|(name, supplied, function)| {
                json!({
                    "name": name, "supplied": supplied, "resources": [],
                    "functions": [{ "name": function, "parameters": [], "wit": "func()" }],
                })
            })
            .collect();
        let inspection: Inspection = serde_json::from_value(json!({
            "kind": "component", "sha256": "", "size_bytes": 0, "imports": imports, "exports": [], "wit": "",
        }))
        .unwrap();
        let policy: Policy = grants.iter().map(|text| text.parse().unwrap()).collect();
        proof(&inspection, &policy).join("\n")
    }

    #[test]
    fn what_is_not_imported_cannot_be_reached() {
        let text = sentences(&[("wasi:cli/stdout@0.2.6", true, "get-stdout")], &["stdio", "http"]);
        assert!(text.contains("This component cannot reach the network: it imports nothing that could."));
        assert!(!text.contains("write output"));
        // Making a request is not sending it.
        let text = sentences(&[("wasi:http/types@0.2.6", true, "[constructor]fields")], &[]);
        assert!(text.contains("This component cannot reach the network"));
    }

    #[test]
    fn what_is_imported_and_not_granted_cannot_be_reached_in_this_run() {
        let imports = [("wasi:sockets/tcp@0.2.6", true, "[method]tcp-socket.start-bind")];
        assert!(sentences(&imports, &[]).contains(
            "This run cannot reach the network: of `wasi:sockets/tcp@0.2.6` the policy grants nothing."
        ));
        assert!(!sentences(&imports, &["sockets"]).contains("the network"));
        // Another capability of the same reach is no help to what is imported.
        assert!(sentences(&imports, &["http"]).contains("This run cannot reach the network"));
    }

    #[test]
    fn nothing_is_claimed_of_unknown_imports() {
        let text = sentences(&[("acme:secrets/vault", false, "open")], &[]);
        assert_eq!(text.lines().count(), 1);
        assert!(text.contains("`acme:secrets/vault`"));
    }
}
