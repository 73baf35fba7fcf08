//! Text in, text out: what is changed, and what stays.

use super::patch;
use toml::Table;

/// Applies `change` to what `text` says and checks that the patched text says that.
#[track_caller]
fn check(text: &str, change: impl FnOnce(&mut Table), expected: &str) {
    let before: Table = toml::from_str(text).unwrap();
    let mut after = before.clone();
    change(&mut after);
    let patched = patch(text, &before, &after, &["grants"]).unwrap();
    assert_eq!(toml::from_str::<Table>(&patched).unwrap(), after, "{patched}");
    assert_eq!(patched, expected);
}

fn run(table: &mut Table) -> &mut Table {
    table.entry("run").or_insert_with(|| Table::new().into()).as_table_mut().unwrap()
}

#[test]
fn a_value_is_changed_where_it_stands() {
    check(
        "# top\n[run] # how\nstdin = \"a\" # why\nmode = \"live\"\n",
        |table| {
            run(table).insert("stdin".into(), "b".into());
        },
        "# top\n[run] # how\nstdin = \"b\" # why\nmode = \"live\"\n",
    );
}

#[test]
fn a_new_key_comes_behind_its_neighbours_and_a_removed_one_takes_its_line() {
    check(
        "[run]\nstdin = \"a\" # why\n# next\n\n[run.limits] # bounds\ntime-ms = 1\n",
        |table| {
            run(table).insert("files".into(), "data".into());
            run(table)["limits"].as_table_mut().unwrap().clear();
        },
        "[run]\nstdin = \"a\" # why\nfiles = \"data\"\n# next\n\n[run.limits] # bounds\n",
    );
}

#[test]
fn grants_come_and_go_by_line() {
    let list = |items: &[&str]| toml::Value::Array(items.iter().map(|item| (*item).into()).collect());
    let text = "[run]\ngrants = [\n    \"stdio\", # to speak\n    \"random\", # dice\n    \"sockets\"\n]\n";
    check(
        text,
        |table| {
            run(table).insert("grants".into(), list(&["stdio", "sockets", "logging"]));
        },
        "[run]\ngrants = [\n    \"stdio\", # to speak\n    \"sockets\",\n    \"logging\",\n]\n",
    );
    check(
        "[run]\ngrants = [\"stdio\"] # few\n",
        |table| {
            run(table).insert("grants".into(), list(&["stdio", "filesystem read /a"]));
        },
        "[run]\ngrants = [\"stdio\", \"filesystem read /a\"] # few\n",
    );
}

#[test]
fn tables_in_lists_are_changed_added_and_removed() {
    let text = "[run]\nwarm-calls = 1\n\n# the first\n[[run.calls]]\nexport = \"a\" # a\n\n# the second\n[[run.calls]]\nexport = \"b\"\n";
    let call = |export: &str| {
        let mut call = Table::new();
        call.insert("arguments".into(), toml::Value::Array(vec!["1".into()]));
        call.insert("export".into(), export.into());
        toml::Value::Table(call)
    };
    check(
        text,
        |table| run(table)["calls"].as_array_mut().unwrap().push(call("c")),
        &format!("{text}\n[[run.calls]]\nexport = \"c\"\narguments = [\"1\"]\n"),
    );
    check(
        text,
        |table| {
            run(table)["calls"].as_array_mut().unwrap().pop();
        },
        "[run]\nwarm-calls = 1\n\n# the first\n[[run.calls]]\nexport = \"a\" # a\n\n# the second\n",
    );
    check(
        text,
        |table| {
            let calls = run(table)["calls"].as_array_mut().unwrap();
            calls[0].as_table_mut().unwrap().insert("export".into(), "x".into());
        },
        &text.replace("\"a\" #", "\"x\" #"),
    );
}

#[test]
fn a_new_table_is_written_at_the_end() {
    let text = "[run]\nstdin = \"a\"";
    check(
        text,
        |table| {
            let mut store = Table::new();
            store.insert("a key".into(), "v".into());
            let mut stores = Table::new();
            stores.insert("default".into(), store.into());
            run(table).insert("key-value".into(), stores.into());
        },
        "[run]\nstdin = \"a\"\n\n[run.key-value.default]\n\"a key\" = \"v\"\n",
    );
    check(
        "format = 1\n",
        |table| {
            run(table).insert("stdin".into(), "a".into());
        },
        "format = 1\n\n[run]\nstdin = \"a\"\n",
    );
}

#[test]
fn a_table_without_a_header_of_its_own_gets_one() {
    check(
        "[[run.calls]]\nexport = \"a\" # a\n",
        |table| {
            run(table).insert("stdin".into(), "a".into());
            run(table).insert("files".into(), "b".into());
        },
        "[[run.calls]]\nexport = \"a\" # a\n\n[run]\nstdin = \"a\"\nfiles = \"b\"\n",
    );
}

#[test]
fn what_has_no_place_is_refused() {
    let text = "[run]\nlimits.time-ms = 1\nlimits.memory-bytes = 2\n";
    let before: Table = toml::from_str(text).unwrap();
    let mut after = before.clone();
    run(&mut after).remove("limits");
    assert_eq!(patch(text, &before, &after, &[]), None);
}
