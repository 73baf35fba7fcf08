//! What a denied call gives the guest instead of the host's answer.

use super::{Need, Policy, decide, need};
use crate::api::inspect::Inspection;
use crate::api::types::WitType;
use crate::toolchain::wave::Value;
use crate::trace::{Decision, unversioned};
use serde::{Deserialize, Serialize};

/// What happens in place of a denied call. None of these reaches the host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Denial {
    /// It returns this: the interface's own error, or emptiness.
    Return {
        /// The value; absent when the function has no result.
        value: Option<Value>,
    },
    /// It returns a stream that is at its end, or that discards what is written.
    ClosedStream,
    /// There is nothing to return: the run ends as denied.
    EndRun,
}

/// The names of error cases that mean a denial, in order of preference.
const ERROR_CASES: [&str; 4] = ["access", "access-denied", "not-permitted", "HTTP-request-denied"];

/// The names of error cases that say in words what is wrong, where no case means a denial.
const WORD_CASES: [&str; 2] = ["upstream", "other"];

/// The words that such a case gets.
const DENIED_WORDS: &str = "access-denied";

/// What a denied call of `function` of `interface` with this result type gives.
pub fn denial(interface: &str, function: &str, result: Option<&WitType>) -> Denial {
    let interface = unversioned(interface);
    let is_stdio = matches!(
        (interface, function),
        ("wasi:cli/stdin", "get-stdin")
            | ("wasi:cli/stdout", "get-stdout")
            | ("wasi:cli/stderr", "get-stderr")
    );
    if is_stdio {
        return Denial::ClosedStream;
    }
    let value = match result {
        None => return Denial::Return { value: None },
        Some(WitType::Bool) => Value::Bool(false),
        Some(WitType::Option { .. }) => Value::Option(None),
        Some(WitType::List { element }) if **element == WitType::U8 => Value::Bytes(Vec::new().into()),
        Some(WitType::List { .. }) => Value::List(Vec::new()),
        Some(WitType::Result { err: Some(error), .. }) => match error_case(error) {
            Some(error) => Value::Result(Err(Some(Box::new(error)))),
            None => return Denial::EndRun,
        },
        Some(_) => return Denial::EndRun,
    };
    Denial::Return { value: Some(value) }
}

/// The error that means a denial, if the type has one: a case of that meaning that needs no payload,
/// or a place for words.
fn error_case(error: &WitType) -> Option<Value> {
    match error {
        WitType::String => Some(Value::String(DENIED_WORDS.to_owned())),
        WitType::Enum { cases } => {
            let name = ERROR_CASES.iter().find(|name| cases.iter().any(|case| case == *name))?;
            Some(Value::Enum((*name).to_owned()))
        }
        WitType::Variant { cases } => {
            let payload = |case: &str, ty: Option<&WitType>| match ty {
                None => Some(None),
                Some(WitType::Option { .. }) => Some(Some(Box::new(Value::Option(None)))),
                Some(WitType::String) if WORD_CASES.contains(&case) => {
                    Some(Some(Box::new(Value::String(DENIED_WORDS.to_owned()))))
                }
                Some(_) => None,
            };
            ERROR_CASES.iter().chain(&WORD_CASES).find_map(|name| {
                let case = cases.iter().find(|case| case.name == *name)?;
                Some(Value::Variant(case.name.clone(), payload(name, case.ty.as_ref())?))
            })
        }
        _ => None,
    }
}

/// One imported function under a policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyRow {
    /// The interface as the component imports it.
    pub interface: String,
    /// The function's WIT name.
    pub function: String,
    /// What it needs. Where that is [`Need::ByCall`], the host asks the run's ledger.
    pub need: Need,
    /// Allowed or denied, before the arguments are known.
    #[serde(flatten)]
    pub decision: Decision,
    /// What a denied call gives; absent when it is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denial: Option<Denial>,
}

/// The policy for everything that a component imports: what both hosts go by.
pub fn policy_table(inspection: &Inspection, policy: &Policy) -> Vec<PolicyRow> {
    let mut rows = Vec::new();
    for import in &inspection.imports {
        for function in &import.functions {
            let decision = decide(policy, &import.name, &function.name);
            let denial = (decision != Decision::Allowed)
                .then(|| denial(&import.name, &function.name, function.result.as_ref()));
            rows.push(PolicyRow {
                interface: import.name.clone(),
                function: function.name.clone(),
                need: need(&import.name, &function.name),
                decision,
                denial,
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{Denial, denial};
    use crate::api::types::{NamedCase, WitType};
    use crate::toolchain::wave::to_text;

    fn text(interface: &str, function: &str, result: Option<&WitType>) -> String {
        match denial(interface, function, result) {
            Denial::Return { value: Some(value) } => to_text(&value),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_denied_call_gives_the_interfaces_own_error_or_emptiness() {
        let result = |err: WitType| WitType::Result { ok: None, err: Some(Box::new(err)) };
        let enumeration =
            |cases: &[&str]| WitType::Enum { cases: cases.iter().map(|c| (*c).into()).collect() };
        let option = WitType::Option { some: Box::new(WitType::String) };
        let named = |name: &str, ty| WitType::Variant { cases: vec![NamedCase { name: name.into(), ty }] };
        let variant = |ty| named("HTTP-request-denied", ty);
        let list = |element| WitType::List { element: Box::new(element) };
        for (ty, expected) in [
            (Some(result(enumeration(&["access", "io"]))), "err(access)"),
            (Some(result(enumeration(&["not-permitted", "access-denied"]))), "err(access-denied)"),
            (Some(result(enumeration(&["io"]))), "EndRun"),
            (Some(result(variant(None))), "err(HTTP-request-denied)"),
            (Some(result(variant(Some(option.clone())))), "err(HTTP-request-denied(none))"),
            (Some(result(variant(Some(WitType::U8)))), "EndRun"),
            (Some(result(WitType::String)), "err(\"access-denied\")"),
            (Some(result(named("upstream", Some(WitType::String)))), "err(upstream(\"access-denied\"))"),
            (Some(result(named("no-such-store", Some(WitType::String)))), "EndRun"),
            (Some(WitType::Result { ok: None, err: None }), "EndRun"),
            (Some(list(WitType::U8)), "[]"),
            (Some(list(WitType::String)), "[]"),
            (Some(option), "none"),
            (Some(WitType::Bool), "false"),
            (Some(WitType::U64), "EndRun"),
            (None, "Return { value: None }"),
        ] {
            assert_eq!(text("demo:a/b@1.0.0", "f", ty.as_ref()), expected, "{ty:?}");
        }
    }

    #[test]
    fn denied_stdio_is_a_stream_that_is_closed() {
        let own = WitType::Own { resource: "output-stream".into() };
        assert_eq!(denial("wasi:cli/stdout@0.2.6", "get-stdout", Some(&own)), Denial::ClosedStream);
        assert_eq!(denial("wasi:cli/stdout-like@0.2.6", "get-stdout", Some(&own)), Denial::EndRun);
    }
}
