//! From components and wires to what leads where, told by the components' types alone.

use super::LinkedJob;
use super::edge::Edge;
use super::function_types::has_handles;
use super::resources::Kind;
use crate::engine::tracer::targets::EdgeName;
use diptych_shared::policy::Policy;
use std::collections::{HashMap, HashSet};
use wasmtime::Engine;
use wasmtime::component::types::{ComponentFunc, ComponentInstance, ComponentItem};
use wasmtime::component::{Component, ResourceType};

/// Why a composition is not linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// It does not fit together.
    Invalid(String),
    /// It may fit together, but not in this way.
    Unlinkable(String),
}

/// A composition ready to be linked.
#[derive(Debug)]
pub struct Plan {
    /// The parts, in order.
    pub parts: Vec<PlannedPart>,
    /// The functions between parts in words, in order.
    pub edges: Vec<EdgeName>,
    /// The resources that parts define, in order.
    pub kinds: Vec<Kind>,
    /// What the whole exports: by name the part and its export.
    pub exports: HashMap<String, (usize, String)>,
}

/// One instance.
#[derive(Debug)]
pub struct PlannedPart {
    /// Its component.
    pub component: Component,
    /// What it may use.
    pub policy: Policy,
    /// What it imports from other parts.
    pub imports: Vec<Import>,
    /// What other parts import from it: the edge, and the interface and function in this part.
    pub exports: Vec<(usize, Option<String>, String)>,
}

/// Something that a part imports from another.
#[derive(Clone, Debug)]
pub enum Import {
    /// A function of an interface, or by itself.
    Function { interface: Option<String>, function: String, edge: Edge },
    /// A resource of an interface, by the number of its kind.
    Resource { interface: String, resource: String, kind: usize },
}

/// Where a resource comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Host,
    Part(usize),
}

/// What a part exports under one name; `None` is its world itself.
#[derive(Debug, Default)]
struct Exported {
    functions: HashSet<String>,
    resources: HashMap<String, Origin>,
}

/// Finds out what leads where.
pub fn plan(engine: &Engine, job: &LinkedJob, components: Vec<Component>) -> Result<Plan, PlanError> {
    let exports =
        job.exports.iter().map(|export| (export.name.clone(), (export.part, export.export.clone())));
    let mut planner = Planner {
        engine,
        job,
        exported: Vec::new(),
        plan: Plan { parts: Vec::new(), edges: Vec::new(), kinds: Vec::new(), exports: exports.collect() },
    };
    for (part, component) in components.into_iter().enumerate() {
        planner.add(part, component)?;
    }
    Ok(planner.plan)
}

struct Planner<'a> {
    engine: &'a Engine,
    job: &'a LinkedJob,
    exported: Vec<HashMap<Option<String>, Exported>>,
    plan: Plan,
}

impl Planner<'_> {
    fn add(&mut self, part: usize, component: Component) -> Result<(), PlanError> {
        let Some(job) = self.job.parts.get(part) else {
            return Err(PlanError::Invalid("there are more components than parts".into()));
        };
        let ty = component.component_type();
        let mut imports = Vec::new();
        let mut known: Vec<(ResourceType, Origin)> = Vec::new();
        for import in job.wires.keys() {
            if ty.get_import(self.engine, import).is_none() {
                return Err(PlanError::Invalid(format!("`{}` imports no `{import}`", job.name)));
            }
        }
        for (import, item) in ty.imports(self.engine) {
            match (item.ty, job.wires.get(import)) {
                (ComponentItem::ComponentInstance(interface), Some((callee, export))) => {
                    self.interface(part, import, &interface, *callee, export, &mut known, &mut imports)?;
                }
                (ComponentItem::ComponentInstance(interface), None) => {
                    for (_, item) in interface.exports(self.engine) {
                        if let ComponentItem::Resource(ty) = item.ty {
                            note(&mut known, ty, Origin::Host);
                        }
                    }
                }
                (ComponentItem::ComponentFunc(ty), Some((callee, export))) => {
                    self.offered(*callee, None, export)?;
                    let edge = self.edge(part, *callee, "$root", import, &ty);
                    imports.push(Import::Function { interface: None, function: import.to_owned(), edge });
                    self.leads_to(*callee, edge, None, export);
                }
                // A type tells only what other imports are made of.
                (ComponentItem::Type(_), _) | (_, None) => {}
                (_, Some(_)) => {
                    let name = &job.name;
                    let why = format!("`{import}` of `{name}` is neither an interface nor a function");
                    return Err(PlanError::Unlinkable(why));
                }
            }
        }
        let exported = self.exports(part, &ty, &mut known);
        self.exported.push(exported);
        let policy = job.policy.clone();
        self.plan.parts.push(PlannedPart { component, policy, imports, exports: Vec::new() });
        Ok(())
    }

    /// What another part exports under a name, with this function if one is named.
    fn offered(
        &self,
        callee: usize,
        interface: Option<&str>,
        function: &str,
    ) -> Result<&Exported, PlanError> {
        let exported = self.exported.get(callee);
        let found = exported.and_then(|exported| exported.get(&interface.map(str::to_owned)));
        found.filter(|found| found.functions.contains(function)).ok_or_else(|| {
            let place = interface.map(|interface| format!("{interface}#")).unwrap_or_default();
            PlanError::Invalid(format!("`{}` exports no `{place}{function}`", self.name(callee)))
        })
    }

    fn name(&self, part: usize) -> &str {
        self.job.parts.get(part).map_or("", |part| part.name.as_str())
    }

    #[expect(clippy::too_many_arguments, reason = "an import, its source, and the two lists that grow")]
    fn interface(
        &mut self,
        part: usize,
        import: &str,
        interface: &ComponentInstance,
        callee: usize,
        export: &str,
        known: &mut Vec<(ResourceType, Origin)>,
        imports: &mut Vec<Import>,
    ) -> Result<(), PlanError> {
        let offered = self.exported.get(callee).and_then(|exported| exported.get(&Some(export.to_owned())));
        let Some(resources) = offered.map(|offered| offered.resources.clone()) else {
            return Err(PlanError::Invalid(format!("`{}` exports no `{export}`", self.name(callee))));
        };
        for (name, item) in interface.exports(self.engine) {
            match item.ty {
                ComponentItem::ComponentFunc(ty) => {
                    self.offered(callee, Some(export), name)?;
                    let edge = self.edge(part, callee, import, name, &ty);
                    let (interface, function) = (Some(import.to_owned()), name.to_owned());
                    imports.push(Import::Function { interface, function, edge });
                    self.leads_to(callee, edge, Some(export), name);
                }
                ComponentItem::Resource(ty) => {
                    let origin = resources.get(name).copied();
                    match origin {
                        Some(Origin::Part(kind)) => {
                            let (interface, resource) = (import.to_owned(), name.to_owned());
                            imports.push(Import::Resource { interface, resource, kind });
                        }
                        // The part knows it already, from the host itself.
                        Some(Origin::Host) if known.iter().any(|(known, _)| *known == ty) => {}
                        Some(Origin::Host) => {
                            return Err(PlanError::Unlinkable(format!(
                                "`{}` takes the host's resource `{name}` from `{}` and not from the host",
                                self.name(part),
                                self.name(callee)
                            )));
                        }
                        None => {
                            let callee = self.name(callee);
                            let why = format!("`{callee}` exports no resource `{export}#{name}`");
                            return Err(PlanError::Invalid(why));
                        }
                    }
                    note(known, ty, origin.unwrap_or(Origin::Host));
                }
                ComponentItem::Type(_) => {}
                _ => {
                    let why = format!(
                        "`{import}` of `{}` holds more than functions and types: `{name}`",
                        self.name(part)
                    );
                    return Err(PlanError::Unlinkable(why));
                }
            }
        }
        Ok(())
    }

    fn edge(
        &mut self,
        caller: usize,
        callee: usize,
        interface: &str,
        function: &str,
        ty: &ComponentFunc,
    ) -> Edge {
        let index = self.plan.edges.len();
        let (interface, function) = (interface.to_owned(), function.to_owned());
        self.plan.edges.push(EdgeName { caller, callee, interface, function });
        Edge { index, callee, has_handles: has_handles(ty) }
    }

    fn leads_to(&mut self, callee: usize, edge: Edge, interface: Option<&str>, function: &str) {
        if let Some(part) = self.plan.parts.get_mut(callee) {
            part.exports.push((edge.index, interface.map(str::to_owned), function.to_owned()));
        }
    }

    /// What a part exports; resources that it does not import it defines.
    fn exports(
        &mut self,
        part: usize,
        ty: &wasmtime::component::types::Component,
        known: &mut Vec<(ResourceType, Origin)>,
    ) -> HashMap<Option<String>, Exported> {
        let mut exported: HashMap<Option<String>, Exported> = HashMap::new();
        for (export, item) in ty.exports(self.engine) {
            match item.ty {
                ComponentItem::ComponentInstance(interface) => {
                    let mut offered = Exported::default();
                    for (name, item) in interface.exports(self.engine) {
                        self.export(part, Some(export), name, item.ty, known, &mut offered);
                    }
                    exported.insert(Some(export.to_owned()), offered);
                }
                item => {
                    let mut root = exported.remove(&None).unwrap_or_default();
                    self.export(part, None, export, item, known, &mut root);
                    exported.insert(None, root);
                }
            }
        }
        exported
    }

    fn export(
        &mut self,
        part: usize,
        interface: Option<&str>,
        name: &str,
        item: ComponentItem,
        known: &mut Vec<(ResourceType, Origin)>,
        offered: &mut Exported,
    ) {
        match item {
            ComponentItem::ComponentFunc(_) => {
                offered.functions.insert(name.to_owned());
            }
            ComponentItem::Resource(ty) => {
                let origin = known.iter().find(|(known, _)| *known == ty).map(|(_, origin)| *origin);
                let origin = origin.unwrap_or_else(|| {
                    let kind = self.plan.kinds.len();
                    self.plan.kinds.push(Kind {
                        name: name.into(),
                        definer: part,
                        interface: interface.map(str::to_owned),
                        defined: None,
                    });
                    known.push((ty, Origin::Part(kind)));
                    Origin::Part(kind)
                });
                offered.resources.insert(name.to_owned(), origin);
            }
            _ => {}
        }
    }
}

fn note(known: &mut Vec<(ResourceType, Origin)>, ty: ResourceType, origin: Origin) {
    if !known.iter().any(|(known, _)| *known == ty) {
        known.push((ty, origin));
    }
}
