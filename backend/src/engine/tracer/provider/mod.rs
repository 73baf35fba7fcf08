//! Makes the provider: a component that imports everything the host supplies and exports each
//! function under a number.
//!
//! A wasmtime linker cannot be asked for a definition, so it cannot be wrapped. The provider is
//! linked to the host in the ordinary way; its exports are then what the tracer calls for a guest.
//! Its types come from the interfaces it imports, so that resources pass through unwrapped.

mod core_module;

use core_module::core_module;
use diptych_shared::toolchain::wasi::PACKAGES;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{Function, Handle, InterfaceId, Resolve, Type, TypeDefKind, TypeId, TypeOwner, WorldId};

/// An interface that guests import without a version too.
const UNVERSIONED: &str = "wasi:logging/logging";

/// One function of the host; the provider exports the n-th as `call<n>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFunction {
    /// The interface in the host's version, `wasi:io/streams@0.2.12`.
    pub interface: String,
    /// Its component-model name.
    pub function: String,
}

/// The provider.
pub struct Provider {
    /// The component.
    pub component: Vec<u8>,
    /// Its exports, in order.
    pub functions: Vec<HostFunction>,
}

/// Makes the provider for every function that the policy knows.
pub fn build() -> anyhow::Result<Provider> {
    let mut resolve = Resolve::default();
    resolve.features.insert("network-error-code".to_owned());
    for (name, text) in PACKAGES {
        resolve.push_str(name, text)?;
    }
    let mut functions = host_functions(&resolve);
    let mut names = functions
        .iter()
        .map(|(interface, function)| {
            Ok(HostFunction {
                interface: interface_name(&resolve, *interface)?,
                function: function.name.clone(),
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    // Only names without a pre-release lead to one another: the second name needs its own entry.
    for index in 0..names.len() {
        let (unversioned, _) = names[index].interface.split_once('@').unwrap_or_default();
        if unversioned == UNVERSIONED {
            functions.push(functions[index].clone());
            names.push(HostFunction {
                interface: UNVERSIONED.into(),
                function: names[index].function.clone(),
            });
        }
    }
    let world_text = world(&resolve, &functions)?;
    let package = resolve.push_str("provider.wit", &world_text)?;
    let world = resolve.select_world(&[package], Some("provider"))?;
    let mut core = wat::parse_str(core_module(&resolve, &functions)?)?;
    embed(&mut core, &resolve, world)?;
    let component = ComponentEncoder::default().module(&core)?.validate(true).encode()?;
    Ok(Provider { component, functions: names })
}

fn embed(core: &mut Vec<u8>, resolve: &Resolve, world: WorldId) -> anyhow::Result<()> {
    embed_component_metadata(core, resolve, world, StringEncoding::UTF8)
}

fn interface_name(resolve: &Resolve, interface: InterfaceId) -> anyhow::Result<String> {
    resolve.id_of(interface).ok_or_else(|| anyhow::anyhow!("an interface without a name"))
}

fn host_functions(resolve: &Resolve) -> Vec<(InterfaceId, Function)> {
    let mut functions = Vec::new();
    for (id, interface) in resolve.interfaces.iter() {
        let Some(name) = resolve.id_of(id) else { continue };
        for function in interface.functions.values() {
            if diptych_shared::policy::need(&name, &function.name) != diptych_shared::policy::Need::Unknown {
                functions.push((id, function.clone()));
            }
        }
    }
    functions
}

/// The provider's world as WIT: every interface imported, every function exported, and the types
/// in between used from the imports under plain names.
fn world(resolve: &Resolve, functions: &[(InterfaceId, Function)]) -> anyhow::Result<String> {
    let mut aliases = BTreeMap::new();
    let mut exports = String::new();
    for (index, (_, function)) in functions.iter().enumerate() {
        write!(exports, "  export call{index}: func(")?;
        for (position, parameter) in function.params.iter().enumerate() {
            let ty = type_text(resolve, &parameter.ty, &mut aliases)?;
            write!(exports, "{}p{position}: {ty}", if position == 0 { "" } else { ", " })?;
        }
        exports.push(')');
        if let Some(ty) = &function.result {
            write!(exports, " -> {}", type_text(resolve, ty, &mut aliases)?)?;
        }
        exports.push_str(";\n");
    }
    let mut text = String::from("package diptych:provider;\nworld provider {\n");
    let mut last = None;
    for (interface, _) in functions {
        if last.replace(*interface) != Some(*interface) {
            writeln!(text, "  import {};", interface_name(resolve, *interface)?)?;
        }
    }
    for (id, alias) in &aliases {
        let definition = &resolve.types[*id];
        let (TypeOwner::Interface(owner), Some(name)) = (definition.owner, &definition.name) else {
            anyhow::bail!("a named type outside of an interface");
        };
        writeln!(text, "  use {}.{{%{name} as {alias}}};", interface_name(resolve, owner)?)?;
    }
    Ok(text + &exports + "}\n")
}

/// The definition that an alias, such as one made by `use`, comes from in the end.
fn definition(resolve: &Resolve, mut id: TypeId) -> TypeId {
    while let TypeDefKind::Type(Type::Id(next)) = resolve.types[id].kind {
        id = next;
    }
    id
}

fn type_text(resolve: &Resolve, ty: &Type, aliases: &mut BTreeMap<TypeId, String>) -> anyhow::Result<String> {
    let id = match ty {
        Type::Id(id) => definition(resolve, *id),
        Type::Bool => return Ok("bool".into()),
        Type::U8 => return Ok("u8".into()),
        Type::U16 => return Ok("u16".into()),
        Type::U32 => return Ok("u32".into()),
        Type::U64 => return Ok("u64".into()),
        Type::S8 => return Ok("s8".into()),
        Type::S16 => return Ok("s16".into()),
        Type::S32 => return Ok("s32".into()),
        Type::S64 => return Ok("s64".into()),
        Type::String => return Ok("string".into()),
        other => anyhow::bail!("WASI 0.2 has no {other:?}"),
    };
    let part = |ty: &Option<Type>, aliases: &mut _| match ty {
        Some(ty) => type_text(resolve, ty, aliases),
        None => Ok("_".into()),
    };
    Ok(match &resolve.types[id].kind {
        TypeDefKind::Type(ty) => type_text(resolve, ty, aliases)?,
        TypeDefKind::Handle(Handle::Own(resource)) => type_text(resolve, &Type::Id(*resource), aliases)?,
        TypeDefKind::Handle(Handle::Borrow(resource)) => {
            format!("borrow<{}>", type_text(resolve, &Type::Id(*resource), aliases)?)
        }
        TypeDefKind::List(element) => format!("list<{}>", type_text(resolve, element, aliases)?),
        TypeDefKind::Option(some) => format!("option<{}>", type_text(resolve, some, aliases)?),
        TypeDefKind::Result(result) => {
            format!("result<{}, {}>", part(&result.ok, aliases)?, part(&result.err, aliases)?)
        }
        TypeDefKind::Tuple(tuple) => {
            let items = tuple.types.iter().map(|ty| type_text(resolve, ty, aliases));
            format!("tuple<{}>", items.collect::<anyhow::Result<Vec<_>>>()?.join(", "))
        }
        _ => {
            let next = aliases.len();
            aliases.entry(id).or_insert_with(|| format!("t{next}")).clone()
        }
    }
    // `result<_, _>` and `result<a, _>` are written shorter.
    .replace("<_, _>", "")
    .replace(", _>", ">"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn provider_encodes_and_covers_what_the_policy_knows() {
        let provider = super::build().unwrap();
        assert!(provider.functions.len() > 100, "{}", provider.functions.len());
        assert!(
            provider.functions.iter().any(|function| {
                function.interface == "wasi:io/poll@0.2.12" && function.function == "poll"
            })
        );
        assert!(!provider.functions.iter().any(|function| function.interface.contains("timezone")));
        assert_eq!(wasmtime::Engine::detect_precompiled(&provider.component), None);
    }
}
