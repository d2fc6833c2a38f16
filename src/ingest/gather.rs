//! Results of several tools in one file, in any order, put together as one run a tool.
//!
//! Hubs list the findings of many products side by side. Runs are handed over one after the
//! other, so the results wait here until the file ends.

use std::collections::BTreeMap;

use super::{
    error::{Failure, Problem},
    record::{Header, Recorder},
    times::Stamp,
};
use crate::evidence::{ScanResult, Subject};

/// The most results of one file.
const MAX_RESULTS: u64 = 2_000_000;

/// The runs of a file, by tool.
#[derive(Default)]
pub(super) struct Gathered {
    runs: BTreeMap<String, Gathering>,
    results: u64,
}

/// One run while it is put together.
#[derive(Default)]
pub(super) struct Gathering {
    pub(super) header: Header,
    results: Vec<ScanResult>,
}

impl Gathered {
    /// The run of a tool; it begins when it is first asked for.
    pub(super) fn run(&mut self, tool: &str) -> &mut Gathering {
        self.runs.entry(tool.to_owned()).or_default()
    }

    /// A result of a tool's run, seen at this time; the earliest time counts.
    pub(super) fn add(
        &mut self,
        tool: &str,
        time: Option<Stamp>,
        result: ScanResult,
    ) -> Result<(), Problem> {
        self.results += 1;
        if self.results > MAX_RESULTS {
            return Err(Problem::TooLarge { what: "the file", limit: "2,000,000 results" });
        }
        let run = self.run(tool);
        run.header.time = Stamp::better(run.header.time, time);
        note(&mut run.header, &result.subject);
        run.results.push(result);
        Ok(())
    }

    /// Hands everything over. `incomplete` says why the listing is not whole, if it is not;
    /// `nothing` names the tool of a file without any finding.
    pub(super) fn hand_over(
        mut self,
        recorder: &mut Recorder<'_>,
        nothing: &'static str,
        incomplete: Option<&str>,
    ) -> Result<(), Failure> {
        if self.runs.is_empty() {
            self.run(nothing);
        }
        for (tool, run) in self.runs {
            recorder.begin(&tool)?;
            let mut header = run.header;
            header.succeeded = !run.results.is_empty() && incomplete.is_none();
            if run.results.is_empty() {
                header.warnings.push("the file holds no result: nothing was evaluated".into());
            }
            header.warnings.extend(incomplete.map(str::to_owned));
            for mut result in run.results {
                recorder.result(&mut result)?;
            }
            recorder.end(header)?;
        }
        Ok(())
    }
}

/// Adds the place of a subject to what a run covered.
pub(super) fn note(header: &mut Header, subject: &Subject) {
    for (seen, value) in [
        (&mut header.scope.accounts, &subject.account),
        (&mut header.scope.regions, &subject.region),
    ] {
        if let Some(value) = value
            && !seen.contains(value)
        {
            seen.insert(value.clone());
        }
    }
}
