//! The JavaScript around a project: modules for what its world imports, and the component's exports,
//! which check that nothing is missing and convert values where the engine's runtime has others.

use super::convert::{Converters, Passing, Side, Way};
use super::names::{lower_camel, quoted, upper_camel};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use wit_parser::{
    Function, FunctionKind, InterfaceId, Resolve, Type, TypeDefKind, WorldId, WorldItem, WorldKey,
};

/// The layer of one world.
#[derive(Debug, Default)]
pub struct Layer {
    /// Module sources by name; `diptych:exports` is the entry and imports `diptych:user`.
    pub modules: BTreeMap<String, String>,
    /// What an `import` may name, and the layer's module or the runtime's own that it means.
    pub interfaces: BTreeMap<String, String>,
    /// The same, by the names to offer.
    pub interface_names: BTreeMap<String, String>,
}

/// Writes the layer of `world` for a runtime that passes values so.
pub fn layer(resolve: &Resolve, world: WorldId, passing: Passing) -> Layer {
    let exported = resolve.worlds[world].exports.iter().filter_map(|(_, item)| interface(item)).collect();
    let converters = Converters::new(resolve, exported, passing);
    let mut writer = Writer { resolve, passing, converters, layer: Layer::default() };
    writer.imports(world);
    let exports = writer.exports(world);
    let converters = format!(
        "import * as convert from \"diptych:convert\";\n{}\n{}",
        include_str!("convert.js"),
        writer.converters.declarations()
    );
    let mut layer = writer.layer;
    layer.modules.insert("diptych:convert".to_owned(), converters);
    layer.modules.insert("diptych:prelude".to_owned(), include_str!("prelude.js").to_owned());
    layer.modules.insert("diptych:exports".to_owned(), exports);
    layer
}

struct Writer<'a> {
    resolve: &'a Resolve,
    passing: Passing,
    converters: Converters<'a>,
    layer: Layer,
}

impl Writer<'_> {
    fn imports(&mut self, world: WorldId) {
        let resolve = self.resolve;
        let mut root = Vec::new();
        for (key, item) in &resolve.worlds[world].imports {
            match item {
                WorldItem::Function(function) => root.push(function),
                WorldItem::Interface { id, .. } => {
                    let name = resolve.name_world_key(key);
                    let functions: Vec<&Function> = resolve.interfaces[*id].functions.values().collect();
                    self.import(&name, &functions);
                }
                WorldItem::Type { .. } => {}
            }
        }
        for function in root {
            let name = lower_camel(&function.name);
            let (raw, import) = match self.passing {
                Passing::AsText => (format!("globalThis.{name}"), String::new()),
                Passing::AsIs => ("raw".to_owned(), format!("import raw from {};\n", quoted(&function.name))),
            };
            let wrapped = self.imported(function, &raw);
            let module = format!("diptych:import/{name}");
            let text = format!(
                "import * as convert from \"diptych:convert\";\n{import}const wrapped = {wrapped};\n\
                 export {{ wrapped as default, wrapped as {name} }};\n"
            );
            self.offer(&function.name, &function.name, &module);
            self.layer.modules.insert(module, text);
        }
    }

    /// An interface's module: its functions and classes as named exports, and all of them as the default.
    fn import(&mut self, name: &str, functions: &[&Function]) {
        let unversioned = name.split('@').next().unwrap_or(name);
        let module = format!("diptych:import/{name}");
        self.offer(unversioned, name, &module);
        self.offer(name, name, &module);
        let mut text = "import * as convert from \"diptych:convert\";\n".to_owned();
        if !functions.is_empty() {
            let raw = match self.passing {
                Passing::AsText => "raw",
                Passing::AsIs => "* as raw",
            };
            let _ = writeln!(text, "import {raw} from {};", quoted(name));
        }
        let mut names = Vec::new();
        let mut classes = Vec::new();
        for function in functions {
            let member = lower_camel(function.item_name());
            let Some(resource) = function.kind.resource() else {
                let wrapped = self.imported(function, &format!("raw.{member}"));
                let _ = writeln!(text, "const f{} = {wrapped};", names.len());
                names.push(member);
                continue;
            };
            let class = upper_camel(self.resolve.types[resource].name.as_deref().unwrap_or_default());
            if !classes.contains(&class) {
                classes.push(class.clone());
            }
            let on = match function.kind {
                FunctionKind::Method(_) | FunctionKind::AsyncMethod(_) => format!("raw.{class}.prototype"),
                FunctionKind::Static(_) | FunctionKind::AsyncStatic(_) => format!("raw.{class}"),
                _ => continue,
            };
            if let Some(wrapped) = self.patched(function) {
                let _ = writeln!(text, "convert.patch({on}, {}, (original) => {wrapped});", quoted(&member));
            }
        }
        let members = names.iter().enumerate().map(|(at, member)| (format!("f{at}"), member.clone()));
        let mut pairs: Vec<(String, String)> = members.collect();
        for class in classes {
            let local = format!("f{}", pairs.len());
            let constructor = self.constructor(functions, &class);
            let _ = writeln!(text, "const {local} = {};", constructor.unwrap_or(format!("raw.{class}")));
            pairs.push((local, class));
        }
        let all = pairs.iter().map(|(local, member)| format!("{}: {local}", quoted(member)));
        let _ = writeln!(text, "export default {{ {} }};", all.collect::<Vec<_>>().join(", "));
        let named = pairs.iter().map(|(local, member)| format!("{local} as {member}"));
        let _ = writeln!(text, "export {{ {} }};", named.collect::<Vec<_>>().join(", "));
        self.layer.modules.insert(module, text);
    }

    fn offer(&mut self, specifier: &str, name: &str, target: &str) {
        self.layer.interfaces.insert(specifier.to_owned(), target.to_owned());
        self.layer.interface_names.insert(specifier.to_owned(), name.to_owned());
    }

    /// An imported class whose constructor takes values that need converting.
    fn constructor(&mut self, functions: &[&Function], class: &str) -> Option<String> {
        let resolve = self.resolve;
        let function = functions.iter().find(|function| match function.kind {
            FunctionKind::Constructor(id) => {
                upper_camel(resolve.types[id].name.as_deref().unwrap_or_default()) == class
            }
            _ => false,
        })?;
        let (parameters, arguments) = self.arguments(function, 0, Way::Down, Side::Import);
        arguments.contains("convert.").then(|| {
            format!(
                "new Proxy(raw.{class}, {{ construct: (original, [{parameters}]) => new original({arguments}) }})"
            )
        })
    }

    /// `(a0, a1) => …` around an imported function.
    fn imported(&mut self, function: &Function, original: &str) -> String {
        let (parameters, arguments) = self.arguments(function, 0, Way::Down, Side::Import);
        let call = format!("{original}({arguments})");
        format!("({parameters}) => {}", self.answer(function, call, Way::Up, Side::Import))
    }

    /// A method or static function of an imported class, when it needs converting.
    fn patched(&mut self, function: &Function) -> Option<String> {
        let method = matches!(function.kind, FunctionKind::Method(_) | FunctionKind::AsyncMethod(_));
        let (parameters, arguments) = self.arguments(function, usize::from(method), Way::Down, Side::Import);
        let separator = if arguments.is_empty() { "" } else { ", " };
        let call = format!("original.call(this{separator}{arguments})");
        let answer = self.answer(function, call, Way::Up, Side::Import);
        let wrapped = format!("function ({parameters}) {answer}");
        wrapped.contains("convert.").then_some(wrapped)
    }

    /// The parameters from `first` on, and the arguments to pass on for them.
    fn arguments(&mut self, function: &Function, first: usize, way: Way, side: Side) -> (String, String) {
        let mut parameters = Vec::new();
        let mut arguments = Vec::new();
        for (at, parameter) in function.params.iter().skip(first).enumerate() {
            parameters.push(format!("a{at}"));
            arguments.push(match self.convert(&parameter.ty, way, side) {
                Some(convert) => format!("{convert}(a{at})"),
                None => format!("a{at}"),
            });
        }
        (parameters.join(", "), arguments.join(", "))
    }

    /// A function body that gives the result of `call`, or throws what it throws.
    fn answer(&mut self, function: &Function, call: String, way: Way, side: Side) -> String {
        let (ok, err) = match function.result {
            None => (None, None),
            Some(ty) => match self.result(&ty) {
                Some((ok, err)) => (ok, err),
                None => (Some(ty), None),
            },
        };
        let value = match ok.and_then(|ok| self.convert(&ok, way, side)) {
            Some(convert) => format!("{convert}({call})"),
            None => call,
        };
        match err.and_then(|err| self.convert(&err, way, side)) {
            Some(convert) => format!(
                "{{ try {{ return {value}; }} catch (error) {{ throw convert.thrown(error, {convert}); }} }}"
            ),
            None => format!("{{ return {value}; }}"),
        }
    }

    fn convert(&mut self, ty: &Type, way: Way, side: Side) -> Option<String> {
        self.converters.of(ty, way, side)
    }

    /// The two types of a `result`, which is returned or thrown.
    fn result(&self, ty: &Type) -> Option<(Option<Type>, Option<Type>)> {
        let Type::Id(id) = ty else { return None };
        match &self.resolve.types[*id].kind {
            TypeDefKind::Type(ty) => self.result(ty),
            TypeDefKind::Result(result) => Some((result.ok, result.err)),
            _ => None,
        }
    }

    fn exports(&mut self, world: WorldId) -> String {
        let resolve = self.resolve;
        let mut text =
            "import \"diptych:prelude\";\nimport * as convert from \"diptych:convert\";\n".to_owned();
        // Their classes are changed before the project sees them.
        for module in self.layer.modules.keys() {
            let _ = writeln!(text, "import {};", quoted(module));
        }
        text += "import * as user from \"diptych:user\";\nconst missing = [];\n\
                 const need = (name, value) => typeof value === \"function\" || missing.push(name);\n";
        let mut names = Vec::new();
        for (key, item) in &resolve.worlds[world].exports {
            let local = format!("e{}", names.len());
            match item {
                WorldItem::Function(function) => {
                    let name = lower_camel(&function.name);
                    let _ = writeln!(text, "need({}, user.{name});", quoted(&name));
                    let body = self.exported(function, "user");
                    let _ = writeln!(text, "const {local} = {body};");
                    names.push(name);
                }
                WorldItem::Interface { id, .. } => {
                    let name = interface_name(resolve, key);
                    let members = self.exported_interface(*id, &name, &mut text);
                    let _ = writeln!(text, "const {local} = {members};");
                    names.push(name);
                }
                WorldItem::Type { .. } => {}
            }
        }
        text += "if (missing.length > 0) throw new Error(`diptych-missing:${JSON.stringify(missing)};`);\n";
        let names = names.iter().enumerate().map(|(at, name)| format!("e{at} as {name}"));
        let _ = writeln!(text, "export {{ {} }};", names.collect::<Vec<_>>().join(", "));
        text
    }

    /// The object of an exported interface; checks and classes go into `text`.
    fn exported_interface(&mut self, id: InterfaceId, name: &str, text: &mut String) -> String {
        let resolve = self.resolve;
        let mut members = Vec::new();
        let mut classes: BTreeMap<usize, (String, Vec<&Function>)> = BTreeMap::new();
        for function in resolve.interfaces[id].functions.values() {
            let member = lower_camel(function.item_name());
            match function.kind.resource() {
                None => {
                    let full = format!("{name}.{member}");
                    let _ = writeln!(text, "need({}, user.{name}?.{member});", quoted(&full));
                    let body = self.exported(function, &format!("user.{name}"));
                    members.push(format!("{}: {body}", quoted(&member)));
                }
                Some(resource) => {
                    let class = upper_camel(resolve.types[resource].name.as_deref().unwrap_or_default());
                    classes.entry(resource.index()).or_insert((class, Vec::new())).1.push(function);
                }
            }
        }
        for (resource, (class, functions)) in classes {
            let path = format!("user.{name}?.{class}");
            let full = format!("{name}.{class}");
            let _ = writeln!(text, "need({}, {path});", quoted(&full));
            for function in &functions {
                let member = lower_camel(function.item_name());
                let on = match function.kind {
                    FunctionKind::Method(_) | FunctionKind::AsyncMethod(_) => {
                        format!("{path}?.prototype?.{member}")
                    }
                    FunctionKind::Static(_) | FunctionKind::AsyncStatic(_) => format!("{path}?.{member}"),
                    _ => continue,
                };
                let _ = writeln!(text, "need({}, {on});", quoted(&format!("{full}.{member}")));
            }
            let own = format!("user.{name}.{class}");
            if self.passing == Passing::AsIs {
                members.push(format!("{class}: {own}"));
                continue;
            }
            let body = self.boxed(&own, &functions);
            let _ = writeln!(text, "convert.classes[{resource}] = {body};");
            members.push(format!("{class}: convert.classes[{resource}]"));
        }
        format!("{{ {} }}", members.join(", "))
    }

    /// The class whose objects stand for those of the project's `class`.
    fn boxed(&mut self, class: &str, functions: &[&Function]) -> String {
        let mut text = "class {\n".to_owned();
        for function in functions {
            let member = lower_camel(function.item_name());
            let method = matches!(function.kind, FunctionKind::Method(_) | FunctionKind::AsyncMethod(_));
            let (parameters, arguments) =
                self.arguments(function, usize::from(method), Way::Up, Side::Export);
            let _ = match function.kind {
                FunctionKind::Constructor(_) => writeln!(
                    text,
                    "constructor({parameters}) {{ convert.boxed(this, new {class}({arguments})); }}"
                ),
                _ => {
                    let (start, on) = if method { ("", "this.inner") } else { ("static ", class) };
                    let call = format!("{on}.{member}({arguments})");
                    let answer = self.answer(function, call, Way::Down, Side::Export);
                    writeln!(text, "{start}{}({parameters}) {answer}", quoted(&member))
                }
            };
        }
        text + "}"
    }

    /// `(a0, a1) => …` around an exported function of the object `on`.
    fn exported(&mut self, function: &Function, on: &str) -> String {
        let (parameters, arguments) = self.arguments(function, 0, Way::Up, Side::Export);
        let call = format!("{on}.{}({arguments})", lower_camel(function.item_name()));
        format!("({parameters}) => {}", self.answer(function, call, Way::Down, Side::Export))
    }
}

fn interface(item: &WorldItem) -> Option<InterfaceId> {
    match item {
        WorldItem::Interface { id, .. } => Some(*id),
        _ => None,
    }
}

/// `wasi:cli/run@0.2.6` as `run`.
fn interface_name(resolve: &Resolve, key: &WorldKey) -> String {
    match key {
        WorldKey::Name(name) => lower_camel(name),
        WorldKey::Interface(id) => lower_camel(resolve.interfaces[*id].name.as_deref().unwrap_or_default()),
    }
}
