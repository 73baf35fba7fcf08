//! Which languages can be compiled, where, with what; and what to do about the rest.

use diptych_shared::api::compile::CompilePlace;
use diptych_shared::api::toolchains::ToolchainOffer;
use diptych_shared::project::{Language, Profile};

/// What is known of who compiles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offers {
    /// What the server compiles; `None` while it has not said.
    pub server: Option<Vec<ToolchainOffer>>,
    /// The server is away.
    pub away: bool,
    /// Where the visitor wants compiled what both can compile; `None` for where it is quickest.
    pub wish: Option<CompilePlace>,
    /// This site has clang for the page.
    pub clang_in_page: bool,
}

/// Where a language is compiled.
#[derive(Clone, Debug, PartialEq)]
pub enum Where {
    /// There.
    At(CompilePlace),
    /// The server has not said yet: it is asked, and says so itself.
    Unknown,
    /// Nowhere, with the reason and what to do, for people.
    Nowhere(String),
}

impl Offers {
    /// The server's offer of a language in a profile; the default profile when none is named.
    pub fn offer(&self, language: Language, profile: Option<Profile>) -> Option<&ToolchainOffer> {
        let profile = profile.or(language.profiles().first().copied());
        let offers = self.server.as_deref()?;
        offers
            .iter()
            .find(|offer| offer.language == language && (offer.profile.is_none() || offer.profile == profile))
    }

    /// Whether the page itself can compile `language`.
    pub fn page_compiles(&self, language: Language) -> bool {
        let is_c = matches!(language, Language::C | Language::Cpp);
        language.compiles_in_browser() || (is_c && self.clang_in_page)
    }

    /// Where `language` is compiled.
    pub fn place(&self, language: Language, profile: Option<Profile>) -> Where {
        // Of a server that has not said, all is hoped that costs the page a download.
        let offered = match &self.server {
            _ if self.away => false,
            None => !language.compiles_in_browser(),
            Some(_) => self.offer(language, profile).is_some_and(|offer| offer.available),
        };
        let is_wanted_there = match self.wish {
            Some(CompilePlace::Browser) => false,
            // What is compiled as one types is compiled already.
            Some(CompilePlace::Server) => !language.compiles_as_typed(),
            // The page's clang is a large download.
            None => !language.compiles_in_browser(),
        };
        if self.page_compiles(language) && !(offered && is_wanted_there) {
            return Where::At(CompilePlace::Browser);
        }
        let label = language.label();
        if self.away {
            return Where::Nowhere(format!(
                "{label} is compiled on the server, and the server is away. WAT and AssemblyScript still compile and run in the browser."
            ));
        }
        match (&self.server, self.offer(language, profile)) {
            (None, _) => Where::Unknown,
            (Some(_), Some(offer)) if offer.available => Where::At(CompilePlace::Server),
            (Some(_), Some(offer)) => {
                let named = profile.filter(|profile| Some(profile) != language.profiles().first());
                let (engine, or) = match named {
                    Some(profile) => (
                        format!(" in {}", profile.label()),
                        ". Without `profile` in the manifest it is compiled as usual.",
                    ),
                    None => (String::new(), ""),
                };
                Where::Nowhere(format!(
                    "This server does not compile {label}{engine}. Who runs it adds it by: {}{or}",
                    offer.install
                ))
            }
            (Some(_), None) => {
                let profile = profile.map(|profile| format!(" ({})", profile.label())).unwrap_or_default();
                Where::Nowhere(format!("This server has no compiler of {label}{profile}."))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers() -> Offers {
        let offer = |language, profile, available, install: &str| ToolchainOffer {
            language,
            profile,
            available,
            toolchain: Vec::new(),
            install: install.to_owned(),
        };
        Offers {
            server: Some(vec![
                offer(Language::Rust, None, true, ""),
                offer(Language::AssemblyScript, None, true, ""),
                offer(Language::Go, None, false, "cargo xtask toolchains install go"),
                offer(Language::JavaScript, Some(Profile::QuickJs), true, ""),
                offer(Language::JavaScript, Some(Profile::SpiderMonkey), false, "install it"),
            ]),
            ..Offers::default()
        }
    }

    #[test]
    fn the_page_compiles_c_where_it_has_clang_and_the_server_does_not_or_is_not_wanted() {
        let here = Where::At(CompilePlace::Browser);
        assert!(matches!(offers().place(Language::C, None), Where::Nowhere(_)));
        let clang = Offers { clang_in_page: true, ..offers() };
        assert_eq!(clang.place(Language::C, None), here);
        assert_eq!(Offers { server: None, ..clang.clone() }.place(Language::C, None), Where::Unknown);
        let mut both = clang.clone();
        let offer = ToolchainOffer { language: Language::C, ..both.server.clone().unwrap()[0].clone() };
        both.server.get_or_insert_default().push(offer);
        assert_eq!(both.place(Language::C, None), Where::At(CompilePlace::Server));
        assert_eq!(Offers { wish: Some(CompilePlace::Browser), ..both }.place(Language::C, None), here);
    }

    #[test]
    fn what_both_compile_is_compiled_where_the_visitor_wants_it() {
        let (here, there) = (Where::At(CompilePlace::Browser), Where::At(CompilePlace::Server));
        assert_eq!(offers().place(Language::AssemblyScript, None), here);
        let rather = Offers { wish: Some(CompilePlace::Server), ..offers() };
        assert_eq!(rather.place(Language::AssemblyScript, None), there);
        assert_eq!(rather.place(Language::Wat, None), here);
        assert_eq!(Offers { away: true, ..rather }.place(Language::AssemblyScript, None), here);
    }

    #[test]
    fn what_is_offered_is_compiled_there() {
        assert_eq!(offers().place(Language::Wat, None), Where::At(CompilePlace::Browser));
        assert_eq!(offers().place(Language::Rust, None), Where::At(CompilePlace::Server));
        assert_eq!(offers().place(Language::JavaScript, None), Where::At(CompilePlace::Server));
    }

    #[test]
    fn what_nobody_offers_says_what_to_do() {
        let says = |language, profile| match offers().place(language, profile) {
            Where::Nowhere(why) => why,
            other => panic!("{other:?}"),
        };
        assert!(says(Language::Go, None).contains("cargo xtask toolchains install go"));
        let spidermonkey = says(Language::JavaScript, Some(Profile::SpiderMonkey));
        assert!(spidermonkey.contains("install it") && spidermonkey.contains("`profile`"), "{spidermonkey}");
        assert!(says(Language::Zig, None).contains("Zig"));
        assert!(
            says(Language::TypeScript, Some(Profile::SpiderMonkey)).contains("TypeScript (SpiderMonkey)")
        );
    }

    #[test]
    fn an_absent_server_is_not_the_same_as_one_that_has_not_said() {
        assert_eq!(Offers::default().place(Language::Rust, None), Where::Unknown);
        let away = Offers { away: true, ..offers() };
        assert!(matches!(away.place(Language::Rust, None), Where::Nowhere(why) if why.contains("away")));
        assert_eq!(away.place(Language::Wat, None), Where::At(CompilePlace::Browser));
    }
}
