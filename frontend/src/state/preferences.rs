//! What a person chose about the page itself.

/// Light, dark, or what the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Follow the system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a stored name; an unknown one follows the system.
    pub fn from_name(name: &str) -> Theme {
        match name {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }

    /// What the theme button goes to.
    pub fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }
}

/// Which engines Run uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EngineChoice {
    /// Both, compared.
    #[default]
    Both,
    /// The browser's engine alone.
    Browser,
    /// The server's engine alone.
    Server,
}

impl EngineChoice {
    /// The stored name, and the option's value.
    pub fn name(self) -> &'static str {
        match self {
            EngineChoice::Both => "both",
            EngineChoice::Browser => "browser",
            EngineChoice::Server => "server",
        }
    }

    /// The choice of a stored name; an unknown one is both.
    pub fn from_name(name: &str) -> EngineChoice {
        match name {
            "browser" => EngineChoice::Browser,
            "server" => EngineChoice::Server,
            _ => EngineChoice::Both,
        }
    }
}

/// The one pane a narrow screen shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The file tree.
    Files,
    /// The editor and its problems.
    #[default]
    Editor,
    /// The run settings.
    Run,
    /// The comparison.
    Compare,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: [Tab; 4] = [Tab::Files, Tab::Editor, Tab::Run, Tab::Compare];

    /// What the tab says.
    pub fn label(self) -> &'static str {
        match self {
            Tab::Files => "Files",
            Tab::Editor => "Editor",
            Tab::Run => "Run",
            Tab::Compare => "Compare",
        }
    }
}
