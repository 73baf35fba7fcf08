//! The project's `wit/` folder: its package, its dependencies, and what is wrong with them.

use super::{manifest_check, wasi};
use crate::api::diagnostic::Diagnostic;
use crate::project::{Manifest, Project, ProjectFile};
use std::collections::{BTreeMap, BTreeSet};
use wit_parser::{
    PackageId, PackageName, Resolve, ResolveErrorKind, SourceMap, Span, UnresolvedPackage,
    UnresolvedPackageGroup, WorldId, WorldItem,
};

/// A WIT folder that holds together.
#[derive(Debug)]
pub struct WitFolder {
    /// Everything the folder has, and the WASI packages it names.
    pub resolve: Resolve,
    /// The package at the top of the folder.
    pub package: PackageId,
}

/// Reads `wit/*.wit` as one package and each `wit/deps/<name>/*.wit` or `wit/deps/<name>.wit` as
/// one it may use, and adds the `wasi:*` packages that they name and that are not there
/// ([`wasi::package`]). `None` when there is no WIT.
pub fn read(project: &Project) -> Result<Option<WitFolder>, Vec<Diagnostic>> {
    let Some(Groups { main, mut dependencies }) = parse(project)? else { return Ok(None) };
    for (name, text) in missing_wasi(&main, &dependencies) {
        let mut sources = SourceMap::new();
        sources.push_str(&wasi_path(&name), text);
        // The packages at hand are well-formed at every version, as their tests show.
        dependencies.extend(sources.parse().ok());
    }
    let mut resolve = Resolve::default();
    match resolve.push_groups(main, dependencies) {
        Ok(package) => Ok(Some(WitFolder { resolve, package })),
        Err(error) => {
            let message = resolve_message(error.kind());
            Err(vec![at(project, Diagnostic::error(message), error.kind().span(), &resolve.source_map)])
        }
    }
}

/// The project with the `wasi:*` packages that its WIT names and does not have in `wit/deps/`, for
/// compilers that read files. The project as it is when its WIT does not parse.
pub fn with_wasi(project: &Project) -> Project {
    let mut project = project.clone();
    if let Ok(Some(Groups { main, dependencies })) = parse(&project) {
        for (name, text) in missing_wasi(&main, &dependencies) {
            project.files.insert(wasi_path(&name), ProjectFile::text(text));
        }
    }
    project
}

/// The manifest's world, or the only one there is; else a diagnostic of the manifest.
pub fn select_world(
    folder: &WitFolder,
    manifest: &Manifest,
    project: &Project,
) -> Result<WorldId, Diagnostic> {
    let package = &folder.resolve.packages[folder.package];
    let worlds: Vec<&str> = package.worlds.keys().map(String::as_str).collect();
    let choices = || worlds.iter().map(|world| format!("`{world}`")).collect::<Vec<_>>().join(", ");
    let message = match (&manifest.source.world, worlds.as_slice()) {
        (_, []) => format!("the package `{}` in `wit/` has no world: add `world name {{ … }}`", package.name),
        (None, [_]) => return Ok(package.worlds[0]),
        (None, _) => format!("`wit/` has several worlds: set `world` in `[source]` to one of {}", choices()),
        (Some(name), _) => match folder.resolve.select_world(&[folder.package], Some(name)) {
            Ok(world) => return Ok(world),
            Err(_) => format!("there is no world `{name}` in `wit/`; there are: {}", choices()),
        },
    };
    let key = if manifest.source.world.is_some() { "world" } else { "entry" };
    Err(manifest_check::at_value(project, "source", key, message))
}

/// Where a project would have this WASI package.
fn wasi_path(name: &PackageName) -> String {
    format!("wit/deps/{}/package.wit", name.to_string().replace([':', '@'], "-"))
}

/// The WASI packages at hand that these name, directly or through one another, and do not hold.
fn missing_wasi(
    main: &UnresolvedPackageGroup,
    dependencies: &[UnresolvedPackageGroup],
) -> Vec<(PackageName, String)> {
    fn packages(group: &UnresolvedPackageGroup) -> impl Iterator<Item = &UnresolvedPackage> {
        std::iter::once(&group.main).chain(&group.nested)
    }
    let there = || std::iter::once(main).chain(dependencies).flat_map(packages);
    let mut known: BTreeSet<String> = there().map(|package| package.name.to_string()).collect();
    let mut named: Vec<PackageName> =
        there().flat_map(|package| package.foreign_deps.keys().cloned()).collect();
    let mut missing = Vec::new();
    while let Some(name) = named.pop() {
        if !known.insert(name.to_string()) {
            continue;
        }
        let Some(text) = wasi::package(&name) else { continue };
        let mut sources = SourceMap::new();
        sources.push_str("", &text);
        if let Ok(group) = sources.parse() {
            named.extend(packages(&group).flat_map(|package| package.foreign_deps.keys().cloned()));
        }
        missing.push((name, text));
    }
    missing
}

/// The packages of a `wit/` folder, each parsed by itself.
struct Groups {
    main: UnresolvedPackageGroup,
    dependencies: Vec<UnresolvedPackageGroup>,
}

fn parse(project: &Project) -> Result<Option<Groups>, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let mut packages: BTreeMap<String, SourceMap> = BTreeMap::new();
    for (path, file) in project.folder("wit") {
        if !path.ends_with(".wit") {
            continue;
        }
        let full_path = format!("wit/{path}");
        let package = match path.strip_prefix("deps/") {
            None if path.contains('/') => {
                let message =
                    "this file is not read: WIT belongs into `wit/` itself or into `wit/deps/<package>/`";
                diagnostics.push(Diagnostic::error(message).in_file(full_path));
                continue;
            }
            None => String::new(),
            Some(rest) => format!("deps/{}", rest.split('/').next().unwrap_or(rest)),
        };
        match file {
            ProjectFile::Text(text) => match too_deep(text) {
                None => packages.entry(package).or_default().push_str(&full_path, text),
                Some(offset) => {
                    let message = format!("this nests more than {WIT_NESTING} deep (limit wit-nesting)");
                    let diagnostic = Diagnostic::error(message).in_file(full_path);
                    diagnostics.push(diagnostic.at(text, offset, offset + 1));
                }
            },
            ProjectFile::Base64(_) => {
                diagnostics.push(Diagnostic::error("this is not UTF-8 text").in_file(full_path));
            }
        }
    }
    if packages.is_empty() && diagnostics.is_empty() {
        return Ok(None);
    }
    let mut main = None;
    let mut dependencies: Vec<UnresolvedPackageGroup> = Vec::new();
    for (package, sources) in packages {
        match sources.parse() {
            Ok(group) if package.is_empty() => main = Some(group),
            Ok(group) => dependencies.push(group),
            Err((sources, error)) => {
                let message = error.kind().to_string();
                diagnostics.push(at(project, Diagnostic::error(message), error.kind().span(), &sources));
            }
        }
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let Some(main) = main else {
        let message =
            "`wit/` has dependencies in `wit/deps/`, but no package of its own: add `wit/world.wit`";
        return Err(vec![Diagnostic::error(message)]);
    };
    Ok(Some(Groups { main, dependencies }))
}

fn resolve_message(error: &ResolveErrorKind) -> String {
    match error {
        ResolveErrorKind::PackageNotFound { requested, known, .. } => {
            let mut message = format!(
                "the package `{requested}` is not here: put its WIT into `wit/deps/{}/`",
                requested.name
            );
            if requested.namespace == "wasi" {
                let at_hand: Vec<&str> = wasi::names().collect();
                message.push_str(&format!(
                    ", or name one of those at hand: {} (in any 0.2.x version for {})",
                    at_hand.join(", "),
                    wasi::VERSION
                ));
            }
            if !known.is_empty() {
                let known: Vec<String> = known.iter().take(20).map(ToString::to_string).collect();
                message.push_str(&format!("; there are: {}", known.join(", ")));
            }
            message
        }
        other => other.to_string(),
    }
}

/// The diagnostic at the function of the project's WIT that `world` exports under this name.
pub(super) fn at_function(
    project: &Project,
    folder: &WitFolder,
    world: WorldId,
    export: &str,
    diagnostic: Diagnostic,
) -> Diagnostic {
    let resolve = &folder.resolve;
    let function = resolve.worlds[world].exports.iter().find_map(|(key, item)| match item {
        WorldItem::Function(function) => (function.name == export).then_some(function),
        WorldItem::Interface { id, .. } => {
            let name = export.strip_prefix(&resolve.name_world_key(key))?.strip_prefix('#')?;
            resolve.interfaces[*id].functions.get(name)
        }
        WorldItem::Type { .. } => None,
    });
    match function {
        Some(function) => at(project, diagnostic, function.span, &resolve.source_map),
        None => diagnostic,
    }
}

/// The diagnostic in the file and at the range that `span` means.
fn at(project: &Project, diagnostic: Diagnostic, span: Span, sources: &SourceMap) -> Diagnostic {
    let Some(location) = sources.resolve_span(span) else { return diagnostic };
    let diagnostic = diagnostic.in_file(location.path);
    match project.files.get(location.path).and_then(ProjectFile::as_text) {
        Some(text) => {
            // The reader's spans of single characters take each for one byte.
            let end = (location.range.end..=text.len()).find(|end| text.is_char_boundary(*end));
            diagnostic.at(text, location.range.start, end.unwrap_or(text.len()))
        }
        None => diagnostic,
    }
}

/// How deep types and blocks may nest in a WIT text (limit `wit-nesting`): the parser recurses.
const WIT_NESTING: usize = 100;

/// Where the text nests deeper than [`WIT_NESTING`].
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut previous = ' ';
    let mut in_line_comment = false;
    for (offset, character) in text.char_indices() {
        match (previous, character) {
            (_, '\n') => in_line_comment = false,
            _ if in_line_comment => {}
            ('/', '/') => in_line_comment = true,
            (_, '<' | '(' | '{') => depth += 1,
            ('-', '>') => {}
            // A block comment may hold anything; it counts, which only errs on the safe side.
            ('/', '*') => depth += 1,
            ('*', '/') => depth = depth.saturating_sub(1),
            (_, '>' | ')' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > WIT_NESTING {
            return Some(offset);
        }
        previous = character;
    }
    None
}
