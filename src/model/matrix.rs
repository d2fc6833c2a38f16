//! What a check or an attestation shows of a service, and what people declare of a component: the
//! rows and columns of the encryption and the logging matrix.

use crate::{
    ids::{PartyId, PersonaId, ServiceId},
    source::Spanned,
};

/// One column of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// `at-rest`: what is stored is encrypted.
    AtRest,
    /// `in-transit`: what is sent is encrypted.
    InTransit,
    /// `key-owner`: the keys are in the hands of whom we mean, and of nobody else.
    KeyOwner,
    /// `rotation`: keys and secrets change by themselves.
    Rotation,
    /// `on`: it writes logs.
    On,
    /// `where`: its logs go where they should.
    Where,
    /// `retention`: its logs are kept long enough, and nobody can delete them before.
    Retention,
    /// `readers`: those who should read its logs do, and nobody else can.
    Readers,
}

impl Aspect {
    /// The columns of the encryption matrix.
    pub const ENCRYPTION: [Self; 4] =
        [Self::AtRest, Self::InTransit, Self::KeyOwner, Self::Rotation];
    /// The columns of the logging matrix.
    pub const LOGGING: [Self; 4] = [Self::On, Self::Where, Self::Retention, Self::Readers];
}

/// `[[check.shows]]` and `[[attestation.shows]]`: which cell of a matrix this is an answer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shows {
    /// `service`.
    pub service: Spanned<ServiceId>,
    /// `aspect`.
    pub aspect: Aspect,
    /// `rules`: those rules of the check that look at this service, in which `*` stands for any
    /// text; all of them when none is named. A check that looks at several services says nothing
    /// of one of them before one of its rules has answered.
    pub rules: Vec<Spanned<String>>,
}

/// What people say of a component and no machine reads: it is shown as declared, never as proven.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// `encryption.key_owner`: who holds the keys.
    pub key_owner: Option<Spanned<PartyId>>,
    /// `logging.where`: where its logs go.
    pub log_place: Option<String>,
    /// `logging.retention`: how long they are kept.
    pub log_retention: Option<String>,
    /// `logging.readers`: who reads them.
    pub log_readers: Vec<Spanned<PersonaId>>,
}
