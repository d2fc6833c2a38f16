//! Every rule there is, and the order in which they look at a program.

use crate::{
    diag::{Diagnostic, Rule},
    model::decode::rules as form,
    program::{Program, resolve::rules as link, rules},
    source::Sources,
    time::Day,
};

/// What rules may know besides the program.
#[derive(Debug, Clone, Copy)]
pub struct RuleContext<'a> {
    /// The day on which the program is looked at.
    pub today: Day,
    /// The files the program was read from.
    pub sources: &'a Sources,
}

/// A rule that looks at a program.
type Check = fn(&Program, &RuleContext<'_>) -> Vec<Diagnostic>;

/// Every rule that looks at a program.
const CHECKS: [Check; 51] = [
    rules::story_file_name::check,
    rules::story_not_ready::check,
    rules::story_draft::check,
    rules::story_unproven_criterion::check,
    rules::story_too_large::check,
    rules::story_adversary::check,
    rules::story_later_dependency::check,
    rules::story_dependency_cycle::check,
    rules::story_done_date::check,
    rules::story_dates_out_of_order::check,
    rules::story_future_date::check,
    rules::story_done_outside_sprint::check,
    rules::story_control_not_due::check,
    rules::sprint_over_capacity::check,
    rules::sprint_overlap::check,
    rules::sprint_dates::check,
    rules::sprint_commitment::check,
    rules::epic_one_sprint::check,
    rules::epic_empty::check,
    rules::soa_undecided::check,
    rules::soa_no_reason::check,
    rules::soa_contradiction::check,
    rules::soa_no_story::check,
    rules::control_unreached::check,
    rules::component_no_accountable::check,
    rules::component_shared_without_split::check,
    rules::component_two_accountable::check,
    rules::component_serves_cycle::check,
    rules::link_empty_pattern::check,
    rules::link_heading::check,
    rules::owner_missing::check,
    rules::account_incomplete::check,
    rules::account_contacts::check,
    rules::check_source::check,
    rules::check_unknown_rule::check,
    rules::check_expression::check,
    rules::check_two_limits::check,
    rules::check_empty_population::check,
    rules::check_regions_unknown::check,
    rules::check_commits_unknown::check,
    rules::attestation_open_ended::check,
    rules::unused_check::check,
    rules::unused_attestation::check,
    rules::unused_party::check,
    rules::unused_persona::check,
    rules::risk_target::check,
    rules::risk_no_story::check,
    rules::settings_unknown_lint::check,
    rules::settings_fixed_level::check,
    rules::settings_ledger_path::check,
    rules::program_placeholder::check,
];

/// Every rule that can be reported, by the room that finds it.
pub static RULES: &[&Rule] = &[
    &form::UNREADABLE,
    &form::ODD_FILE,
    &form::TOO_LARGE,
    &form::NOT_UTF8,
    &form::SYNTAX,
    &form::UNKNOWN_KEY,
    &form::UNKNOWN_TABLE,
    &form::MISSING_KEY,
    &form::WRONG_TYPE,
    &form::BAD_ID,
    &form::BAD_VALUE,
    &form::TOO_LONG,
    &link::DUPLICATE,
    &link::RETIRED,
    &link::AMBIGUOUS_ALIAS,
    &link::UNKNOWN_CONTROL,
    &link::UNKNOWN_ID,
    &link::RENAMED,
    &link::REPEATED,
    &link::PARENT_LOOP,
    &rules::story_file_name::RULE,
    &rules::story_not_ready::RULE,
    &rules::story_draft::RULE,
    &rules::story_unproven_criterion::RULE,
    &rules::story_too_large::RULE,
    &rules::story_adversary::RULE,
    &rules::story_later_dependency::RULE,
    &rules::story_dependency_cycle::RULE,
    &rules::story_done_date::RULE,
    &rules::story_dates_out_of_order::RULE,
    &rules::story_future_date::RULE,
    &rules::story_done_outside_sprint::RULE,
    &rules::story_control_not_due::RULE,
    &rules::sprint_over_capacity::RULE,
    &rules::sprint_overlap::RULE,
    &rules::sprint_dates::RULE,
    &rules::sprint_commitment::RULE,
    &rules::epic_one_sprint::RULE,
    &rules::epic_empty::RULE,
    &rules::soa_undecided::RULE,
    &rules::soa_no_reason::RULE,
    &rules::soa_contradiction::RULE,
    &rules::soa_no_story::RULE,
    &rules::control_unreached::RULE,
    &rules::component_no_accountable::RULE,
    &rules::component_shared_without_split::RULE,
    &rules::component_two_accountable::RULE,
    &rules::component_serves_cycle::RULE,
    &rules::link_empty_pattern::RULE,
    &rules::link_heading::RULE,
    &rules::owner_missing::RULE,
    &rules::account_incomplete::RULE,
    &rules::account_contacts::RULE,
    &rules::check_source::RULE,
    &rules::check_unknown_rule::RULE,
    &rules::check_expression::RULE,
    &rules::check_two_limits::RULE,
    &rules::check_empty_population::RULE,
    &rules::check_regions_unknown::RULE,
    &rules::check_commits_unknown::RULE,
    &rules::attestation_open_ended::RULE,
    &rules::unused_check::RULE,
    &rules::unused_attestation::RULE,
    &rules::unused_party::RULE,
    &rules::unused_persona::RULE,
    &rules::risk_target::RULE,
    &rules::risk_no_story::RULE,
    &rules::settings_unknown_lint::RULE,
    &rules::settings_fixed_level::RULE,
    &rules::settings_ledger_path::RULE,
    &rules::program_placeholder::RULE,
    &rules::evidence::PROVIDER_ATTESTATION_EXPIRED,
    &rules::evidence::EXCEPTION_WITHOUT_EFFECT,
    &rules::evidence::EXCEPTION_UNUSED,
];

/// Looks at a program with every rule.
pub fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    CHECKS.iter().flat_map(|check| check(program, context)).collect()
}

/// The rule of a code.
pub fn find_rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code == code)
}
