//! Text against wasmprinter's own, folded, unfolded, searched and gone to.

use super::{WHOLE_BYTES, WatView};
use crate::api::wat_view::{FindStep, Fold, WatRow};
use crate::toolchain::limits::PRINTED_BYTES;
use crate::toolchain::print_wat;

/// A component with a module of `functions` functions between two imports and some data.
fn component(functions: usize, data_bytes: usize) -> Vec<u8> {
    let mut module = String::from(
        "(core module $main (type (func (param i32))) (import \"a\" \"b\" (func $outside (param i32)))",
    );
    for index in 0..functions {
        module.push_str(&format!(
            "(func $\"f{index} ok\" (type 0) (local $mine i32) block $out (loop $again (br_if $out (local.get 0)) \
             (local.set $mine (i32.const {index})) (br $again)) end (call $outside (i32.const {})))",
            1_000_000 + index
        ));
    }
    let data = "x".repeat(data_bytes);
    wat::parse_str(format!("(component {module} (memory 9) (data (i32.const 0) \"{data}\")) (core module $second (func $last (nop))))")).unwrap()
}

/// A row with its indentation, as text would have it.
fn text(row: &WatRow) -> String {
    format!("{}{}", "  ".repeat(row.depth as usize), row.text)
}

fn all(view: &WatView) -> Vec<WatRow> {
    view.rows(0, usize::MAX)
}

#[test]
fn unfolded_a_small_binary_is_its_whole_text() {
    let bytes = component(3, 10);
    assert!(bytes.len() < WHOLE_BYTES);
    let mut view = WatView::open(bytes.clone()).unwrap();
    let folded = all(&view);
    assert!(folded.iter().any(|row| row.fold == Some(Fold::Closed) && row.hidden_count > Some(3)));
    assert!(!folded.iter().any(|row| row.text.contains("loop")));
    view.fold_all(false);
    let whole: Vec<String> = all(&view).iter().map(text).collect();
    assert_eq!(whole.join("\n"), print_wat(&bytes).unwrap().trim_end());
    view.fold_all(true);
    assert_eq!(all(&view).len(), 4, "{:#?}", all(&view));
}

#[test]
fn of_a_large_binary_functions_are_printed_as_in_the_whole_text() {
    let bytes = component(40, WHOLE_BYTES);
    let mut view = WatView::open(bytes.clone()).unwrap();
    assert_eq!(view.summary().unprinted_count, 41);
    let wanted = print_wat(&bytes).unwrap();
    let row = all(&view).iter().position(|row| row.text.starts_with("(func $\"f7 ok\"")).unwrap();
    view.toggle(row).unwrap();
    let rows = all(&view);
    let end = (row..).find(|at| rows[*at].text == ")" && rows[*at].depth == rows[row].depth).unwrap();
    let own: Vec<String> = rows[row..=end].iter().map(text).collect();
    assert!(own.len() > 10, "{own:#?}");
    assert!(wanted.contains(&format!("{}\n", own.join("\n"))), "{own:#?}");
    // Inside it everything folds, too.
    let inner = (row..end).find(|at| rows[*at].text.starts_with("loop")).unwrap();
    view.toggle(inner).unwrap();
    assert_eq!(view.rows(inner, 1)[0].fold, Some(Fold::Closed));
    view.toggle(row).unwrap();
    assert_eq!(view.summary().unprinted_count, 40);
    assert!(!all(&view).iter().any(|row| row.text.contains("loop")));
    // Of the other module as well.
    let last = all(&view).iter().position(|row| row.text.starts_with("(func $last")).unwrap();
    view.toggle(last).unwrap();
    assert!(all(&view).iter().any(|row| row.text == "nop"));
}

#[test]
fn a_search_looks_into_what_is_not_printed() {
    let mut view = WatView::open(component(20_000, WHOLE_BYTES)).unwrap();
    let before = view.summary();
    let mut from = 0;
    let mut steps = 0;
    let row = loop {
        steps += 1;
        match view.find("const 1019990", from).unwrap() {
            FindStep::Found { row } => break row,
            FindStep::Further { line } => from = line as usize,
            FindStep::Nowhere => panic!("not found"),
        }
    };
    assert_eq!(view.rows(row as usize, 1)[0].text, "i32.const 1019990");
    assert_eq!(view.summary().unprinted_count, before.unprinted_count - 1);
    assert!(steps < 20, "{steps}");
    // Case matters only to those who write capitals.
    let from = view.line_of(row as usize);
    assert!(matches!(view.find("F19999 ok", from).unwrap(), FindStep::Nowhere));
    assert!(matches!(view.find("f19999 ok", from).unwrap(), FindStep::Found { .. }));
    assert!(matches!(view.find("", 0).unwrap(), FindStep::Nowhere));
}

#[test]
fn an_offset_leads_to_its_instruction() {
    let bytes = component(300, WHOLE_BYTES);
    let mut view = WatView::open(bytes.clone()).unwrap();
    // The constant 1000123 in LEB128, as in the body of its function.
    let needle = [0x41, 0xbb, 0x85, 0x3d];
    let offset = bytes.windows(4).position(|window| window == needle).unwrap();
    let row = view.go_to(offset as u64).unwrap();
    let found = &view.rows(row as usize, 1)[0];
    assert_eq!((found.text.as_str(), found.offset_bytes), ("i32.const 1000123", Some(offset as u64)));
    view.go_to(u64::MAX).unwrap();
    view.go_to(0).unwrap();
}

#[test]
fn what_is_unfolded_stays_within_the_limit() {
    // Each function has three megabytes of text.
    let body = "(drop (i64.const -9000000000000000000))".repeat(90_000);
    let functions = format!("(func $large {body})").repeat(1)
        + &(1..14).map(|index| format!("(func $large{index} {body})")).collect::<String>();
    let mut view = WatView::open(wat::parse_str(format!("(module {functions})")).unwrap()).unwrap();
    for index in 0..14 {
        let name = if index == 0 { "(func $large ".to_owned() } else { format!("(func $large{index} ") };
        let row = all(&view).iter().position(|row| row.text.starts_with(&name)).unwrap();
        view.toggle(row).unwrap();
        let summary = view.summary();
        assert!(summary.text_bytes <= PRINTED_BYTES as u64 && summary.line_count > 100_000, "{summary:?}");
        view.fold_all(true);
    }
    assert!(view.summary().unprinted_count > 0);
}

#[test]
fn long_lines_are_cut_and_broken_binaries_told() {
    let long = "n".repeat(5_000);
    let mangled = "(module (func $_ZN4core3fmt5write17h0123456789abcdefE))";
    let view = WatView::open(wat::parse_str(mangled).unwrap()).unwrap();
    assert!(all(&view).iter().any(|row| row.readable.as_deref() == Some("core::fmt::write")));
    let view = WatView::open(wat::parse_str(format!("(module (func ${long}))")).unwrap()).unwrap();
    assert!(all(&view).iter().any(|row| row.cut_characters > 3_000 && row.text.len() == 2_000));
    assert!(WatView::open(b"nothing".to_vec()).is_err());
    let bytes = component(20, 10);
    for length in (8..bytes.len()).step_by(7) {
        // An error or a view, never a panic.
        let _ = WatView::open(bytes[..length].to_vec()).map(|mut view| view.find("nowhere", 0));
    }
}
