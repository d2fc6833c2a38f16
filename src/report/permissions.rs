//! Permissions granted and used: for each role how many services it may use, how many it has used,
//! which it has not, and how that changed from report to report.
//!
//! Made from IAM's last-accessed reports (tool `iam-last-accessed`, rule `service-used`): a result
//! for each role and service, whose subject is the role's ARN, `#`, and the service. What one
//! report does not name is no longer granted.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Inputs;
use crate::{
    evidence::{CellId, Outcome, RunRecord},
    time::Day,
};

const TOOL: &str = "iam-last-accessed";
const RULE: &str = "service-used";
/// How many reports of a role the trend shows.
const TREND: usize = 12;

/// Granted and used, over all roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Permissions {
    /// Services granted, added up over the roles.
    pub granted: u64,
    /// Of them those that were used.
    pub used: u64,
    /// The share that was used, in percent, rounded down; nothing when nothing is granted.
    pub used_percent: Option<u64>,
    /// The roles, those with the most unused grants first.
    pub roles: Vec<RoleUse>,
}

/// One role's newest report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoleUse {
    /// The role's ARN.
    pub role: String,
    /// The role's name: the last part of the ARN.
    pub name: String,
    /// The account.
    pub account: Option<String>,
    /// Services granted.
    pub granted: u64,
    /// Of them those that were used.
    pub used: u64,
    /// Those that were not, with what the report says of each.
    pub unused: Vec<UnusedGrant>,
    /// When the newest report was made.
    pub observed: Day,
    /// The entry that holds it.
    pub entry: u64,
    /// The reports up to the newest, oldest first.
    pub trend: Vec<UseAt>,
}

/// A granted service that is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnusedGrant {
    /// The service's namespace, such as `s3`.
    pub service: String,
    /// What the report says: when it was last used.
    pub says: Option<String>,
}

/// Granted and used in one report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UseAt {
    /// The day of the report.
    pub day: Day,
    /// Services granted.
    pub granted: u64,
    /// Of them those that were used.
    pub used: u64,
}

/// Granted and used as of the assessment's two clocks.
pub fn permissions(inputs: &Inputs<'_>) -> Permissions {
    let as_of = inputs.assessment.as_of;
    let mut roles: BTreeMap<String, RoleUse> = BTreeMap::new();
    for record in &inputs.history.runs {
        let known = record.run.observed_at <= as_of.observed
            && record.recorded_at <= as_of.known
            && inputs.history.taken_back(record.entry, as_of.known).is_none();
        if !known || record.run.tool_name() != TOOL || !record.run.succeeded {
            continue;
        }
        for (role, now) in roles_of(inputs, record) {
            match roles.get_mut(&role) {
                Some(before) => {
                    let mut trend = std::mem::take(&mut before.trend);
                    trend.extend(&now.trend);
                    let older = trend.len().saturating_sub(TREND);
                    trend.drain(..older);
                    *before = RoleUse { trend, ..now };
                }
                None => {
                    roles.insert(role, now);
                }
            }
        }
    }
    let mut roles: Vec<RoleUse> = roles.into_values().collect();
    roles.sort_by(|a, b| b.unused.len().cmp(&a.unused.len()).then_with(|| a.role.cmp(&b.role)));
    let granted = roles.iter().map(|role| role.granted).sum();
    let used = roles.iter().map(|role| role.used).sum::<u64>();
    Permissions { granted, used, used_percent: (used * 100).checked_div(granted), roles }
}

/// What one run says of each role.
fn roles_of(inputs: &Inputs<'_>, record: &RunRecord) -> BTreeMap<String, RoleUse> {
    let mut roles: BTreeMap<String, RoleUse> = BTreeMap::new();
    for observation in &record.observations {
        let Some((role, service)) = grant(inputs, observation.cell) else { continue };
        let account = inputs.history.subject(observation.cell).and_then(|s| s.account.clone());
        let entry = roles.entry(role.to_owned()).or_insert_with(|| RoleUse {
            role: role.to_owned(),
            name: role.rsplit('/').next().unwrap_or(role).to_owned(),
            account,
            granted: 0,
            used: 0,
            unused: Vec::new(),
            observed: record.run.observed_at.day(),
            entry: record.entry,
            trend: Vec::new(),
        });
        entry.granted += 1;
        if observation.state.outcome == Outcome::Pass {
            entry.used += 1;
        } else {
            let says = inputs.messages.get(&observation.cell).cloned();
            entry.unused.push(UnusedGrant { service: service.to_owned(), says });
        }
    }
    for role in roles.values_mut() {
        role.unused.sort_by(|a, b| a.service.cmp(&b.service));
        role.trend = vec![UseAt { day: role.observed, granted: role.granted, used: role.used }];
    }
    roles
}

/// The role and the service of a cell, if it is about a grant.
fn grant<'a>(inputs: &Inputs<'a>, cell: CellId) -> Option<(&'a str, &'a str)> {
    let history = inputs.history;
    history.rule(cell).filter(|key| key.tool == TOOL && key.rule == RULE)?;
    history.subject(cell)?.uid.rsplit_once('#')
}
