//! The seam between readers and the ledger: readers push results, somebody takes them.
//!
//! A reader never sees a database, and the ledger never sees a format. For one artifact a reader
//! calls, in this order and for each run in the file: [`ResultSink::begin_run`], then
//! [`ResultSink::result`] for each result, then [`ResultSink::end_run`] with the run's header,
//! which is only complete at the end.

use super::{Run, ScanResult};

/// Why a sink could not take a result. Readers hand it on unchanged.
#[derive(Debug, thiserror::Error)]
#[error("cannot record the result")]
pub struct SinkError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Takes what a reader finds, in file order.
pub trait ResultSink {
    /// A run of this tool begins.
    ///
    /// # Errors
    /// When the sink cannot go on.
    fn begin_run(&mut self, tool: &str) -> Result<(), SinkError>;

    /// One result of the run that has begun.
    ///
    /// # Errors
    /// When the sink cannot go on.
    fn result(&mut self, result: &ScanResult) -> Result<(), SinkError>;

    /// The run ends; its header is now complete.
    ///
    /// # Errors
    /// When the sink cannot go on.
    fn end_run(&mut self, run: &Run) -> Result<(), SinkError>;
}

/// A sink that keeps everything in memory: for dry runs and tests.
#[derive(Debug, Default)]
pub struct Collected {
    /// The runs, each with its results.
    pub runs: Vec<(Run, Vec<ScanResult>)>,
    open: Vec<ScanResult>,
}

impl ResultSink for Collected {
    fn begin_run(&mut self, _tool: &str) -> Result<(), SinkError> {
        self.open.clear();
        Ok(())
    }

    fn result(&mut self, result: &ScanResult) -> Result<(), SinkError> {
        self.open.push(result.clone());
        Ok(())
    }

    fn end_run(&mut self, run: &Run) -> Result<(), SinkError> {
        self.runs.push((run.clone(), std::mem::take(&mut self.open)));
        Ok(())
    }
}
