//! The kinds of the reports.
//!
//! A report that shares its name with a record or with what a command answers says `-report`: a
//! kind has one shape.

use crate::report::{
    Audit, Binder, EvidenceIndex, Matrix, PlanReport, ProgramReport, ResponsibilityMatrix, Results,
    RiskRegister, Roadmap, Soa, SprintReport, TraceReport, Traceability,
};

kinds! {
    pub const:

    /// The program on one page (`report program`).
    PROGRAM: "program" = ProgramReport;
    /// A sprint, story by story (`report sprint`).
    SPRINT: "sprint-report" = SprintReport;
    /// The next sprint, planned (`report plan`).
    PLAN: "plan-report" = PlanReport;
    /// Each epic over the sprints (`report roadmap`, `epic roadmap`).
    ROADMAP: "roadmap" = Roadmap;
    /// Encryption by service and component (`report encryption`).
    ENCRYPTION: "encryption" = Matrix;
    /// Logging by service and component (`report logging`).
    LOGGING: "logging" = Matrix;
    /// Who does what for each requirement (`report responsibility`).
    RESPONSIBILITY: "responsibility" = ResponsibilityMatrix;
    /// The risk register (`report risks`).
    RISKS: "risks" = RiskRegister;
    /// Story, control, check and evidence, linked both ways (`report traceability`).
    TRACEABILITY: "traceability" = Traceability;
    /// Every result behind the checks (`report results`).
    RESULTS: "results" = Results;
    /// From requirement to result (`report trace`).
    TRACE: "trace-report" = TraceReport;
    /// Every piece of evidence (`report evidence`).
    EVIDENCE: "evidence-report" = EvidenceIndex;
    /// The Statement of Applicability (`report soa`).
    SOA: "soa" = Soa;
    /// The audit report of a framework (`report audit`).
    AUDIT: "audit" = Audit;
    /// What a binder holds: its `binder.json` (`binder`).
    BINDER: "binder" = Binder;
}
