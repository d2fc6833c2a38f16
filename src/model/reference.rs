//! `references = [{ title = "…", url = "https://…" }]`: where somebody can read on.

/// A link to something outside the program: a provider's document, a case study, a standard's page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Reference {
    /// `title`: what is there.
    pub title: String,
    /// `url`: begins with `https://` or `http://`.
    pub url: String,
}
