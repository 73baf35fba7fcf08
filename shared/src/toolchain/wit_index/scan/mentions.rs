//! Where a WIT file uses names: of types, of interfaces, and of what it takes over from them.

use super::super::symbols::{Meaning, Mention, Path, SymbolKind};
use super::super::tokens::TokenKind;
use super::{Scanner, built_in};

impl Scanner<'_> {
    /// Names of types to the item's end.
    pub(super) fn types(&mut self, scope: usize) {
        self.types_until(scope, false);
        self.eat(';');
    }

    /// Names of types up to `;`, `}` or, in a list of members, the `,` that ends one.
    pub(super) fn types_until(&mut self, scope: usize, in_members: bool) {
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Mark(';' | '}' | '{') => return,
                TokenKind::Mark(',') if in_members && depth == 0 => return,
                TokenKind::Mark('<' | '(') => depth += 1,
                TokenKind::Mark('>' | ')') => depth = depth.saturating_sub(1),
                TokenKind::Word => {
                    let name = &self.text[token.span.clone()];
                    let is_parameter =
                        self.tokens.get(self.at + 1).is_some_and(|next| next.kind == TokenKind::Mark(':'));
                    let is_word =
                        built_in().any(|word| word == name) || ["func", "async", "static"].contains(&name);
                    if !is_parameter && !is_word {
                        let name = name.trim_start_matches('%').to_owned();
                        self.scanned.mentions.push(Mention {
                            name,
                            span: token.span,
                            meaning: Meaning::Type(scope),
                        });
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// `ns:package/name@version` or `name`; the name is mentioned.
    pub(super) fn mention_path(&mut self) -> Path {
        let path = self.path();
        // The last word of the path is the name.
        let word = self.tokens[..self.at].iter().rev().find(|token| token.kind == TokenKind::Word);
        if let Some(word) = word.filter(|_| !path.name.is_empty()) {
            let meaning = Meaning::Interface(path.clone());
            self.scanned.mentions.push(Mention { name: path.name.clone(), span: word.span.clone(), meaning });
        }
        path
    }

    pub(super) fn path(&mut self) -> Path {
        let mut path = Path {
            name: self.word().map_or("", |(name, _)| name).trim_start_matches('%').to_owned(),
            ..Path::default()
        };
        if self.eat(':') {
            path.package = Some(format!("{}:{}", path.name, self.word().map_or("", |(name, _)| name)));
            path.name = String::new();
            if self.eat('/') {
                path.name = self.word().map_or("", |(name, _)| name).trim_start_matches('%').to_owned();
            }
        }
        if let Some(version) = self.peek().filter(|token| token.kind == TokenKind::Version) {
            self.at += 1;
            path.version = Some(self.text[version.span.start + 1..version.span.end].to_owned());
        }
        path
    }

    /// `use path.{name, name as other}`, or at the top `use path as other`.
    pub(super) fn take_over(&mut self, scope: usize) {
        let path = self.mention_path();
        if self.eat('.') && self.eat('{') {
            while let Some((name, span)) = self.word() {
                let plain = name.trim_start_matches('%').to_owned();
                let mention = Mention {
                    name: plain.clone(),
                    span: span.clone(),
                    meaning: Meaning::Member(path.clone()),
                };
                self.scanned.mentions.push(mention);
                if !self.alias(scope, span.start) {
                    self.scanned.scopes[scope].taken.push((plain, path.clone()));
                }
                if !self.eat(',') {
                    break;
                }
            }
            self.eat('}');
        } else {
            self.alias(scope, self.end());
        }
        self.finish();
    }

    /// `as other`, if it is there.
    fn alias(&mut self, scope: usize, start: usize) -> bool {
        let there = self.peek().is_some_and(|token| &self.text[token.span] == "as");
        if there {
            self.at += 1;
            if let Some(name) = self.word() {
                self.symbol(scope, SymbolKind::Alias, name, start);
            }
        }
        there
    }
}
