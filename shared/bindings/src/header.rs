//! Reading the header that wit-bindgen-c writes: its declarations, in order.
//!
//! Not C at large: what that generator prints (structs, unions, aliases, numbers by `#define`,
//! prototypes). Anything else is an error, never a guess.

use anyhow::{Context as _, bail};

/// One declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// `#define NAME value`
    Number { name: String, value: String },
    /// `typedef struct { … } name;`
    Struct { name: String, fields: Vec<Field> },
    /// `typedef struct name name;`, whose fields its user writes.
    Opaque { name: String },
    /// `typedef type name;`
    Alias { name: String, target: Type },
    /// A prototype.
    Function(Function),
}

/// A field of a struct or a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub name: String,
    pub ty: Type,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Named(String),
    Pointer(Box<Type>),
    /// What a pointer does not change.
    Const(Box<Type>),
    Array(Box<Type>, String),
    Union(Vec<Field>),
}

/// A prototype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub name: String,
    pub parameters: Vec<Field>,
    pub result: Type,
    /// The sources have to define it: an export of the world, or a resource's destructor.
    pub wanted: bool,
}

/// The declarations of a header.
pub(crate) fn parse(header: &str) -> anyhow::Result<Vec<Item>> {
    let mut items = Vec::new();
    let mut exports = false;
    let mut for_cpp = false;
    let mut code = String::new();
    for line in header.lines() {
        let line = line.trim();
        if let Some(comment) = line.strip_prefix("//") {
            if comment.ends_with("Functions") || comment.contains("Functions from `") {
                declarations(&std::mem::take(&mut code), exports, &mut items)?;
                exports = comment.contains("Exported Functions");
            }
        } else if line == "#ifdef __cplusplus" {
            for_cpp = true;
        } else if line == "#endif" {
            for_cpp = false;
        } else if let Some(define) = line.strip_prefix("#define ") {
            // Constants come after their type and before what uses it, as in the header.
            if let Some((name, value)) = define.split_once(' ')
                && !name.contains('(')
            {
                declarations(&std::mem::take(&mut code), exports, &mut items)?;
                items.push(Item::Number { name: name.to_owned(), value: value.trim().to_owned() });
            }
        } else if !line.starts_with('#') && !for_cpp {
            code.push_str(line);
            code.push('\n');
        }
    }
    declarations(&code, exports, &mut items)?;
    Ok(items)
}

fn declarations(code: &str, exports: bool, items: &mut Vec<Item>) -> anyhow::Result<()> {
    let mut tokens = Tokens { words: words(code), at: 0 };
    while tokens.peek().is_some() {
        items.push(tokens.item(exports)?);
    }
    Ok(())
}

/// Names, numbers and single punctuation characters; without comments.
fn words(code: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        } else if rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, rest)| rest);
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            words.push(rest[..end].to_owned());
            rest = &rest[end..];
        } else {
            if !first.is_whitespace() {
                words.push(first.to_string());
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    words
}

struct Tokens {
    words: Vec<String>,
    at: usize,
}

impl Tokens {
    fn peek(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn next(&mut self) -> anyhow::Result<String> {
        let word = self.words.get(self.at).context("the header ends in the middle of a declaration")?;
        self.at += 1;
        Ok(word.clone())
    }

    /// Takes `word` if it is next.
    fn take(&mut self, word: &str) -> bool {
        let there = self.peek() == Some(word);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, word: &str) -> anyhow::Result<()> {
        let next = self.next()?;
        if next != word {
            bail!("the header has `{next}` where `{word}` was expected");
        }
        Ok(())
    }

    fn item(&mut self, exports: bool) -> anyhow::Result<Item> {
        if self.take("typedef") {
            return self.typedef();
        }
        let external = self.take("extern");
        let result = self.ty()?;
        let (name, result) = (self.next()?, result);
        self.expect("(")?;
        let mut parameters = Vec::new();
        while !self.take(")") {
            let ty = self.ty()?;
            if ty == Type::Named("void".to_owned()) {
                continue;
            }
            let name = self.next()?;
            parameters.push(Field { name, ty });
            self.take(",");
        }
        self.expect(";")?;
        let wanted = !external && (exports || name.ends_with("_destructor"));
        Ok(Item::Function(Function { name, parameters, result, wanted }))
    }

    fn typedef(&mut self) -> anyhow::Result<Item> {
        if !self.take("struct") {
            let target = self.ty()?;
            let name = self.next()?;
            self.expect(";")?;
            return Ok(Item::Alias { name, target });
        }
        let tag = if self.peek() == Some("{") { None } else { Some(self.next()?) };
        if self.take("{") {
            let fields = self.fields()?;
            let name = self.next()?;
            self.expect(";")?;
            return Ok(Item::Struct { name, fields });
        }
        let name = self.next()?;
        self.expect(";")?;
        match tag {
            Some(tag) if tag == name => Ok(Item::Opaque { name }),
            Some(tag) => Ok(Item::Alias { name, target: Type::Named(tag) }),
            None => bail!("the header has a struct without a body"),
        }
    }

    /// Up to the closing brace.
    fn fields(&mut self) -> anyhow::Result<Vec<Field>> {
        let mut fields = Vec::new();
        while !self.take("}") {
            let mut ty = if self.take("union") {
                self.expect("{")?;
                Type::Union(self.fields()?)
            } else {
                self.ty()?
            };
            let name = self.next()?;
            if self.take("[") {
                ty = Type::Array(Box::new(ty), self.next()?);
                self.expect("]")?;
            }
            self.expect(";")?;
            fields.push(Field { name, ty });
        }
        Ok(fields)
    }

    fn ty(&mut self) -> anyhow::Result<Type> {
        let constant = self.take("const");
        self.take("struct");
        let mut ty = Type::Named(self.next()?);
        if constant && self.peek() == Some("*") {
            ty = Type::Const(Box::new(ty));
        }
        while self.take("*") {
            ty = Type::Pointer(Box::new(ty));
        }
        Ok(ty)
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, Function, Item, Type, parse};

    fn named(name: &str) -> Type {
        Type::Named(name.to_owned())
    }

    #[test]
    fn declarations_keep_their_order_and_say_what_is_to_be_written() {
        let header = "\
            #ifdef __cplusplus\nextern \"C\" {\n#endif\n\
            typedef struct w_string_t {\n uint8_t *ptr;\n size_t len;\n} w_string_t;\n\
            typedef uint8_t w_color_t;\n#define W_COLOR_RED 0\n\
            // Imported Functions from `a`\nextern bool a_f(w_string_t *x);\n\
            // Exported Functions from `b`\nvoid b_g(void);\n\
            // Helper Functions\nvoid w_string_set(w_string_t *ret, const char*s);\n";
        let items = parse(header).unwrap();
        let Item::Struct { name, fields } = &items[0] else { panic!("{items:?}") };
        assert_eq!(name, "w_string_t");
        let pointer = Type::Pointer(Box::new(named("uint8_t")));
        assert_eq!(fields[0], Field { name: "ptr".into(), ty: pointer });
        assert_eq!(items[1], Item::Alias { name: "w_color_t".into(), target: named("uint8_t") });
        assert_eq!(items[2], Item::Number { name: "W_COLOR_RED".into(), value: "0".into() });
        let wanted: Vec<(&str, bool)> = items
            .iter()
            .filter_map(|item| match item {
                Item::Function(Function { name, wanted, .. }) => Some((name.as_str(), *wanted)),
                _ => None,
            })
            .collect();
        assert_eq!(wanted, [("a_f", false), ("b_g", true), ("w_string_set", false)]);
        let Some(Item::Function(Function { parameters, .. })) = items.last() else { panic!("{items:?}") };
        assert_eq!(parameters[1].ty, Type::Pointer(Box::new(Type::Const(Box::new(named("char"))))));
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        assert!(parse("typedef int (*f)(int);\n").is_err());
        assert!(parse("struct x {\n").is_err());
    }
}
