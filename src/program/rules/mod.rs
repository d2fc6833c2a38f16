//! What `storyproof check` finds once every link is resolved: one rule a file.
//!
//! A rule is a constant with its docs, and a function from the program to diagnostics. It decides
//! nothing else: how loud it is, where it is shown and in what order is settled in
//! [`crate::diag`]. The [`registry`] lists every rule there is, those of other rooms among them.

mod common;
mod cycles;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod fixtures_approval;
pub mod registry;
#[cfg(test)]
mod tests;

pub mod account_contacts;
pub mod account_incomplete;
pub mod approval_bad_signer;
pub mod approval_empty_paths;
pub mod approval_idle_limit;
pub mod approval_no_roles;
pub mod approval_no_signer;
pub mod approval_nobody_may;
pub mod approval_unknown_signer;
pub mod attestation_open_ended;
pub mod check_commits_unknown;
pub mod check_critical_slow;
pub mod check_empty_population;
pub mod check_expression;
pub mod check_regions_unknown;
pub mod check_source;
pub mod check_two_limits;
pub mod check_unknown_rule;
pub mod component_no_accountable;
pub mod component_serves_cycle;
pub mod component_shared_with_nobody;
pub mod component_shared_without_split;
pub mod component_two_accountable;
pub mod control_no_accountable;
pub mod control_two_accountable;
pub mod control_unreached;
pub mod epic_empty;
pub mod epic_one_sprint;
pub mod evidence;
pub mod gate;
pub mod link_empty_pattern;
pub mod link_heading;
pub mod owner_missing;
pub mod party_no_security_person;
pub mod program_placeholder;
pub mod risk_no_story;
pub mod risk_target;
pub mod settings_fixed_level;
pub mod settings_ledger_path;
pub mod settings_unknown_lint;
pub mod soa_because_of_excluded;
pub mod soa_contradiction;
pub mod soa_no_because;
pub mod soa_no_reason;
pub mod soa_no_story;
pub mod soa_risk_not_named;
pub mod soa_undecided;
pub mod sprint_commitment;
pub mod sprint_dates;
pub mod sprint_over_capacity;
pub mod sprint_overlap;
pub mod story_adversary;
pub mod story_control_not_due;
pub mod story_dates_out_of_order;
pub mod story_dependency_cycle;
pub mod story_done_date;
pub mod story_done_outside_sprint;
pub mod story_draft;
pub mod story_external_twice;
pub mod story_file_name;
pub mod story_future_date;
pub mod story_later_dependency;
pub mod story_not_ready;
pub mod story_too_large;
pub mod story_unproven_criterion;
pub mod template_unmarked_block;
pub mod template_unproven_block;
pub mod unused_attestation;
pub mod unused_check;
pub mod unused_party;
pub mod unused_persona;

pub use registry::{RULES, RuleContext, check, find_rule};
