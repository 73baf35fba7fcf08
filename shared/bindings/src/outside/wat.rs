//! WebAssembly text: a component as it is, or a core module and its world.

use super::jco::MODULE;
use super::shell::word;
use super::{COMPONENT, Recipe, Source, Tool};

pub fn recipe(source: &Source) -> Result<Recipe, String> {
    let mut recipe = Recipe { tools: [Tool::Jco].into(), ..Recipe::default() };
    let entry = word(source.entry());
    match is_component(source.text(source.entry())) {
        true => recipe.build.push(format!("npx --no-install jco parse {entry} -o {COMPONENT}")),
        false => {
            let (_, _, world) = source.world()?;
            recipe.build.extend([
                format!("npx --no-install jco parse {entry} -o {MODULE}"),
                format!(
                    "npx --no-install jco embed {MODULE} --wit wit --world-name {} -o {MODULE}",
                    word(world)
                ),
                format!("npx --no-install jco new {MODULE} -o {COMPONENT}"),
            ]);
        }
    }
    Ok(recipe)
}

/// Whether the first form of a WAT text is `(component`.
fn is_component(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        if let Some(comment) = rest.strip_prefix(";;") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after).trim_start();
        } else if rest.starts_with("(;") {
            let mut depth = 0_usize;
            let mut end = rest.len();
            for (at, pair) in rest.as_bytes().windows(2).enumerate() {
                match pair {
                    b"(;" => depth += 1,
                    b";)" => depth = depth.saturating_sub(1),
                    _ => continue,
                }
                if depth == 0 {
                    end = at + 2;
                    break;
                }
            }
            rest = rest.get(end..).unwrap_or_default().trim_start();
        } else {
            let form = rest.strip_prefix('(').map(str::trim_start).unwrap_or_default();
            return form.starts_with("component");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_component;

    #[test]
    fn the_first_form_decides() {
        assert!(is_component(";; (module)\n(; (; nested ;) (module) ;) ( component $x)"));
        assert!(!is_component("(module (; (component) ;))"));
        assert!(!is_component("(; unterminated é"));
        assert!(!is_component(""));
    }
}
