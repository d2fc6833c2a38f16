//! temp
use crate::{
    ids::{
        AccountId, AttestationId, CheckId, ComponentId, ControlRef, EpicId, FrameworkId, MeasureId,
        PartyId, PersonaId, RepositoryId, RiskId, StoryId,
    },
    model::{
        Account, Applicability, Attestation, Check, Component, Control, Crosswalk, Epic, Framework,
        Measure, Party, Persona, Repository, Risk, Settings, Sprint, Story,
    },
};
use std::collections::BTreeMap;
/// temp
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs)]
pub struct Program {
    pub settings: Settings,
    pub frameworks: BTreeMap<FrameworkId, Framework>,
    pub controls: BTreeMap<ControlRef, Control>,
    pub crosswalks: Vec<Crosswalk>,
    pub checks: BTreeMap<CheckId, Check>,
    pub attestations: BTreeMap<AttestationId, Attestation>,
    pub applicability: BTreeMap<ControlRef, Applicability>,
    pub measures: BTreeMap<MeasureId, Measure>,
    pub epics: BTreeMap<EpicId, Epic>,
    pub stories: BTreeMap<StoryId, Story>,
    pub sprints: Vec<Sprint>,
    pub personas: BTreeMap<PersonaId, Persona>,
    pub parties: BTreeMap<PartyId, Party>,
    pub components: BTreeMap<ComponentId, Component>,
    pub accounts: BTreeMap<AccountId, Account>,
    pub repositories: BTreeMap<RepositoryId, Repository>,
    pub risks: BTreeMap<RiskId, Risk>,
}
