//! Binaries taken apart: whole, nested, hostile and broken.

use super::anatomy;
use crate::api::anatomy::{Anatomy, Part, PartKind};
use crate::toolchain::limits::ANATOMY_PARTS;

fn of(text: &str) -> Anatomy {
    anatomy(&wat::parse_str(text).unwrap()).unwrap()
}

/// What a part's own parts leave of it, and whether they lie in it.
fn check_sizes(found: &Anatomy, total: usize) {
    assert_eq!(found.parts[0].size_bytes, total as u64);
    assert!(found.parts.len() <= ANATOMY_PARTS);
    let mut inside = vec![0_u64; found.parts.len()];
    let mut count = vec![0_usize; found.parts.len()];
    for (index, part) in found.parts.iter().enumerate().skip(1) {
        assert!((part.parent as usize) < index, "{part:?}");
        inside[part.parent as usize] += part.size_bytes;
        count[part.parent as usize] += 1;
        let parent = &found.parts[part.parent as usize];
        assert!(part.offset_bytes >= parent.offset_bytes, "{part:?} in {parent:?}");
        assert!(part.offset_bytes + part.size_bytes <= total as u64, "{part:?}");
    }
    for (index, part) in found.parts.iter().enumerate() {
        let headers = part.size_bytes.checked_sub(inside[index]);
        let headers = headers.unwrap_or_else(|| panic!("parts larger than {part:?}"));
        if matches!(part.kind, PartKind::Component | PartKind::Module) {
            // Magic number and version; a nested one has an id and a length before them.
            let most = if index == 0 { 8..=8 } else { 10..=14 };
            assert!(most.contains(&headers), "{headers} bytes of headers in {part:?}");
        } else if count[index] > 0 && part.kind == PartKind::Group {
            assert_eq!(headers, 0, "{part:?}");
        }
    }
}

fn find<'a>(found: &'a Anatomy, kind: PartKind, name: &str) -> &'a Part {
    let part = found.parts.iter().find(|part| part.kind == kind && part.name.as_deref() == Some(name));
    part.unwrap_or_else(|| panic!("no {kind:?} {name} in {:#?}", found.parts))
}

const NESTED: &str = r#"(component $outer
  (component $inner
    (core module $deep
      (func $_ZN4core3fmt5write17h0123456789abcdefE (nop) (nop) (nop))
      (func $_ZN4core3fmt3pad17h0123456789abcdefE (nop))
      (func $_ZN5alloc3vec4push17h0123456789abcdefE (nop) (nop))
      (func $memcpy)
      (memory 1)
      (data (i32.const 0) "some data")
      (@producers (language "Rust" "1.95") (processed-by "rustc" "1.95"))
      (@custom "linking" "\02"))
    (core instance (instantiate $deep)))
  (core module $other (func (export "go") (nop)))
  (instance (instantiate $inner)))"#;

#[test]
fn nested_components_are_taken_apart_down_to_functions() {
    let bytes = wat::parse_str(NESTED).unwrap();
    let found = anatomy(&bytes).unwrap();
    check_sizes(&found, bytes.len());
    assert_eq!((found.problem.as_deref(), found.parts[0].name.as_deref()), (None, Some("outer")));
    let inner = find(&found, PartKind::Component, "inner");
    assert_eq!((inner.parent, inner.index), (0, Some(0)));
    find(&found, PartKind::Module, "deep");
    let core = find(&found, PartKind::Group, "core");
    assert_eq!(core.count, 2);
    let write = find(&found, PartKind::Function, "core::fmt::write");
    assert_eq!(write.symbol.as_deref(), Some("_ZN4core3fmt5write17h0123456789abcdefE"));
    assert_eq!((write.index, write.size_bytes), (Some(0), 6));
    find(&found, PartKind::Function, "memcpy");
    // A function without a name is called by its export.
    find(&found, PartKind::Function, "go");
    let producers = find(&found, PartKind::Custom, "producers");
    let facts: Vec<_> =
        producers.facts.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect();
    assert_eq!(facts, [("language", "Rust 1.95"), ("processed-by", "rustc 1.95")]);
    let linking = find(&found, PartKind::Custom, "linking");
    assert!(linking.meaning.as_deref().is_some_and(|words| words.contains("linker")));
    assert_eq!(linking.preview.as_deref(), Some("02 "));
    assert_eq!(find(&found, PartKind::Section, "data").count, 1);
}

#[test]
fn hostile_names_stay_what_they_are_and_are_cut() {
    let long = "n".repeat(10_000);
    let found = of(&format!(
        "(module (@custom \"<img src=x onerror=alert(1)>\" \"<script>\") (func $\"{long}\" (nop)))"
    ));
    let custom = find(&found, PartKind::Custom, "<img src=x onerror=alert(1)>");
    assert_eq!(custom.preview.as_deref(), Some("<script>"));
    let function = found.parts.iter().find(|part| part.kind == PartKind::Function).unwrap();
    assert!(function.name.as_ref().is_some_and(|name| name.chars().count() == 301));
}

#[test]
fn garbage_and_every_cut_of_a_binary_are_told_without_a_panic() {
    assert!(anatomy(b"nothing of the kind").is_err());
    let bytes = wat::parse_str(NESTED).unwrap();
    for length in 8..bytes.len() {
        let found = anatomy(&bytes[..length]).unwrap();
        // A cut between two sections leaves a whole component.
        if found.problem.is_some() {
            assert_eq!(found.parts[0].size_bytes, length as u64);
            let inside: u64 =
                found.parts.iter().skip(1).filter(|part| part.parent == 0).map(|part| part.size_bytes).sum();
            assert!(inside + 8 <= length as u64 + 6, "{inside} of {length}");
        } else {
            check_sizes(&found, length);
        }
    }
    for at in 8..bytes.len() {
        let mut broken = bytes.clone();
        broken[at] ^= 0xff;
        let found = anatomy(&broken).unwrap();
        assert!(found.parts.iter().all(|part| part.offset_bytes + part.size_bytes <= bytes.len() as u64));
    }
}

#[test]
fn a_flood_of_parts_is_put_together_and_still_adds_up() {
    // Empty custom sections of three bytes, and as many modules and functions as a file of this size holds.
    let sections = "(@custom \"\" \"\")".repeat(40_000);
    let modules = "(core module)".repeat(30_000);
    let functions = "(func)".repeat(30_000);
    for text in [
        format!("(module {sections})"),
        format!("(component {modules})"),
        format!("(component (core module {functions}) (core module {functions} {sections}))"),
    ] {
        let bytes = wat::parse_str(&text).unwrap();
        let found = anatomy(&bytes).unwrap();
        check_sizes(&found, bytes.len());
        assert!(found.parts.iter().any(|part| part.kind == PartKind::More && part.count > 1_000));
    }
    let mut deep = String::new();
    for _ in 0..90 {
        deep.push_str("(component ");
    }
    deep.push_str(&")".repeat(90));
    let bytes = wat::parse_str(&deep).unwrap();
    check_sizes(&anatomy(&bytes).unwrap(), bytes.len());
    let bomb = wat::parse_str(include_str!("../../../tests/fixtures/half-a-million-instances.wat")).unwrap();
    check_sizes(&anatomy(&bomb).unwrap(), bomb.len());
}
