//! The ids of a program, by the kind of record.

use std::collections::BTreeMap;

use crate::program::Program;

/// The ids of a program, by the kind of record.
#[derive(Debug, Clone, Default)]
pub struct Known {
    ids: BTreeMap<&'static str, Vec<String>>,
}

impl Known {
    /// All ids of a program.
    pub fn new(program: &Program) -> Self {
        fn texts<'a, T: ToString + 'a>(ids: impl Iterator<Item = &'a T>) -> Vec<String> {
            ids.map(ToString::to_string).collect()
        }
        let ids = BTreeMap::from([
            ("framework", texts(program.frameworks.keys())),
            ("control", texts(program.controls.keys())),
            ("epic", texts(program.epics.keys())),
            ("story", texts(program.stories.keys())),
            ("sprint", texts(program.sprints.iter().map(|sprint| &sprint.id.value))),
            ("persona", texts(program.personas.keys())),
            ("party", texts(program.parties.keys())),
            ("risk", texts(program.risks.keys())),
            ("component", texts(program.components.keys())),
            ("check", texts(program.checks.keys())),
            ("attestation", texts(program.attestations.keys())),
            ("account", texts(program.accounts.keys())),
            ("repository", texts(program.repositories.keys())),
            ("service", texts(program.services.keys())),
        ]);
        Self { ids }
    }

    /// The ids of a kind.
    pub fn of(&self, kind: &str) -> &[String] {
        self.ids.get(kind).map_or(&[], Vec::as_slice)
    }
}
