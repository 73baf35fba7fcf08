//! Calls as a person types them, `add(1, 2)`: an export's name and WAVE texts between parentheses.

use diptych_shared::api::run::Call;

/// Reads one call. What the arguments are worth is found out when the export's types are known.
///
/// # Errors
///
/// What does not fit, for people.
pub fn parse(text: &str) -> Result<Call, String> {
    let text = text.trim();
    let Some((export, rest)) = text.split_once('(') else {
        return Ok(Call { export: text.to_owned(), arguments: Vec::new() });
    };
    let inner = rest
        .strip_suffix(')')
        .ok_or_else(|| format!("the call `{text}` does not end with `)`: write it like `add(1, 2)`"))?;
    let arguments = split(inner).ok_or_else(|| format!("the call `{text}`: its brackets do not match"))?;
    Ok(Call { export: export.trim().to_owned(), arguments })
}

/// What stands between the outermost commas; `None` where brackets or quotes do not match.
fn split(text: &str) -> Option<Vec<String>> {
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    let mut parts = vec![String::new()];
    let mut open = Vec::new();
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == ',' && open.is_empty() && quote.is_none() {
            parts.push(String::new());
            continue;
        }
        parts.last_mut()?.push(character);
        match (quote, character) {
            (Some(_), '\\') => parts.last_mut()?.push(characters.next()?),
            (Some(mark), _) if mark == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '(') => open.push(')'),
            (None, '[') => open.push(']'),
            (None, '{') => open.push('}'),
            (None, ')' | ']' | '}') if open.pop() != Some(character) => return None,
            _ => {}
        }
    }
    (open.is_empty() && quote.is_none())
        .then(|| parts.into_iter().map(|part| part.trim().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn arguments_are_split_at_outer_commas_only() {
        let call = parse(r#" demo:a/b@1.0.0#f(1, "a, \")b", [1, 2], {x: (3, 4)}, ',') "#).unwrap();
        assert_eq!(call.export, "demo:a/b@1.0.0#f");
        assert_eq!(call.arguments, ["1", r#""a, \")b""#, "[1, 2]", "{x: (3, 4)}", "','"]);
        assert_eq!(parse("f").unwrap().arguments, parse("f()").unwrap().arguments);
    }

    #[test]
    fn what_does_not_match_is_refused() {
        for text in ["f(1", "f(1]", "f([1)", "f(\"a)", "f(\"a\\"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
