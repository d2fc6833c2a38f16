//! What answers in JSON are: a kind names the type of what it holds, and its schema comes from
//! that type.
//!
//! [`envelope`](super::json::envelope) takes a kind and nothing else that names one, so an answer
//! without a schema cannot be written. Kinds are made by [`kinds!`](crate::kinds), which also lists
//! them.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// A kind of answer, with the type of what it holds.
#[derive(Debug)]
pub struct Kind<T> {
    named: NamedKind,
    holds: PhantomData<fn() -> T>,
}

/// A kind of answer, whatever it holds.
#[derive(Debug, Clone, Copy)]
pub struct NamedKind {
    /// Its name, as `kind` in the envelope says it.
    pub name: &'static str,
    /// What the answer says, and which command gives it.
    pub about: &'static str,
    pub(super) data: fn(&mut SchemaGenerator) -> Schema,
}

impl<T> Kind<T> {
    /// A kind whose schema is that of its type.
    pub const fn new(name: &'static str, about: &'static str) -> Self
    where
        T: JsonSchema,
    {
        Self::described_by::<T>(name, about)
    }

    /// A kind whose data is written by one type and described by another that says more.
    pub const fn described_by<S: JsonSchema>(name: &'static str, about: &'static str) -> Self {
        Self { named: NamedKind { name, about, data: data::<S> }, holds: PhantomData }
    }

    /// Its name, as `kind` in the envelope says it.
    pub const fn name(&self) -> &'static str {
        self.named.name
    }

    /// The same, whatever it holds.
    pub const fn named(&self) -> NamedKind {
        self.named
    }
}

fn data<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// Makes kinds of answers, one constant each, and `ALL`, which lists them.
#[macro_export]
macro_rules! kinds {
    ($vis:vis const: $($(#[doc = $about:literal])+ $name:ident: $word:literal = $holds:ty $(, as $says:ty)?;)+) => {
        $(
            $(#[doc = $about])+
            $vis const $name: $crate::render::Kind<$holds> =
                $crate::kinds!(@new $word, concat!($($about),+), $holds $(, $says)?);
        )+

        /// Every kind of this list.
        $vis const ALL: &[$crate::render::NamedKind] = &[$($name.named()),+];
    };
    (@new $word:literal, $about:expr, $holds:ty) => {
        $crate::render::Kind::new($word, $about)
    };
    (@new $word:literal, $about:expr, $holds:ty, $says:ty) => {
        $crate::render::Kind::described_by::<$says>($word, $about)
    };
}
