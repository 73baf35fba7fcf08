//! The provider's core module, written as text.

use super::{definition, interface_name};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use wit_parser::abi::{AbiVariant, WasmSignature, WasmType};
use wit_parser::{Function, Handle, InterfaceId, Resolve, SizeAlign, Type, TypeDefKind, TypeId, TypeOwner};

/// The provider's code: each function passes its flat arguments on, gives results a place in
/// memory, and drops the borrows it was lent.
pub fn core_module(resolve: &Resolve, functions: &[(InterfaceId, Function)]) -> anyhow::Result<String> {
    let mut sizes = SizeAlign::default();
    sizes.fill(resolve)?;
    let mut drops = BTreeMap::new();
    let mut imports = String::new();
    let mut bodies = String::new();
    for (index, (interface, function)) in functions.iter().enumerate() {
        let imported = resolve.wasm_signature(AbiVariant::GuestImport, function);
        let exported = resolve.wasm_signature(AbiVariant::GuestExport, function);
        anyhow::ensure!(!imported.indirect_params && !exported.indirect_params, "too many parameters");
        // A function with two names is imported once.
        let is_same =
            |(other, same): &(InterfaceId, Function)| other == interface && same.name == function.name;
        let import = functions.iter().position(is_same).unwrap_or(index);
        if import == index {
            writeln!(
                imports,
                "(import \"{}\" \"{}\" (func $i{index} {}))",
                interface_name(resolve, *interface)?,
                function.name,
                signature_text(&imported)
            )?;
        }
        writeln!(
            bodies,
            "(func $f{index} (export \"call{index}\") {} (local $ret i32)",
            signature_text(&exported)
        )?;
        if let (true, Some(ty)) = (imported.retptr, &function.result) {
            let (size, align) = (sizes.size(ty).size_wasm32(), sizes.align(ty).align_wasm32());
            writeln!(
                bodies,
                "(local.set $ret (call $alloc (i32.const 0) (i32.const 0) (i32.const {align}) (i32.const {size})))"
            )?;
        }
        for parameter in 0..exported.params.len() {
            writeln!(bodies, "local.get {parameter}")?;
        }
        if imported.retptr {
            bodies.push_str("local.get $ret\n");
        }
        writeln!(bodies, "call $i{import}")?;
        for position in 0..function.params.len() {
            drop_borrows(resolve, function, position, &mut drops, &mut bodies)?;
        }
        if exported.retptr {
            bodies.push_str("local.get $ret)\n");
            writeln!(
                bodies,
                "(func (export \"cabi_post_call{index}\") (param i32) (global.set $free (global.get $base)))"
            )?;
        } else {
            bodies.push_str("(global.set $free (global.get $base)))\n");
        }
    }
    for (id, index) in &drops {
        let resource = &resolve.types[*id];
        let (TypeOwner::Interface(owner), Some(name)) = (resource.owner, &resource.name) else {
            anyhow::bail!("a resource outside of an interface");
        };
        writeln!(
            imports,
            "(import \"{}\" \"[resource-drop]{name}\" (func $drop{index} (param i32)))",
            interface_name(resolve, owner)?
        )?;
    }
    Ok(format!("(module $provider\n{imports}\n{ALLOCATOR}\n{bodies})"))
}

/// Drops what the parameter at `position` lent: a borrow, or a list of them.
fn drop_borrows(
    resolve: &Resolve,
    function: &Function,
    position: usize,
    drops: &mut BTreeMap<TypeId, usize>,
    body: &mut String,
) -> anyhow::Result<()> {
    let mut before = function.clone();
    before.params.truncate(position);
    before.result = None;
    let flat = resolve.wasm_signature(AbiVariant::GuestExport, &before).params.len();
    let borrowed = |ty: &Type| match ty {
        Type::Id(id) => match resolve.types[definition(resolve, *id)].kind {
            TypeDefKind::Handle(Handle::Borrow(resource)) => Some(definition(resolve, resource)),
            _ => None,
        },
        _ => None,
    };
    let mut drop_index = |resource| {
        let next = drops.len();
        *drops.entry(resource).or_insert(next)
    };
    let ty = &function.params[position].ty;
    if let Some(resource) = borrowed(ty) {
        writeln!(body, "(call $drop{} (local.get {flat}))", drop_index(resource))?;
    } else if let Type::Id(id) = ty
        && let TypeDefKind::List(element) = &resolve.types[definition(resolve, *id)].kind
        && let Some(resource) = borrowed(element)
    {
        let (pointer, count, drop) = (flat, flat + 1, drop_index(resource));
        writeln!(
            body,
            "(block $done{position} (loop $next{position}
               (br_if $done{position} (i32.eqz (local.get {count})))
               (call $drop{drop} (i32.load (local.get {pointer})))
               (local.set {pointer} (i32.add (local.get {pointer}) (i32.const 4)))
               (local.set {count} (i32.sub (local.get {count}) (i32.const 1)))
               (br $next{position})))"
        )?;
    }
    Ok(())
}

fn signature_text(signature: &WasmSignature) -> String {
    let list = |types: &[WasmType]| {
        types
            .iter()
            .map(|ty| match ty {
                WasmType::I32 | WasmType::Pointer | WasmType::Length => " i32",
                WasmType::I64 | WasmType::PointerOrI64 => " i64",
                WasmType::F32 => " f32",
                WasmType::F64 => " f64",
            })
            .collect::<String>()
    };
    let mut text = format!("(param{})", list(&signature.params));
    if !signature.results.is_empty() {
        text += &format!(" (result{})", list(&signature.results));
    }
    text
}

/// Memory that is given out in order and taken back whole after each call.
const ALLOCATOR: &str = r#"
(memory (export "memory") 1)
(global $base i32 (i32.const 16))
(global $free (mut i32) (i32.const 16))
(func $alloc (export "cabi_realloc")
  (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
  (local $start i32) (local $end i32) (local $missing i32)
  (local.set $start
    (i32.and
      (i32.add (global.get $free) (i32.sub (local.get $align) (i32.const 1)))
      (i32.sub (i32.const 0) (local.get $align))))
  (local.set $end (i32.add (local.get $start) (local.get $size)))
  (if (i32.lt_u (local.get $end) (local.get $start)) (then unreachable))
  (local.set $missing
    (i32.sub
      (i32.add (i32.shr_u (local.get $end) (i32.const 16)) (i32.const 1))
      (memory.size)))
  (if (i32.gt_s (local.get $missing) (i32.const 0))
    (then (if (i32.eq (memory.grow (local.get $missing)) (i32.const -1)) (then unreachable))))
  (global.set $free (local.get $end))
  (if (local.get $old)
    (then (memory.copy (local.get $start) (local.get $old) (local.get $old_size))))
  (local.get $start))
"#;
