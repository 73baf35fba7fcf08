//! Reading a `.wac` text: bounded, with the project's components as its packages.

use crate::edit::order;
use crate::{Components, diagnostics, limits};
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::COMPONENTS_NAMESPACE;
use diptych_shared::toolchain::{count_instantiations, limits as toolchain_limits};
use indexmap::IndexMap;
use wac_graph::EncodeOptions;
use wac_graph::types::BorrowedPackageKey;
use wac_parser::lexer::{Lexer, Token};
use wac_parser::resolution::{Error, Resolution};
use wac_parser::{Document, Expr, InstantiationArgument, NewExpr, PrimaryExpr, Statement};

/// The text as a document.
pub fn parse(text: &str) -> Result<Document<'_>, Diagnostic> {
    if text.len() > toolchain_limits::SOURCE_BYTES {
        let limit = toolchain_limits::SOURCE_BYTES;
        let message = limits::exceeded("the composition", text.len(), "bytes", limit, "source-bytes");
        return Err(Diagnostic::error(message));
    }
    check_nesting(text)?;
    let document = Document::parse(text).map_err(|error| diagnostics::of(text, &error))?;
    let count = document.statements.len();
    if count > limits::STATEMENTS {
        let message =
            limits::exceeded("the composition", count, "statements", limits::STATEMENTS, "wac-statements");
        return Err(Diagnostic::error(message));
    }
    Ok(document)
}

/// The parser calls itself at each bracket: they are counted first.
fn check_nesting(text: &str) -> Result<(), Diagnostic> {
    let lexer = Lexer::new(text)
        .map_err(|(error, span)| diagnostics::at(text, Diagnostic::error(error.to_string()), span))?;
    let mut depth = 0usize;
    for (token, span) in lexer {
        match token {
            Ok(Token::OpenBrace | Token::OpenParen | Token::OpenAngle | Token::OpenBracket) => depth += 1,
            Ok(Token::CloseBrace | Token::CloseParen | Token::CloseAngle | Token::CloseBracket) => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        if depth > limits::NESTING {
            let message =
                limits::exceeded("this bracket", depth, "others around it", limits::NESTING, "wac-nesting");
            return Err(diagnostics::at(text, Diagnostic::error(message), span));
        }
    }
    Ok(())
}

/// What the document means, given the components.
pub fn resolve<'a>(
    text: &'a str,
    document: &'a Document<'a>,
    components: &'a Components,
) -> Result<Resolution<'a>, Diagnostic> {
    let instances = new_expressions(document);
    if instances.len() > limits::INSTANCES {
        let message = limits::exceeded(
            "the composition",
            instances.len(),
            "instances",
            limits::INSTANCES,
            "composition-instances",
        );
        return Err(diagnostics::at(text, Diagnostic::error(message), instances[limits::INSTANCES].span));
    }
    let mut packages = IndexMap::new();
    let mut total = 0;
    for (name, bytes) in components {
        // Only what the text mentions; the parser then says whether it is mentioned rightly.
        let package = format!("{COMPONENTS_NAMESPACE}:{name}");
        let Some(place) = text.find(&package) else { continue };
        let refused = |message| Err(Diagnostic::error(message).at(text, place, place + package.len()));
        // Small components can hold large ones many times over.
        let made = count_instantiations(bytes);
        if made > limits::COMPONENT_INSTANCES {
            return refused(format!(
                "the component `{name}` makes {made} instances; at most {} are allowed \
                 (limit component-instances)",
                limits::COMPONENT_INSTANCES
            ));
        }
        total += bytes.len();
        if total > limits::COMPONENTS_BYTES {
            let limit = limits::COMPONENTS_BYTES;
            return refused(limits::exceeded(
                "the components together",
                total,
                "bytes",
                limit,
                "composition-bytes",
            ));
        }
        let key = BorrowedPackageKey::from_name_and_version(&text[place..place + package.len()], None);
        packages.insert(key, bytes.clone());
    }
    document.resolve(packages).map_err(|error| explain(text, document, &error, components))
}

/// The name of the component that `package` means, if it means one of the project's.
pub fn component_name(package: &str) -> &str {
    package.strip_prefix(COMPONENTS_NAMESPACE).and_then(|rest| rest.strip_prefix(':')).unwrap_or(package)
}

fn explain(text: &str, document: &Document<'_>, error: &Error, components: &Components) -> Diagnostic {
    let diagnostic = diagnostics::of(text, error);
    match error {
        Error::UnknownPackage { name, .. } => {
            let known: Vec<String> =
                components.keys().map(|name| format!("`{COMPONENTS_NAMESPACE}:{name}`")).collect();
            let advice = match known.as_slice() {
                [] => "the project has no components yet: each is a folder in `components/`".to_owned(),
                known => format!("the project's components are {}", known.join(", ")),
            };
            Diagnostic { message: format!("there is no component `{name}`: {advice}"), ..diagnostic }
        }
        Error::UndefinedName { name, span } => match order::why_not_yet(document, name, span.offset()) {
            Some(message) => Diagnostic { message, ..diagnostic },
            None => diagnostic,
        },
        _ => diagnostic,
    }
}

/// Every `new` expression, in the order in which they are evaluated.
pub fn new_expressions<'a>(document: &'a Document<'a>) -> Vec<&'a NewExpr<'a>> {
    fn visit<'a>(expression: &'a Expr<'a>, found: &mut Vec<&'a NewExpr<'a>>) {
        match &expression.primary {
            PrimaryExpr::New(new) => {
                for argument in &new.arguments {
                    if let InstantiationArgument::Named(named) = argument {
                        visit(&named.expr, found);
                    }
                }
                found.push(new);
            }
            PrimaryExpr::Nested(nested) => visit(&nested.inner, found),
            PrimaryExpr::Ident(_) => {}
        }
    }
    let mut found = Vec::new();
    for statement in &document.statements {
        match statement {
            Statement::Let(statement) => visit(&statement.expr, &mut found),
            Statement::Export(statement) => visit(&statement.expr, &mut found),
            Statement::Import(_) | Statement::Type(_) => {}
        }
    }
    found
}

/// The composed component's bytes.
pub fn encode(text: &str, resolution: &Resolution<'_>) -> Result<Vec<u8>, Diagnostic> {
    let options = EncodeOptions { define_components: true, validate: true, processor: None };
    let bytes = resolution.encode(options).map_err(|error| diagnostics::of(text, &error))?;
    if bytes.len() > toolchain_limits::COMPONENT_BYTES {
        let limit = toolchain_limits::COMPONENT_BYTES;
        let message =
            limits::exceeded("the composed component", bytes.len(), "bytes", limit, "component-bytes");
        return Err(Diagnostic::error(message));
    }
    Ok(bytes)
}
