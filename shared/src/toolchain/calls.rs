//! From the calls of a run's settings to exports and typed arguments.

use super::wave::{self, Value, type_text};
use crate::api::inspect::{BinaryKind, ExportedFunction, Inspection};
use crate::api::run::{Call, RunSettings};
use crate::api::types::{FunctionSignature, WitType};
use serde::{Deserialize, Serialize};

/// How many calls a run may make (limit `calls`).
const CALLS: usize = 1_000;

/// How many names a message lists.
const NAMES: usize = 20;

/// A call of an export that exists, with arguments of its types.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResolvedCall {
    /// The export's full name, as in [`ExportedFunction::export`].
    pub export: String,
    /// The interface it is in, absent for functions of the world itself.
    pub interface: Option<String>,
    /// The function's component-model name, `[method]counter.increment`.
    pub function: String,
    /// Its signature.
    pub signature: FunctionSignature,
    /// One value per parameter. A handle is [`Value::Handle`] of `$n`.
    pub arguments: Vec<Value>,
}

/// What to call: `settings.calls`, or `wasi:cli/run` when there are none.
///
/// # Errors
///
/// Why nothing can be run, for people: imports that no engine supplies (by name), an export that is
/// not there, an argument that is not of its type.
pub fn resolve_calls(inspection: &Inspection, settings: &RunSettings) -> Result<Vec<ResolvedCall>, String> {
    if inspection.kind == BinaryKind::CoreModule {
        let missing = inspection.missing.as_deref().unwrap_or_default();
        return Err(format!("This is a core module, not a component, so it cannot be run. {missing}"));
    }
    refuse_unsupplied(inspection)?;
    if settings.calls.is_empty() {
        return command(inspection).map(|call| vec![call]);
    }
    if settings.calls.len() > CALLS {
        return Err(format!(
            "{} calls are asked for; at most {CALLS} are made (limit calls).",
            settings.calls.len()
        ));
    }
    let mut resolved: Vec<ResolvedCall> = Vec::with_capacity(settings.calls.len());
    for call in &settings.calls {
        let call = resolve(inspection, call, &resolved)
            .map_err(|message| format!("Call {}: {message}", resolved.len() + 1))?;
        resolved.push(call);
    }
    Ok(resolved)
}

fn refuse_unsupplied(inspection: &Inspection) -> Result<(), String> {
    let unsupplied: Vec<&str> = inspection
        .imports
        .iter()
        .filter(|import| !import.supplied)
        .flat_map(|import| match import.name.as_str() {
            // What the world itself imports has no interface to be named by.
            "$root" => {
                let functions = import.functions.iter().map(|function| function.name.as_str());
                functions.chain(import.resources.iter().map(String::as_str)).collect()
            }
            name => vec![name],
        })
        .collect();
    if unsupplied.is_empty() {
        return Ok(());
    }
    Err(format!(
        "This component imports what no engine here supplies: {}. Engines supply WASI 0.2's cli, io, clocks, \
         random, filesystem and sockets; compose the component with one that exports the rest.",
        some_of(unsupplied.into_iter())
    ))
}

fn command(inspection: &Inspection) -> Result<ResolvedCall, String> {
    let run = inspection
        .command
        .as_ref()
        .and_then(|command| inspection.exports.iter().find(|export| &export.export == command));
    match run {
        Some(run) => Ok(resolved(run, Vec::new())),
        None if inspection.exports.is_empty() => {
            Err("This component exports no function, so there is nothing to call.".into())
        }
        None => Err(format!(
            "This component is no command: choose an export to call. There are: {}.",
            export_names(inspection)
        )),
    }
}

fn resolved(export: &ExportedFunction, arguments: Vec<Value>) -> ResolvedCall {
    ResolvedCall {
        export: export.export.clone(),
        interface: export.interface.clone(),
        function: export.signature.name.clone(),
        signature: export.signature.clone(),
        arguments,
    }
}

fn resolve(inspection: &Inspection, call: &Call, earlier: &[ResolvedCall]) -> Result<ResolvedCall, String> {
    let export = find(inspection, &call.export)?;
    let parameters = &export.signature.parameters;
    if call.arguments.len() != parameters.len() {
        let count = |n: usize| if n == 1 { "1 argument".to_owned() } else { format!("{n} arguments") };
        return Err(format!(
            "`{}` takes {}, {} {} given. It is `{}`.",
            call.export,
            count(parameters.len()),
            call.arguments.len(),
            if call.arguments.len() == 1 { "is" } else { "are" },
            export.signature.wit
        ));
    }
    let mut arguments = Vec::with_capacity(parameters.len());
    for (parameter, text) in parameters.iter().zip(&call.arguments) {
        let about = || format!("the argument `{}` of type {}", parameter.name, type_text(&parameter.ty));
        let value = wave::parse(&parameter.ty, text).map_err(|error| format!("{}: {error}.", about()))?;
        check_handles(&value, &parameter.ty, earlier).map_err(|why| format!("{}: {why}", about()))?;
        arguments.push(value);
    }
    Ok(resolved(export, arguments))
}

/// The export that `name` means: in full, or without the version when only one fits.
fn find<'a>(inspection: &'a Inspection, name: &str) -> Result<&'a ExportedFunction, String> {
    if let Some(export) = inspection.exports.iter().find(|export| export.export == name) {
        return Ok(export);
    }
    let without_version = |export: &ExportedFunction| {
        let interface = export.interface.as_deref()?.split('@').next()?;
        Some(format!("{interface}#{}", export.signature.name))
    };
    let fitting: Vec<&ExportedFunction> =
        inspection.exports.iter().filter(|export| without_version(export).as_deref() == Some(name)).collect();
    match fitting.as_slice() {
        [one] => Ok(one),
        [] => {
            let same: Vec<&str> = inspection
                .exports
                .iter()
                .filter(|export| export.signature.name == name)
                .map(|export| export.export.as_str())
                .collect();
            if !same.is_empty() {
                return Err(format!(
                    "there is no export `{name}`; did you mean {}?",
                    some_of(same.into_iter())
                ));
            }
            Err(format!("there is no export `{name}`. There are: {}.", export_names(inspection)))
        }
        several => Err(format!(
            "`{name}` is exported in several versions: name one of {}.",
            some_of(several.iter().map(|export| export.export.as_str()))
        )),
    }
}

fn export_names(inspection: &Inspection) -> String {
    if inspection.exports.is_empty() {
        return "none".into();
    }
    some_of(inspection.exports.iter().map(|export| export.export.as_str()))
}

/// The first names, in backquotes.
fn some_of<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    let mut text = names.by_ref().take(NAMES).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let rest = names.count();
    if rest > 0 {
        text.push_str(&format!(" and {rest} more"));
    }
    text
}

/// Every `$n` in `value` has to be a handle that the n-th call returns, and of the right resource.
fn check_handles(value: &Value, ty: &WitType, earlier: &[ResolvedCall]) -> Result<(), String> {
    match (value, ty) {
        (Value::Handle(name), WitType::Own { resource } | WitType::Borrow { resource }) => {
            let number: Option<usize> = name.strip_prefix('$').and_then(|digits| digits.parse().ok());
            let call = number.and_then(|n| n.checked_sub(1)).and_then(|index| earlier.get(index));
            match call {
                None if earlier.is_empty() => {
                    Err(format!("`{name}` is the handle of an earlier call, and this is the first."))
                }
                None if earlier.len() == 1 => {
                    Err(format!("`{name}` is not an earlier call: there is only $1."))
                }
                None => Err(format!("`{name}` is not an earlier call: there are $1 to ${}.", earlier.len())),
                Some(call) if returns(call.signature.result.as_ref(), resource) => Ok(()),
                Some(call) => Err(format!(
                    "`{name}` is the result of `{}`, which is no `{resource}` handle.",
                    call.export
                )),
            }
        }
        (Value::List(items), WitType::List { element }) => {
            items.iter().try_for_each(|item| check_handles(item, element, earlier))
        }
        (Value::Option(Some(payload)), WitType::Option { some }) => check_handles(payload, some, earlier),
        (Value::Result(Ok(Some(payload))), WitType::Result { ok: Some(ty), .. })
        | (Value::Result(Err(Some(payload))), WitType::Result { err: Some(ty), .. }) => {
            check_handles(payload, ty, earlier)
        }
        (Value::Tuple(values), WitType::Tuple { items }) => {
            values.iter().zip(items).try_for_each(|(value, ty)| check_handles(value, ty, earlier))
        }
        (Value::Record(values), WitType::Record { fields }) => values
            .iter()
            .zip(fields)
            .try_for_each(|((_, value), field)| check_handles(value, &field.ty, earlier)),
        (Value::Variant(name, Some(payload)), WitType::Variant { cases }) => {
            match cases.iter().find(|case| &case.name == name).and_then(|case| case.ty.as_ref()) {
                Some(ty) => check_handles(payload, ty, earlier),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Whether a result is a handle of `resource`, plainly or as the payload of `ok` or `some`.
fn returns(result: Option<&WitType>, resource: &str) -> bool {
    match result {
        Some(WitType::Own { resource: returned }) => returned == resource,
        Some(WitType::Result { ok: Some(payload), .. } | WitType::Option { some: payload }) => {
            returns(Some(payload), resource)
        }
        _ => false,
    }
}
