//! One WIT file: what it names, and where it uses names.

mod mentions;

use super::symbols::{Scanned, Scope, Symbol, SymbolKind};
use super::tokens::{Token, TokenKind, tokens};
use std::ops::Range;

/// How deep blocks are followed; deeper ones are skipped.
const DEPTH: usize = 20;
const BUILT_IN: [&str; 23] = [
    "bool",
    "s8",
    "u8",
    "s16",
    "u16",
    "s32",
    "u32",
    "s64",
    "u64",
    "f32",
    "f64",
    "char",
    "string",
    "list",
    "option",
    "result",
    "tuple",
    "future",
    "stream",
    "map",
    "error-context",
    "borrow",
    "own",
];

/// The words that are types by themselves.
pub(super) fn built_in() -> impl Iterator<Item = &'static str> {
    BUILT_IN.into_iter()
}

/// Reads a file as far as it makes sense.
pub(super) fn scan(text: &str) -> Scanned {
    let scanned = Scanned {
        package: None,
        symbols: Vec::new(),
        mentions: Vec::new(),
        scopes: vec![Scope { range: 0..text.len(), taken: Vec::new() }],
    };
    let mut scanner = Scanner { text, tokens: tokens(text), at: 0, docs: Vec::new(), scanned };
    while scanner.at < scanner.tokens.len() {
        scanner.block(0, 0);
        // An end too many.
        scanner.at += 1;
    }
    scanner.scanned
}

struct Scanner<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    docs: Vec<&'a str>,
    scanned: Scanned,
}

impl<'a> Scanner<'a> {
    /// The next token that is no doc comment.
    fn peek(&mut self) -> Option<Token> {
        while let Some(token) = self.tokens.get(self.at).filter(|token| token.kind == TokenKind::Docs) {
            self.docs.push(&self.text[token.span.clone()]);
            self.at += 1;
        }
        self.tokens.get(self.at).cloned()
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    fn eat(&mut self, mark: char) -> bool {
        let there = self.peek().is_some_and(|token| token.kind == TokenKind::Mark(mark));
        self.at += usize::from(there);
        there
    }

    fn word(&mut self) -> Option<(&'a str, Range<usize>)> {
        let token = self.peek().filter(|token| token.kind == TokenKind::Word)?;
        self.at += 1;
        Some((&self.text[token.span.clone()], token.span))
    }

    /// The end of what was read last.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.span.end)
    }

    /// Past the `;` that ends an item, or to the block's end.
    fn finish(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Mark('{') => depth += 1,
                TokenKind::Mark('}') if depth == 0 => return,
                TokenKind::Mark('}') => depth -= 1,
                TokenKind::Mark(';') if depth == 0 => {
                    self.at += 1;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    fn symbol(
        &mut self,
        scope: usize,
        kind: SymbolKind,
        (name, span): (&str, Range<usize>),
        start: usize,
    ) -> usize {
        let docs =
            self.docs.iter().map(|line| line.trim_start_matches(['/', '*']).trim_end_matches("*/").trim());
        let docs = docs.collect::<Vec<_>>().join("\n");
        self.docs.clear();
        let whole = start..span.end;
        let name = name.trim_start_matches('%').to_owned();
        self.scanned.symbols.push(Symbol { name, kind, span, whole, docs, scope, inner: None });
        self.scanned.symbols.len() - 1
    }

    /// The items up to the `}` that ends this block, which is left.
    fn block(&mut self, scope: usize, depth: usize) {
        loop {
            self.docs.clear();
            let Some(mut token) = self.peek() else { return };
            // Attributes stand between docs and item.
            while token.kind == TokenKind::Mark('@') {
                self.at += 1;
                self.word();
                if self.eat('(') {
                    while self.next().is_some_and(|token| token.kind != TokenKind::Mark(')')) {}
                }
                match self.peek() {
                    Some(next) => token = next,
                    None => return,
                }
            }
            if token.kind == TokenKind::Mark('}') {
                return;
            }
            let before = self.at;
            self.item(scope, token.span.start, depth);
            if self.at == before {
                self.at += 1;
            }
        }
    }

    fn item(&mut self, scope: usize, start: usize, depth: usize) {
        let Some((word, span)) = self.word() else { return };
        match word {
            "package" => {
                let path = self.path();
                if self.scanned.package.is_none() {
                    self.scanned.package = path.package.map(|package| (package, path.version));
                }
                if self.eat('{') {
                    self.body(None, depth);
                }
                self.eat(';');
            }
            "use" => self.take_over(scope),
            "include" => {
                self.mention_path();
                self.finish();
            }
            "import" | "export" => self.port(scope, start, depth),
            "interface" | "world" => {
                let kind = if word == "world" { SymbolKind::World } else { SymbolKind::Interface };
                self.named_block(scope, kind, start, depth);
            }
            "resource" => self.named_block(scope, SymbolKind::Resource, start, depth),
            "record" => self.members(scope, SymbolKind::Record, start),
            "variant" => self.members(scope, SymbolKind::Variant, start),
            "enum" => self.members(scope, SymbolKind::Enum, start),
            "flags" => self.members(scope, SymbolKind::Flags, start),
            "type" => {
                let Some(name) = self.word() else { return };
                let symbol = self.symbol(scope, SymbolKind::Type, name, start);
                self.types(scope);
                self.scanned.symbols[symbol].whole.end = self.end();
            }
            _ => {
                let symbol = self.symbol(scope, SymbolKind::Function, (word, span), start);
                self.types(scope);
                self.scanned.symbols[symbol].whole.end = self.end();
            }
        }
    }

    /// `name { … }` or `name;`.
    fn named_block(&mut self, scope: usize, kind: SymbolKind, start: usize, depth: usize) {
        let Some(name) = self.word() else { return };
        let symbol = self.symbol(scope, kind, name, start);
        if self.eat('{') {
            // A resource's methods name types of the interface around it.
            let inner = if kind == SymbolKind::Resource { scope } else { self.scanned.scopes.len() };
            self.scanned.symbols[symbol].inner = (kind != SymbolKind::Resource).then_some(inner);
            self.body((kind == SymbolKind::Resource).then_some(scope), depth);
        } else {
            self.finish();
        }
        self.scanned.symbols[symbol].whole.end = self.end();
    }

    /// What is between braces, in a scope of its own or in `within`.
    fn body(&mut self, within: Option<usize>, depth: usize) {
        let scope = within.unwrap_or_else(|| {
            self.scanned.scopes.push(Scope { range: self.end()..self.text.len(), taken: Vec::new() });
            self.scanned.scopes.len() - 1
        });
        if depth < DEPTH {
            self.block(scope, depth + 1);
        } else {
            self.finish();
        }
        if within.is_none() {
            self.scanned.scopes[scope].range.end =
                self.peek().map_or(self.text.len(), |token| token.span.start);
        }
        self.eat('}');
    }

    /// `import name: func(…)`, `import name: interface { … }`, `import path`.
    fn port(&mut self, scope: usize, start: usize, depth: usize) {
        let before = self.at;
        let name = self.word();
        let colon = self.eat(':');
        let after = self.peek().map(|token| self.text[token.span].to_owned());
        match (name, after.as_deref()) {
            (Some(name), Some("interface")) if colon => {
                self.at += 1;
                let inner = self.scanned.scopes.len();
                let symbol = self.symbol(scope, SymbolKind::Interface, name, start);
                self.scanned.symbols[symbol].inner = Some(inner);
                if self.eat('{') {
                    self.body(None, depth);
                }
                self.scanned.symbols[symbol].whole.end = self.end();
            }
            (Some(name), Some("func" | "async")) if colon => {
                let symbol = self.symbol(scope, SymbolKind::Function, name, start);
                self.types(scope);
                self.scanned.symbols[symbol].whole.end = self.end();
            }
            _ => {
                self.at = before;
                self.mention_path();
                self.finish();
            }
        }
    }

    /// `record name { member: type, … }` and its kin.
    fn members(&mut self, scope: usize, kind: SymbolKind, start: usize) {
        let Some(name) = self.word() else { return };
        let symbol = self.symbol(scope, kind, name, start);
        if self.eat('{') {
            while let Some(token) = self.peek() {
                match token.kind {
                    TokenKind::Mark('}') => break,
                    TokenKind::Word => {
                        let Some(name) = self.word() else { break };
                        let member = self.symbol(usize::MAX, SymbolKind::Member, name, token.span.start);
                        self.types_until(scope, true);
                        self.scanned.symbols[member].whole.end = self.end();
                    }
                    _ => self.at += 1,
                }
                self.eat(',');
            }
            self.eat('}');
        }
        self.scanned.symbols[symbol].whole.end = self.end();
    }
}
