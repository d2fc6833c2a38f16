//! All files of a program, decoded.

use rayon::prelude::*;

use super::{approval::SignersFile, file};
use crate::{
    diag::Diagnostic,
    ids::ControlRef,
    model::{
        Account, Applicability, ApprovalRule, Attestation, Check, Component, Control, Crosswalk,
        Epic, Framework, Inventory, Measure, Party, Persona, Population, Repository, Response,
        Retired, Risk, Service, Settings, Sprint, Story, Template, Worksheet,
    },
    source::{FileId, SourceFile, Sources},
};

/// Files that one thread decodes at a time.
const BATCH: usize = 64;

/// The longest name kept of a record that could not be read, in characters.
const LONGEST_NAME: usize = 64;

/// Every record that people wrote, by kind, in the order of files and lines.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// `storyproof.toml`.
    pub settings: Settings,
    /// `[[framework]]`.
    pub frameworks: Vec<Framework>,
    /// `[[control]]`.
    pub controls: Vec<Control>,
    /// `[[crosswalk]]`.
    pub crosswalks: Vec<Crosswalk>,
    /// `[[check]]`.
    pub checks: Vec<Check>,
    /// `[[attestation]]`.
    pub attestations: Vec<Attestation>,
    /// `[[applicability]]`.
    pub applicability: Vec<Applicability>,
    /// `[[measure]]`.
    pub measures: Vec<Measure>,
    /// `[[response]]`.
    pub responses: Vec<Response>,
    /// `[[worksheet]]`.
    pub worksheets: Vec<Worksheet>,
    /// `[[epic]]`.
    pub epics: Vec<Epic>,
    /// `[[story]]`.
    pub stories: Vec<Story>,
    /// `[[sprint]]`.
    pub sprints: Vec<Sprint>,
    /// `[[persona]]`.
    pub personas: Vec<Persona>,
    /// `[[party]]`.
    pub parties: Vec<Party>,
    /// `[[component]]`.
    pub components: Vec<Component>,
    /// `[[account]]`.
    pub accounts: Vec<Account>,
    /// `[[repository]]`.
    pub repositories: Vec<Repository>,
    /// `[[risk]]`.
    pub risks: Vec<Risk>,
    /// `[[service]]`.
    pub services: Vec<Service>,
    /// `[[approval_rule]]`.
    pub approval_rules: Vec<ApprovalRule>,
    /// `[[retired]]`.
    pub retired: Vec<Retired>,
    /// The file of the allowed signers; `None` until [`super::decode_signers`] has taken it.
    pub signers: Option<SignersFile>,
    /// The files that were decoded, by their paths, in the order of their ids.
    pub paths: Vec<Box<str>>,
    /// Files below `controls/inventory`.
    pub inventories: Vec<Inventory>,
    /// Templates of components; empty until [`super::decode_templates`] has read them.
    pub templates: Vec<Template>,
    /// Table names and ids of records that were too incomplete to keep. They have been reported;
    /// links to them need no second report.
    pub incomplete: Vec<(&'static str, String)>,
    /// What could not be read, as far as something could seem better without it.
    pub lost: Lost,
}

/// What could not be read, as far as something could seem better without it.
#[derive(Debug, Clone, Default)]
pub struct Lost {
    /// How many errors decoding found.
    pub errors: usize,
    /// Accounts, repositories and components, by what people wrote of them.
    pub members: Vec<(Population, String)>,
    /// Controls that something lost has named; `None` when it may have named any.
    pub controls: Vec<Option<ControlRef>>,
    /// A sprint is lost, and with it a time in which results must arrive.
    pub sprint: bool,
    /// An approval rule is lost, or the settings of approvals: who may approve what is not known.
    pub approvals: bool,
    /// The settings could not be read in full.
    pub settings: bool,
}

impl Lost {
    /// Anything may be lost: a file could not be read.
    pub(super) fn anything(&mut self, path: &str) {
        self.member(Population::Accounts, path);
        self.member(Population::Repositories, path);
        self.member(Population::Components, path);
        self.controls.push(None);
        self.sprint = true;
        self.approvals = true;
    }

    /// A member of a population is lost.
    pub(super) fn member(&mut self, population: Population, name: &str) {
        self.members.push((population, name.chars().take(LONGEST_NAME).collect()));
    }

    fn append(&mut self, mut other: Self) {
        self.errors += other.errors;
        self.members.append(&mut other.members);
        self.controls.append(&mut other.controls);
        self.sprint |= other.sprint;
        self.approvals |= other.approvals;
        self.settings |= other.settings;
    }
}

impl Records {
    /// Adds the records of another file; settings come from one file alone.
    fn append(&mut self, mut other: Self) {
        self.frameworks.append(&mut other.frameworks);
        self.controls.append(&mut other.controls);
        self.crosswalks.append(&mut other.crosswalks);
        self.checks.append(&mut other.checks);
        self.attestations.append(&mut other.attestations);
        self.applicability.append(&mut other.applicability);
        self.measures.append(&mut other.measures);
        self.responses.append(&mut other.responses);
        self.worksheets.append(&mut other.worksheets);
        self.epics.append(&mut other.epics);
        self.stories.append(&mut other.stories);
        self.sprints.append(&mut other.sprints);
        self.personas.append(&mut other.personas);
        self.parties.append(&mut other.parties);
        self.components.append(&mut other.components);
        self.accounts.append(&mut other.accounts);
        self.repositories.append(&mut other.repositories);
        self.risks.append(&mut other.risks);
        self.services.append(&mut other.services);
        self.approval_rules.append(&mut other.approval_rules);
        self.retired.append(&mut other.retired);
        self.inventories.append(&mut other.inventories);
        self.incomplete.append(&mut other.incomplete);
        self.lost.append(other.lost);
    }
}

/// What comes out of some files.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) records: Records,
    pub(super) settings: Option<Settings>,
    pub(super) found: Vec<Diagnostic>,
}

/// Decodes every file: the best records there are, and everything that is wrong with the rest, in
/// file order.
pub fn decode(sources: &Sources) -> (Records, Vec<Diagnostic>) {
    let files: Vec<(FileId, &SourceFile)> = sources.iter().collect();
    let batch = |files: &[(FileId, &SourceFile)]| {
        let mut batch = Batch::default();
        for (id, source) in files {
            file::decode(*id, source, &mut batch);
        }
        batch
    };
    let batches: Vec<Batch> = files.par_chunks(BATCH).map(batch).collect();
    let mut records = Records::default();
    // Stories are most of a large program; growing by doubling would hold them twice.
    records.stories.reserve_exact(batches.iter().map(|batch| batch.records.stories.len()).sum());
    let mut found = Vec::new();
    for mut batch in batches {
        if let Some(settings) = batch.settings {
            records.settings = settings;
        }
        records.append(batch.records);
        found.append(&mut batch.found);
    }
    records.lost.errors = found.len();
    records.paths = files.iter().map(|(_, source)| source.path.clone()).collect();
    (records, found)
}
