//! What can be typed after `storyproof export`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

pub(crate) const HELP: &str = "\
Examples:
  storyproof export framework aws-baseline --format csv -o baseline.csv
  storyproof export oscal assessment-results pci-dss-4.0.1 -o results.json";

const FRAMEWORK_HELP: &str = "\
Examples:
  storyproof export framework aws-baseline --format csv -o baseline.csv
  storyproof export framework aws-baseline --format prowler -o aws_baseline_aws.json
  storyproof export framework iso27001-2022 --format ciso-assistant -o iso27001.yaml

`import framework` takes each of them back, and nothing changes by it.";

const OSCAL_HELP: &str = "\
Examples:
  storyproof export oscal catalog pci-dss-4.0.1 -o catalog.json
  storyproof export oscal profile pci-dss-4.0.1 -o profile.json       what applies of it
  storyproof export oscal assessment-results pci-dss-4.0.1 --as-of 2026-03-31 -o results.json
  storyproof export oscal poam -o poam.json                           every open story
  storyproof export oscal component-definition -o components.json

The same files and the same ledger give the same bytes at the same --as-of.";

/// What can be exported.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// A framework with its links, as CSV, for CISO Assistant, or for Prowler
    #[command(after_help = FRAMEWORK_HELP)]
    Framework(ExportFramework),
    /// OSCAL 1.2.1, for tools and assessors that read it
    #[command(after_help = OSCAL_HELP)]
    Oscal(ExportOscal),
}

/// `storyproof export framework`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ExportFramework {
    /// The framework
    #[arg(value_name = "FRAMEWORK")]
    pub framework: String,
    /// The form
    #[arg(long, value_enum, default_value_t)]
    pub format: CatalogFormat,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The form of a catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CatalogFormat {
    /// A table with every field and link.
    #[default]
    Csv,
    /// A library of CISO Assistant, YAML.
    CisoAssistant,
    /// A compliance file of Prowler, JSON.
    Prowler,
}

/// `storyproof export oscal`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ExportOscal {
    /// What is written
    #[arg(value_enum, value_name = "KIND")]
    pub kind: OscalKind,
    /// The framework [default: the first target; all for poam and component-definition]
    #[arg(value_name = "FRAMEWORK")]
    pub framework: Option<String>,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A kind of OSCAL document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OscalKind {
    /// The controls of a framework.
    Catalog,
    /// What applies of a framework.
    Profile,
    /// What evidence says of a framework: findings, observations, risks.
    AssessmentResults,
    /// The plan of action and milestones: stories that are open.
    Poam,
    /// Components and checks with the controls that they have a part in.
    ComponentDefinition,
}
