//! The stub in Go: a package for each exported interface, beside the bindings that import it.

use super::comment;
use crate::generate;
use anyhow::Context as _;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use wit_bindgen_go::{Format, Opts};
use wit_parser::{Resolve, WorldId};

/// The packages' files, by path. A world without exports has a program's, which does nothing.
pub(super) fn stub(resolve: &Resolve, world: WorldId) -> anyhow::Result<BTreeMap<String, String>> {
    let options = Opts { format: Format::False, generate_stubs: true, ..Opts::default() };
    let generated = generate(&mut *options.build(), resolve, world)?;
    let name = &resolve.worlds[world].name;
    let mut about = format!("// The world `{name}` in Go.\n");
    about += &comment(&resolve.worlds[world].docs, "//");
    let imported = |path: &&String| !path.starts_with("export_");
    let packages =
        generated.files.keys().filter(imported).filter_map(|path| path.strip_suffix("/wit_bindings.go"));
    for package in packages {
        // What only has types is not to be called.
        if has_functions(&generated.files[&format!("{package}/wit_bindings.go")]) {
            writeln!(about, "// To call: import \"wit_component/{package}\"")?;
        }
    }
    let mut files = BTreeMap::new();
    for (path, content) in &generated.files {
        if let Some(package) =
            path.strip_suffix("/wit_bindings.go").filter(|path| path.starts_with("export_"))
        {
            let text = std::str::from_utf8(content).context("the bindings are not UTF-8")?;
            files.insert(format!("{package}/component.go"), format!("{about}\n{}", filled(text, package)?));
        }
    }
    if files.is_empty() {
        files.insert("main.go".to_owned(), format!("{about}\npackage main\n"));
    }
    Ok(files)
}

fn has_functions(content: &[u8]) -> bool {
    content.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"//go:wasmimport"))
}

/// What the generator's own stubs declare, without the bindings around them.
fn filled(text: &str, package: &str) -> anyhow::Result<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut code = String::new();
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).map_or("", |next| next.trim());
        if line.starts_with("func ") && next == "panic(\"not implemented\")" {
            code += &function(line)?;
        } else if line.starts_with("type ") && next == "pinner runtime.Pinner" {
            let resource = line.split(' ').nth(1).context("a type has a name")?;
            // The bindings ask for these fields and the method; the rest is its writer's.
            write!(code, "\ntype {resource} struct {{\n\tpinner runtime.Pinner\n\thandle int32\n}}\n")?;
            write!(
                code,
                "\n// Called when the last handle is dropped.\nfunc (self *{resource}) OnDrop() {{}}\n"
            )?;
        }
    }
    let mut imports = BTreeSet::new();
    for line in lines.iter().skip_while(|line| !line.starts_with("import (")).take_while(|line| **line != ")")
    {
        let import = line.trim();
        let Some((name, path)) = import.split_once('"') else { continue };
        let last = path.trim_end_matches('"').rsplit('/').next().unwrap_or_default();
        let name = if name.trim().is_empty() { last } else { name.trim() };
        if code.contains(&format!("{name}.")) {
            imports.insert(import);
        }
    }
    let mut head = format!("package {package}\n");
    if !imports.is_empty() {
        head += "\nimport (\n";
        for import in imports {
            writeln!(head, "\t{import}")?;
        }
        head += ")\n";
    }
    Ok(head + &code)
}

/// A function with a plain result; `head` is its first line.
fn function(head: &str) -> anyhow::Result<String> {
    let head = head.trim_end_matches('{').trim_end();
    // The generator's stubs say by an underscore that they do not use their parameters.
    let head = head.replace("(_", "(").replace(", _", ", ");
    let (name, result) = split(&head).with_context(|| format!("`{head}` is no function"))?;
    let body = match values(result, name) {
        None => "\tpanic(\"not implemented\")\n".to_owned(),
        Some(values) if values.is_empty() => String::new(),
        Some(values) => format!("\treturn {values}\n"),
    };
    Ok(format!("\n{head} {{\n{body}}}\n"))
}

/// The name and the result of `func (self *T) Name(a A, b B) Result`.
fn split(head: &str) -> Option<(&str, &str)> {
    let rest = head.strip_prefix("func ")?;
    let rest = match rest.strip_prefix('(') {
        Some(method) => method.split_once(") ")?.1,
        None => rest,
    };
    let (name, rest) = rest.split_once('(')?;
    let mut depth = 1_usize;
    let end = rest.char_indices().find_map(|(at, character)| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    Some((name, rest[end + 1..].trim()))
}

/// Plain values for a result, which may be several.
fn values(result: &str, function: &str) -> Option<String> {
    match result.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(several) => {
            let values = types(several).into_iter().map(value).collect::<Option<Vec<_>>>()?;
            Some(values.join(", "))
        }
        // A constructor makes what it is named after.
        None => match result.strip_prefix('*') {
            Some(resource) if function == format!("Make{resource}") => Some(format!("&{resource}{{}}")),
            _ => value(result),
        },
    }
}

/// A plain value of a type; `None` when only its writer can make one.
fn value(ty: &str) -> Option<String> {
    let inner = |start: &str| ty.strip_prefix(start).and_then(|rest| rest.strip_suffix(']'));
    Some(match ty {
        "" => String::new(),
        "bool" => "false".into(),
        "string" => "\"\"".into(),
        "rune" => "' '".into(),
        "float32" | "float64" => "0".into(),
        "uint8" | "uint16" | "uint32" | "uint64" | "int8" | "int16" | "int32" | "int64" => "0".into(),
        "witTypes.Unit" => "witTypes.Unit{}".into(),
        _ if ty.starts_with("[]") => "nil".into(),
        _ => match (inner("witTypes.Option["), inner("witTypes.Result[")) {
            (Some(some), _) => format!("witTypes.None[{some}]()"),
            (_, Some(both)) => format!("witTypes.Ok[{both}]({})", value(types(both).first()?)?),
            _ => return None,
        },
    })
}

/// The types of a list, at its top level.
fn types(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    for (offset, character) in list.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(list[start..offset].trim());
                start = offset + 1;
            }
            _ => {}
        }
    }
    found.push(list[start..].trim());
    found
}
