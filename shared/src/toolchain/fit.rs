//! Whether the last built component still is what the project's WIT says, in any language.

use super::{inspect, manifest_check, wit};
use crate::api::diagnostic::{Diagnostic, Severity};
use crate::api::inspect::{ExportedFunction, Inspection};
use crate::project::Project;

/// What of `built`, the component that was made last, does not fit the project's world as it is now:
/// one diagnostic for each exported function that the world has and the component has not, whose
/// signature is another, or that the world has no more. Nothing when there is no WIT, or it has errors
/// or no one world, of which compiling tells.
///
/// A missing or changed function is a warning; one that is only in the component is a note, because
/// some compilers export functions of their own.
pub fn fit(built: &Inspection, project: &Project) -> Vec<Diagnostic> {
    let (Some(manifest), _) = manifest_check::check(project) else { return Vec::new() };
    let Ok(Some(folder)) = wit::read(project) else { return Vec::new() };
    let Ok(world) = wit::select_world(&folder, &manifest, project) else { return Vec::new() };
    let name = &folder.resolve.worlds[world].name;
    let wanted = inspect::world_exports(&folder.resolve, world);
    let find = |list: &[ExportedFunction], export: &str| {
        list.iter().find(|function| function.export == export).map(|function| function.signature.clone())
    };
    let mut found = Vec::new();
    for function in &wanted {
        let now = &function.signature;
        let message = match find(&built.exports, &function.export) {
            None => format!(
                "the world `{name}` exports `{}`, which the last built component does not: add `{}`",
                function.export, now.wit
            ),
            Some(was)
                if (&was.parameters, &was.result, was.is_async)
                    != (&now.parameters, &now.result, now.is_async) =>
            {
                format!(
                    "`{}` changed after the last build: it was `{}` and is `{}`",
                    function.export, was.wit, now.wit
                )
            }
            Some(_) => continue,
        };
        let diagnostic =
            wit::at_function(project, &folder, world, &function.export, Diagnostic::error(message));
        found.push(Diagnostic { severity: Severity::Warning, ..diagnostic });
    }
    // What componentize-py leaves in every component says nothing of the world.
    let own = built.exports.iter().filter(|function| function.export != "exports#init");
    for function in own.filter(|function| find(&wanted, &function.export).is_none()) {
        let message = format!(
            "the last built component exports `{}`, which the world `{name}` does not: `{}`",
            function.export, function.signature.wit
        );
        found.push(Diagnostic { severity: Severity::Note, ..Diagnostic::error(message) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::fit;
    use crate::api::diagnostic::Severity;
    use crate::project::{Project, ProjectFile};
    use crate::toolchain::{compile, inspect};

    fn project(wit: &str) -> Project {
        let mut project = Project::default();
        let files = [
            (
                "diptych.toml",
                "format = 1\ntitle = \"Fit\"\n[source]\nlanguage = \"wat\"\nentry = \"main.wat\"\n",
            ),
            (
                "main.wat",
                "(module (func (export \"same\")) (func (export \"other\") (param i32)) (func (export \"gone\")))",
            ),
            ("wit/world.wit", wit),
        ];
        for (path, text) in files {
            project.files.insert(path.into(), ProjectFile::text(text));
        }
        project
    }

    #[test]
    fn what_no_longer_fits_is_named_with_both_signatures() {
        let before = project(
            "package t:fit;\nworld fit {\n  export same: func();\n  export other: func(a: u32);\n  export gone: func();\n}\n",
        );
        let built = inspect(&compile(&before).component.expect("it compiles").0).unwrap();
        assert_eq!(fit(&built, &before), []);

        let after = project(
            "package t:fit;\nworld fit {\n  export same: func();\n  export other: func(a: string);\n  export added: func() -> u8;\n}\n",
        );
        let found = fit(&built, &after);
        let messages: Vec<(Severity, &str)> =
            found.iter().map(|diagnostic| (diagnostic.severity, diagnostic.message.as_str())).collect();
        assert_eq!(
            messages,
            [
                (
                    Severity::Warning,
                    "`other` changed after the last build: it was `func(a: u32)` and is `func(a: string)`"
                ),
                (
                    Severity::Warning,
                    "the world `fit` exports `added`, which the last built component does not: add `func() -> u8`"
                ),
                (
                    Severity::Note,
                    "the last built component exports `gone`, which the world `fit` does not: `func()`"
                ),
            ]
        );
        assert_eq!(found[0].file.as_deref(), Some("wit/world.wit"));
        assert_eq!(found[0].span.map(|span| span.start.line), Some(4));
        assert_eq!(fit(&built, &project("package broken")), []);
    }
}
