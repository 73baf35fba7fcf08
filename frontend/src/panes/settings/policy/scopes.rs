//! The scopes of one capability: boxes for parts, rows for names, places and requests.

use super::PolicyForm;
use crate::components::draft_rows::{Cells, DraftRows, FieldKind, RowField, RowRules};
use diptych_shared::policy::{Access, Capability, Grant, Policy, RequestPattern, Scope, ScopeForm};
use diptych_shared::project::RunTable;
use leptos::prelude::*;

const ACCESS: [&str; 2] = ["read", "write"];
const METHODS: [&str; 8] = ["*", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

/// What scoping starts with: everything the run has of the capability, each by its name.
pub fn starting_scopes(capability: Capability, table: &RunTable) -> Vec<Grant> {
    let stores = |stores: Vec<&String>| {
        stores.into_iter().map(|store| Grant::place(capability, Access::Read, store.clone())).collect()
    };
    match capability {
        Capability::Environment => {
            table.environment.keys().map(|name| Grant::name(capability, name.clone())).collect()
        }
        Capability::Config => table.config.keys().map(|name| Grant::name(capability, name.clone())).collect(),
        Capability::Filesystem => vec![Grant::place(capability, Access::Read, "/")],
        Capability::KeyValue => stores(table.key_value.keys().collect()),
        Capability::BlobStore => stores(table.blob_store.keys().collect()),
        Capability::Http => {
            let request = |text: &str| {
                let scope = Scope::Request(RequestPattern::parse(text).ok()?);
                Some(Grant { capability, scope })
            };
            table.http.iter().filter_map(|answer| request(&answer.request)).collect()
        }
        _ => match capability.description().scope {
            ScopeForm::Part(parts) => parts
                .iter()
                .map(|(part, _)| Grant { capability, scope: Scope::Part((*part).to_owned()) })
                .collect(),
            _ => Vec::new(),
        },
    }
}

/// The scopes of `capability`, to be edited.
#[component]
pub fn Scopes(
    capability: Capability,
    policy: PolicyForm,
    grants: Memo<Vec<Grant>>,
    /// Set before each change that is made here.
    own_change: StoredValue<bool>,
) -> impl IntoView {
    match capability.description().scope {
        ScopeForm::Whole => ().into_any(),
        ScopeForm::Part(parts) => view! { <Parts capability parts policy grants own_change/> }.into_any(),
        ScopeForm::Name { what } => {
            let fields = vec![RowField { label: what, kind: FieldKind::Line("NAME"), start: "" }];
            view! { <ScopeRows capability policy grants own_change fields/> }.into_any()
        }
        ScopeForm::Place { what } => {
            let example = if capability == Capability::Filesystem { "/data" } else { "default" };
            let fields = vec![
                RowField { label: "access", kind: FieldKind::Choice(&ACCESS), start: "read" },
                RowField { label: what, kind: FieldKind::Line(example), start: "" },
            ];
            view! { <ScopeRows capability policy grants own_change fields/> }.into_any()
        }
        ScopeForm::Request => {
            let fields = vec![
                RowField { label: "method", kind: FieldKind::Choice(&METHODS), start: "GET" },
                RowField { label: "URL", kind: FieldKind::Line("https://api.example.com/v1/*"), start: "" },
            ];
            view! { <ScopeRows capability policy grants own_change fields/> }.into_any()
        }
    }
}

#[component]
fn Parts(
    capability: Capability,
    parts: &'static [(&'static str, &'static str)],
    policy: PolicyForm,
    grants: Memo<Vec<Grant>>,
    own_change: StoredValue<bool>,
) -> impl IntoView {
    let boxes = parts.iter().map(|(part, meaning)| {
        let grant = StoredValue::new(Grant { capability, scope: Scope::Part((*part).to_owned()) });
        let set = move |event| {
            let on = event_target_checked(&event);
            let grant = grant.get_value();
            own_change.set_value(true);
            policy.change(move |own, _| {
                if on {
                    own.insert(grant);
                } else {
                    own.remove(&grant);
                }
            });
        };
        view! {
            <label class="check" title=*meaning>
                <input
                    type="checkbox"
                    data-testid=format!("grant-{}-{part}", capability.name())
                    prop:checked=move || grants.with(|grants| grant.with_value(|grant| grants.contains(grant)))
                    on:change=set
                />
                {*part}
            </label>
        }
    });
    view! { <div class="scope-parts">{boxes.collect::<Vec<_>>()}</div> }
}

#[component]
fn ScopeRows(
    capability: Capability,
    policy: PolicyForm,
    grants: Memo<Vec<Grant>>,
    own_change: StoredValue<bool>,
    fields: Vec<RowField>,
) -> impl IntoView {
    let count = fields.len();
    let rules = RowRules {
        rows: Signal::derive(move || grants.with(|grants| grants.iter().filter_map(cells).collect())),
        check: Callback::new(move |cells: Cells| read(capability, &cells).map(|(_, cells)| cells)),
        write: Callback::new(move |rows: Vec<Cells>| {
            own_change.set_value(true);
            policy.change(move |own, _| {
                let read = rows.iter().filter_map(|cells| read(capability, cells).ok());
                replace(own, capability, read.map(|(grant, _)| grant).collect());
            });
        }),
        key_cells: count,
    };
    view! {
        <div class="scope-rows" data-testid=format!("scopes-{}", capability.name())>
            <DraftRows fields rules noun="scope" empty="No scope yet, so nothing is granted: add one."/>
        </div>
    }
}

fn replace(policy: &mut Policy, capability: Capability, grants: Vec<Grant>) {
    policy.remove_all(capability);
    for grant in grants {
        policy.insert(grant);
    }
}

/// The fields of a grant's row; `None` for a whole one, which has no row.
fn cells(grant: &Grant) -> Option<Cells> {
    Some(match &grant.scope {
        Scope::Whole => return None,
        Scope::Part(text) | Scope::Name(text) => vec![text.clone()],
        Scope::Place { access, place } => vec![access.name().to_owned(), place.clone()],
        Scope::Request(pattern) => {
            let text = pattern.to_string();
            let (method, url) = text.split_once(' ')?;
            vec![method.to_owned(), url.to_owned()]
        }
    })
}

/// The grant that a row's fields write, and the fields as it prints them.
fn read(capability: Capability, row: &[String]) -> Result<(Grant, Cells), String> {
    let text = format!("{} {}", capability.name(), row.join(" "));
    let grant: Grant = text.parse().map_err(|error: diptych_shared::policy::GrantError| error.to_string())?;
    let cells = cells(&grant).ok_or_else(|| format!("`{text}` has no scope"))?;
    Ok((grant, cells))
}

#[cfg(test)]
mod tests {
    use super::read;
    use diptych_shared::policy::Capability;

    #[track_caller]
    fn check(capability: Capability, row: &[&str], expected: Result<&str, &str>) {
        let row: Vec<String> = row.iter().map(|cell| (*cell).to_owned()).collect();
        match (read(capability, &row), expected) {
            (Ok((grant, _)), Ok(text)) => assert_eq!(grant.to_string(), text),
            (Err(why), Err(words)) => assert!(why.contains(words), "{why}"),
            (got, _) => panic!("{got:?}"),
        }
    }

    #[test]
    fn rows_read_as_grants_or_say_why_not() {
        check(Capability::Filesystem, &["read", "/data"], Ok("filesystem read /data"));
        check(Capability::Filesystem, &["read", "data"], Err("begins with `/`"));
        check(Capability::Filesystem, &["write", "/a/../b"], Err("without `.`, `..`"));
        check(Capability::Environment, &[""], Err("one variable"));
        check(Capability::Http, &["GET", "https://API.example.com"], Ok("http GET https://api.example.com/"));
        check(Capability::Http, &["GET", "ftp://example.com/"], Err("neither `http` nor `https`"));
    }
}
