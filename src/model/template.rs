//! Templates of a component: code in blocks, each with the requirements that it meets.
//!
//! A block is a resource of a `CloudFormation` template. What it meets stands in its `Metadata`,
//! which the service keeps and does not act on, under the key `storyproof`.

use crate::{
    ids::{CheckId, ComponentId, ControlRef},
    source::Spanned,
};

/// A template file of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The path from the program's root, where the component names it.
    pub path: Spanned<String>,
    /// The component.
    pub component: ComponentId,
    /// The SHA-256 of the file, in hex; `None` when it cannot be read.
    pub sha256: Option<String>,
    /// `Description`.
    pub description: String,
    /// What the template as a whole meets: its own `Metadata`.
    pub marks: Marks,
    /// `Resources`, in the order of the file.
    pub blocks: Vec<Block>,
    /// Something in it could not be read or resolved.
    pub broken: bool,
}

/// What a block says that it meets, and what shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// `controls`: the requirements.
    pub controls: Vec<Spanned<ControlRef>>,
    /// `checks`: those that look at what the block makes. Without any, those of its controls.
    pub checks: Vec<Spanned<CheckId>>,
}

/// A resource of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its logical id.
    pub name: Spanned<String>,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// `Type`, such as `AWS::KMS::Key`.
    pub kind: String,
    /// What it says of itself.
    pub marks: Marks,
}
