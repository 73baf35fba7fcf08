//! Worlds against worlds, as components that were built from them.

use super::world_difference;
use crate::api::world_diff::{Breaks, Change, Direction, WorldDifference};
use crate::project::{Project, ProjectFile};
use crate::toolchain::{compile, inspect};

/// A component of a world with these items; `packages` goes before it.
fn component(packages: &str, items: &str, module: &str) -> crate::api::inspect::Inspection {
    let mut project = Project::default();
    let manifest = "format = 1\ntitle = \"t\"\n[source]\nlanguage = \"wat\"\nentry = \"main.wat\"\n";
    project.files.insert("diptych.toml".into(), ProjectFile::text(manifest));
    project.files.insert("main.wat".into(), ProjectFile::text(module));
    let wit = format!("package t:diff;\n{packages}\nworld w {{\n{items}\n}}\n");
    project.files.insert("wit/world.wit".into(), ProjectFile::text(wit));
    let output = compile(&project);
    inspect(&output.component.unwrap_or_else(|| panic!("{:?}", output.diagnostics)).0).unwrap()
}

fn exporting(items: &str, functions: &[(&str, &str)]) -> crate::api::inspect::Inspection {
    let bodies: String =
        functions.iter().map(|(name, ty)| format!("(func (export \"{name}\") {ty} unreachable)")).collect();
    component(
        "",
        items,
        &format!(
            "(module (memory (export \"memory\") 1) (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32) unreachable) {bodies})"
        ),
    )
}

fn importing(interface: &str, used: &[(&str, &str)]) -> crate::api::inspect::Inspection {
    let imports: String =
        used.iter().map(|(name, ty)| format!("(import \"t:diff/host\" \"{name}\" (func {ty}))")).collect();
    component(interface, "import host;", &format!("(module {imports} (memory (export \"memory\") 1))"))
}

fn only(difference: &WorldDifference) -> &crate::api::world_diff::InterfaceChange {
    let [change] = difference.interfaces.as_slice() else { panic!("{difference:?}") };
    change
}

#[test]
fn equal_worlds_have_no_difference() {
    let one = exporting("export f: func();", &[("f", "")]);
    let difference = world_difference(&one, &one);
    assert_eq!((difference.interfaces.len(), difference.same_count), (0, 1));
    assert!(difference.summary.contains("the same"));
}

#[test]
fn an_export_that_changes_or_goes_breaks_users_and_a_new_one_nobody() {
    let one = exporting("export f: func(a: u32);", &[("f", "(param i32)")]);
    let two = exporting("export f: func(a: u32);\nexport g: func();", &[("f", "(param i32)"), ("g", "")]);
    let three = exporting("export f: func(a: u64);", &[("f", "(param i64)")]);

    let added = world_difference(&one, &two);
    assert_eq!((only(&added).breaks, only(&added).functions[0].change), (Breaks::Nobody, Change::Added));
    let removed = world_difference(&two, &one);
    assert_eq!((only(&removed).breaks, only(&removed).functions[0].change), (Breaks::Users, Change::Removed));
    let changed = world_difference(&one, &three);
    let change = only(&changed);
    assert_eq!((change.direction, change.breaks), (Direction::Export, Breaks::Users));
    assert_eq!(change.functions[0].was.as_deref(), Some("func(a: u32)"));
    assert_eq!(change.functions[0].difference.as_deref(), Some("the parameter `a` was `u32` and is `u64`"));
    assert!(changed.summary.contains("users have to be looked at, hosts not"), "{}", changed.summary);
}

#[test]
fn an_import_that_is_new_or_changes_breaks_hosts_and_one_that_goes_nobody() {
    let host = "interface host { f: func(); g: func(a: u32); }";
    let one = importing(host, &[("f", "")]);
    let two = importing(host, &[("f", ""), ("g", "(param i32)")]);
    let none = component("", "", "(module)");

    let more = world_difference(&one, &two);
    assert_eq!((only(&more).direction, only(&more).breaks), (Direction::Import, Breaks::Hosts));
    assert_eq!(only(&world_difference(&two, &one)).breaks, Breaks::Nobody);
    let new = world_difference(&none, &one);
    assert_eq!((only(&new).change, only(&new).breaks), (Change::Added, Breaks::Hosts));
    assert_eq!(only(&world_difference(&one, &none)).breaks, Breaks::Nobody);

    let other = importing("interface host { f: func() -> u32; }", &[("f", "(result i32)")]);
    let changed = world_difference(&one, &other);
    assert_eq!(only(&changed).breaks, Breaks::Hosts);
    assert_eq!(only(&changed).functions[0].difference.as_deref(), Some("it gave nothing and gives `u32`"));
}

#[test]
fn compatible_versions_are_one_interface_and_others_two() {
    let wat = |version: &str| {
        let text = format!("(component (import \"t:host/api@{version}\" (instance (export \"f\" (func)))))");
        inspect(&wat::parse_str(text).unwrap()).unwrap()
    };
    let near = world_difference(&wat("1.0.0"), &wat("1.2.0"));
    assert_eq!(only(&near).was_name.as_deref(), Some("t:host/api@1.0.0"));
    assert_eq!((only(&near).change, only(&near).breaks), (Change::Changed, Breaks::Nobody));
    for (one, two) in [("1.0.0", "2.0.0"), ("0.1.0", "0.2.0"), ("0.0.1", "0.0.2"), ("1.0.0", "1.0.0-rc.1")] {
        let far = world_difference(&wat(one), &wat(two));
        assert_eq!(far.interfaces.len(), 2, "{one} {two}: {far:?}");
    }
}
