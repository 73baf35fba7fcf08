//! The OpenAPI document is whole: every route, every schema, an example for each good answer.

use crate::support::server;
use diptych_backend::routes;
use serde_json::Value;
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::to_value(routes::document()).unwrap()
}

#[tokio::test]
async fn the_server_serves_the_document() {
    let server = server().await;
    let answer = server.get("/api/v1/openapi.json").await;
    assert_eq!(answer.json::<Value>(), document());
    // It reads back as what it claims to be.
    answer.json::<utoipa::openapi::OpenApi>();
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let document = document();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())).collect::<Vec<_>>()
        })
        .collect();
    let routed: BTreeSet<(String, String)> =
        routes::all().iter().map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    assert_eq!(described, routed);
}

#[test]
fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|member| references(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.contains("#/components/schemas/RunReport"), "{found:?}");
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn every_operation_has_a_summary_and_examples_that_are_of_its_type() {
    use diptych_shared::api::{compile, components, editor, inspect, limits, links, run, toolchains};
    fn fits<T: serde::de::DeserializeOwned>(example: &Value) {
        serde_json::from_value::<T>(example.clone()).unwrap_or_else(|error| panic!("{error}: {example}"));
    }
    let document = document();
    for route in routes::all() {
        let operation = &document["paths"][route.path][route.method];
        assert!(operation["summary"].as_str().is_some_and(|text| text.len() > 10), "{}", route.path);
        if route.method == "delete" {
            assert!(operation["responses"]["204"].is_object(), "{}", route.path);
            continue;
        }
        let content = operation["responses"]["200"]["content"].as_object().unwrap();
        let example = &content.values().next().unwrap()["example"];
        match route.path.rsplit('/').next().unwrap() {
            "health" => fits::<limits::HealthResponse>(example),
            "limits" => fits::<limits::LimitsResponse>(example),
            "toolchains" => fits::<toolchains::ToolchainsResponse>(example),
            "compile" => fits::<compile::CompileOutput>(example),
            "rust" => fits::<editor::EditorAnswer>(example),
            "inspect" => fits::<inspect::Inspection>(example),
            "components" => fits::<components::PutComponentResponse>(example),
            "run" => fits::<run::RunEvent>(example),
            "links" => fits::<links::PublishedLink>(example),
            "{id}" => fits::<links::Link>(example),
            // A component, as its bytes are.
            "{sha256}" => assert!(content.contains_key("application/wasm"), "{content:?}"),
            "openapi.json" => assert_eq!(example["openapi"], document["openapi"]),
            other => panic!("{other} has no check of its example"),
        }
    }
    let request = |path: &str| {
        document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"].clone()
    };
    fits::<compile::CompileRequest>(&request("/api/v1/compile"));
    fits::<editor::EditorRequest>(&request("/api/v1/editor/rust"));
    fits::<run::RunRequest>(&request("/api/v1/run"));
    fits::<links::LinkContent>(&request("/api/v1/links"));
}
