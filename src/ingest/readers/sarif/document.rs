//! The parts of a SARIF document that decide something. Everything else is skipped.
//!
//! Null and absent are the same everywhere in SARIF except for `results`: `null` or absent means
//! that the tool did not look, `[]` that it looked and found nothing.

use serde::Deserialize;

use crate::ingest::json::{Entries, Str, objects};

#[derive(Debug, Deserialize)]
#[serde(remote = "Self")]
pub(super) struct Log<'a> {
    #[serde(borrow, default)]
    pub(super) version: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) runs: Option<Vec<Run<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct Run<'a> {
    #[serde(borrow)]
    pub(super) tool: Tool<'a>,
    #[serde(borrow, default)]
    pub(super) results: Option<Vec<Finding<'a>>>,
    #[serde(borrow, default)]
    pub(super) invocations: Option<Vec<Invocation<'a>>>,
    #[serde(borrow, default)]
    pub(super) artifacts: Option<Vec<Artifact<'a>>>,
    #[serde(borrow, default)]
    pub(super) original_uri_base_ids: Option<Entries<'a, ArtifactLocation<'a>>>,
    #[serde(borrow, default)]
    pub(super) version_control_provenance: Option<Vec<VersionControl<'a>>>,
    #[serde(borrow, default)]
    pub(super) automation_details: Option<AutomationDetails<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(remote = "Self")]
pub(super) struct Tool<'a> {
    #[serde(borrow)]
    pub(super) driver: Component<'a>,
    #[serde(borrow, default)]
    pub(super) extensions: Option<Vec<Component<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct Component<'a> {
    #[serde(borrow, default)]
    pub(super) name: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) guid: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) version: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) semantic_version: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) rules: Option<Vec<Rule<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct Rule<'a> {
    #[serde(borrow, default)]
    pub(super) id: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) guid: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) default_configuration: Option<Configuration<'a>>,
    #[serde(borrow, default)]
    pub(super) message_strings: Option<Entries<'a, Message<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(remote = "Self")]
pub(super) struct Configuration<'a> {
    #[serde(borrow, default)]
    pub(super) level: Option<Str<'a>>,
    #[serde(default)]
    pub(super) enabled: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct Invocation<'a> {
    #[serde(default)]
    pub(super) execution_successful: Option<bool>,
    #[serde(borrow, default)]
    pub(super) exit_signal_name: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) process_start_failure_message: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) command_line: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) machine: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) end_time_utc: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) working_directory: Option<ArtifactLocation<'a>>,
    #[serde(borrow, default)]
    pub(super) rule_configuration_overrides: Option<Vec<Override<'a>>>,
    #[serde(borrow, default)]
    pub(super) tool_execution_notifications: Option<Vec<Notification<'a>>>,
    #[serde(borrow, default)]
    pub(super) tool_configuration_notifications: Option<Vec<Notification<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(remote = "Self")]
pub(super) struct Override<'a> {
    #[serde(borrow, default)]
    pub(super) configuration: Option<Configuration<'a>>,
    #[serde(borrow, default)]
    pub(super) descriptor: Option<RuleReference<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(remote = "Self")]
pub(super) struct Notification<'a> {
    #[serde(borrow, default)]
    pub(super) level: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) message: Option<Message<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(remote = "Self")]
pub(super) struct Artifact<'a> {
    #[serde(borrow, default)]
    pub(super) location: Option<ArtifactLocation<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct ArtifactLocation<'a> {
    #[serde(borrow, default)]
    pub(super) uri: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) uri_base_id: Option<Str<'a>>,
    #[serde(default)]
    pub(super) index: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct VersionControl<'a> {
    #[serde(borrow, default)]
    pub(super) repository_uri: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) revision_id: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) mapped_to: Option<ArtifactLocation<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(remote = "Self")]
pub(super) struct AutomationDetails<'a> {
    #[serde(borrow, default)]
    pub(super) id: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) guid: Option<Str<'a>>,
}

/// SARIF's `result`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct Finding<'a> {
    #[serde(borrow, default)]
    pub(super) rule_id: Option<Str<'a>>,
    #[serde(default)]
    pub(super) rule_index: Option<i64>,
    #[serde(borrow, default)]
    pub(super) rule: Option<RuleReference<'a>>,
    #[serde(borrow, default)]
    pub(super) kind: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) level: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) message: Option<Message<'a>>,
    #[serde(borrow, default)]
    pub(super) locations: Option<Vec<Location<'a>>>,
    #[serde(borrow, default)]
    pub(super) suppressions: Option<Vec<Suppression<'a>>>,
    #[serde(borrow, default)]
    pub(super) baseline_state: Option<Str<'a>>,
    #[serde(default)]
    pub(super) provenance: Option<Provenance>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct Provenance {
    #[serde(default)]
    pub(super) invocation_index: Option<i64>,
}

/// SARIF's `reportingDescriptorReference`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct RuleReference<'a> {
    #[serde(borrow, default)]
    pub(super) id: Option<Str<'a>>,
    #[serde(default)]
    pub(super) index: Option<i64>,
    #[serde(borrow, default)]
    pub(super) guid: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) tool_component: Option<ComponentReference<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(remote = "Self")]
pub(super) struct ComponentReference<'a> {
    #[serde(borrow, default)]
    pub(super) name: Option<Str<'a>>,
    #[serde(default)]
    pub(super) index: Option<i64>,
    #[serde(borrow, default)]
    pub(super) guid: Option<Str<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(remote = "Self")]
pub(super) struct Message<'a> {
    #[serde(borrow, default)]
    pub(super) text: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) id: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) arguments: Option<Vec<Str<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct Location<'a> {
    #[serde(borrow, default)]
    pub(super) physical_location: Option<PhysicalLocation<'a>>,
    #[serde(borrow, default)]
    pub(super) logical_locations: Option<Vec<LogicalLocation<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct PhysicalLocation<'a> {
    #[serde(borrow, default)]
    pub(super) artifact_location: Option<ArtifactLocation<'a>>,
    #[serde(borrow, default)]
    pub(super) region: Option<Region<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct Region<'a> {
    #[serde(default)]
    pub(super) start_line: Option<i64>,
    #[serde(borrow, default)]
    pub(super) snippet: Option<Message<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
pub(super) struct LogicalLocation<'a> {
    #[serde(borrow, default)]
    pub(super) fully_qualified_name: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) name: Option<Str<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(remote = "Self")]
pub(super) struct Suppression<'a> {
    #[serde(borrow, default)]
    pub(super) status: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) justification: Option<Str<'a>>,
}

objects!(
    Log<'a>,
    Run<'a>,
    Tool<'a>,
    Component<'a>,
    Rule<'a>,
    Configuration<'a>,
    Invocation<'a>,
    Override<'a>,
    Notification<'a>,
    Artifact<'a>,
    ArtifactLocation<'a>,
    VersionControl<'a>,
    AutomationDetails<'a>,
    Finding<'a>,
    Provenance,
    RuleReference<'a>,
    ComponentReference<'a>,
    Message<'a>,
    Location<'a>,
    PhysicalLocation<'a>,
    Region<'a>,
    LogicalLocation<'a>,
    Suppression<'a>,
);
