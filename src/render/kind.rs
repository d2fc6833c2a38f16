//! What answers in JSON are: a kind names the type of what it holds, and its schema comes from
//! that type.
//!
//! [`envelope`](super::json::envelope) takes a kind and nothing else that names one, so an answer
//! without a schema cannot be written. Kinds are made by `kinds!`, which also lists them.

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
        Self { named: NamedKind { name, about, data: data::<T> }, holds: PhantomData }
    }

    /// The same kind, when its data is described by another type that says more.
    #[must_use]
    pub const fn described_by<S: JsonSchema>(self) -> Self {
        let NamedKind { name, about, .. } = self.named;
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
                $crate::render::Kind::<$holds>::new($word, concat!($($about),+))
                    $(.described_by::<$says>())?;
        )+

        /// Every kind of this list.
        $vis const ALL: &[$crate::render::NamedKind] = &[$($name.named()),+];
    };
}
