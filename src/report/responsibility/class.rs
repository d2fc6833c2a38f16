//! How a requirement is split between us and others: our words, beside the classes of the shared
//! security responsibility model of the CSA's Cloud Controls Matrix.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    model::PartyKind,
    report::{
        lang::Lang,
        words::{Word, Worded, status::word},
    },
};

/// On which side a party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// We.
    We,
    /// A cloud provider.
    Cloud,
    /// A managed service provider.
    Msp,
    /// A software vendor.
    Isv,
    /// An auditor.
    Auditor,
    /// Somebody outside whom nobody names.
    Unnamed,
}

impl Side {
    /// Every side, in the order of columns.
    pub const ALL: [Self; 6] =
        [Self::We, Self::Cloud, Self::Msp, Self::Isv, Self::Auditor, Self::Unnamed];

    /// The heading of its column.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::We => lang.text("We"),
            Self::Cloud => lang.text("Cloud provider"),
            Self::Msp => lang.text("MSP"),
            Self::Isv => lang.text("ISV"),
            Self::Auditor => lang.text("Auditor"),
            Self::Unnamed => lang.text("Not named"),
        }
    }
}

impl From<PartyKind> for Side {
    fn from(kind: PartyKind) -> Self {
        match kind {
            PartyKind::Team | PartyKind::Role => Self::We,
            PartyKind::Provider => Self::Cloud,
            PartyKind::Msp => Self::Msp,
            PartyKind::Isv => Self::Isv,
            PartyKind::Auditor => Self::Auditor,
        }
    }
}

/// How a requirement is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Ours alone.
    Ours,
    /// The cloud provider's alone.
    Cloud,
    /// A third party's alone.
    Outsourced,
    /// Between us and the cloud provider.
    SharedWithCloud,
    /// Between us and a third party.
    SharedWithThird,
    /// Between the cloud provider and a third party.
    SharedByOthers,
    /// Between us, the cloud provider and a third party.
    SharedByAll,
    /// Nobody has a part in it.
    Nobody,
    /// It does not apply to us.
    NotApplicable,
}

impl Class {
    /// Every class, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::Ours,
        Self::Cloud,
        Self::Outsourced,
        Self::SharedWithCloud,
        Self::SharedWithThird,
        Self::SharedByOthers,
        Self::SharedByAll,
        Self::Nobody,
        Self::NotApplicable,
    ];

    /// The class of a requirement in which these sides have a part.
    pub fn of(sides: &BTreeSet<Side>) -> Self {
        let third = sides.iter().any(|side| !matches!(side, Side::We | Side::Cloud));
        match (sides.contains(&Side::We), sides.contains(&Side::Cloud), third) {
            (true, false, false) => Self::Ours,
            (false, true, false) => Self::Cloud,
            (false, false, true) => Self::Outsourced,
            (true, true, false) => Self::SharedWithCloud,
            (true, false, true) => Self::SharedWithThird,
            (false, true, true) => Self::SharedByOthers,
            (true, true, true) => Self::SharedByAll,
            (false, false, false) => Self::Nobody,
        }
    }

    /// What the CSA calls it; `None` where it has no class for it. The cloud service provider (CSP)
    /// is the party that runs our cloud, the customer (CSC) is we.
    pub fn csa(self) -> Option<&'static str> {
        match self {
            Self::Ours => Some("CSC-owned"),
            Self::Cloud => Some("CSP-owned"),
            Self::Outsourced => Some("third-party outsourced"),
            Self::SharedWithCloud => Some("shared CSP and CSC"),
            Self::SharedByOthers => Some("shared CSP and third party"),
            Self::NotApplicable => Some("N/A"),
            Self::SharedWithThird | Self::SharedByAll | Self::Nobody => None,
        }
    }
}

impl Worded for Class {
    const KIND: &'static str = "Responsibility";

    fn word(self) -> Word {
        match self {
            Self::Ours => word("ours", "ours", "■", "planned"),
            Self::Cloud => word("cloud-provider", "cloud provider's", "□", "inherited"),
            Self::Outsourced => word("outsourced", "outsourced", "◇", "inherited"),
            Self::SharedWithCloud => {
                word("shared-with-cloud-provider", "shared with the cloud provider", "◧", "planned")
            }
            Self::SharedWithThird => {
                word("shared-with-third-party", "shared with a third party", "◩", "planned")
            }
            Self::SharedByOthers => word("shared-by-others", "shared by others", "◫", "inherited"),
            Self::SharedByAll => word("shared-by-all", "shared by all three", "▦", "planned"),
            Self::Nobody => word("nobody", "nobody's", "∅", "failing"),
            Self::NotApplicable => word("not-applicable", "not applicable", "–", "excluded"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Ours => "Only we have a part in it.",
            Self::Cloud => "Only the cloud provider has a part in it.",
            Self::Outsourced => "Only a managed service provider or a vendor has a part in it.",
            Self::SharedWithCloud => "We and the cloud provider each have a part.",
            Self::SharedWithThird => {
                "We and a managed service provider or a vendor each have a part."
            }
            Self::SharedByOthers => "The cloud provider and a third party each have a part.",
            Self::SharedByAll => "We, the cloud provider and a third party each have a part.",
            Self::Nobody => "No duty of a component names it.",
            Self::NotApplicable => "It is not asked of us, with a reason on record.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_of_sides_has_its_class_and_no_two_classes_look_alike() {
        let of = |sides: &[Side]| Class::of(&sides.iter().copied().collect());
        assert_eq!(of(&[Side::We]), Class::Ours);
        assert_eq!(of(&[Side::Cloud]).csa(), Some("CSP-owned"));
        assert_eq!(of(&[Side::Msp, Side::Isv]), Class::Outsourced);
        assert_eq!(of(&[Side::We, Side::Cloud]).csa(), Some("shared CSP and CSC"));
        assert_eq!(of(&[Side::We, Side::Unnamed]), Class::SharedWithThird);
        assert_eq!(of(&[Side::Cloud, Side::Isv]), Class::SharedByOthers);
        assert_eq!(of(&[Side::We, Side::Cloud, Side::Msp]), Class::SharedByAll);
        assert_eq!(of(&[]), Class::Nobody);
        for part in [|w: &Word| w.status, |w: &Word| w.word, |w: &Word| w.glyph] {
            let words: Vec<Word> = Class::ALL.iter().map(|class| class.word()).collect();
            let distinct: BTreeSet<_> = words.iter().map(part).collect();
            assert_eq!(distinct.len(), Class::ALL.len(), "{distinct:?}");
        }
    }
}
