//! The way in: [`read`] decodes, recognises and hands over to the format's reader.

use std::{collections::BTreeMap, io::Read};

use super::{
    decode::Text,
    error::{Error, Failure, Problem},
    format::Format,
    names::tool_name,
    readers::may_be_one,
    record::Recorder,
    sniff,
    times::in_our_time,
    window::Window,
};
use crate::{
    evidence::{Claims, Counts, ResultSink, RuleKey, Run, TimeSource},
    time::Instant,
};

/// What is known of a file before it is read.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// The name under which it was submitted; for messages only.
    pub file_name: &'a str,
    /// The format, when the submitter named it; else it is recognised by content.
    pub format: Option<Format>,
    /// What the submitter says of it.
    pub claims: &'a Claims,
    /// The time to fall back on when nothing was claimed and the file says none.
    pub fallback_time: (Instant, TimeSource),
    /// Now, to notice times that lie in the future.
    pub now: Instant,
}

/// What was in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The format it was read as.
    pub format: Format,
    /// Its runs, in file order, as they were given to the sink.
    pub runs: Vec<Run>,
    /// Every rule that has a result, with how many of each kind.
    pub rules_seen: BTreeMap<RuleKey, Counts>,
}

impl Summary {
    /// The results of all runs.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.runs.iter().for_each(|run| counts.merge(&run.counts));
        counts
    }
}

/// Reads a whole file and gives its runs and results to the sink.
///
/// The input is read to its end, once, in order. When this fails, the sink has been given part of
/// the file and must forget it.
///
/// # Errors
/// On the first thing that is not as the format says, with its place and a remedy.
pub fn read(
    input: impl Read,
    source: &Source<'_>,
    sink: &mut dyn ResultSink,
) -> Result<Summary, Error> {
    read_inner(input, source, sink).map_err(|failure| Error {
        file: source.file_name.to_owned(),
        position: failure.position,
        problem: failure.problem,
    })
}

fn read_inner(
    input: impl Read,
    source: &Source<'_>,
    sink: &mut dyn ResultSink,
) -> Result<Summary, Failure> {
    if let Some(at) = source.claims.observed_at {
        in_our_time("the claimed observed-at", at)?;
    }
    let mut window = Window::new(Text::new(input)?);
    let prefix = window.prefix()?;
    let format = match source.format {
        Some(format) => {
            sniff::refuse_what_is_no_report(prefix)?;
            format
        }
        None => match (sniff::sniff(prefix), named_by_tool(source.claims)) {
            (Err(Problem::Ambiguous), Some(format)) => format,
            // Nobody else reads it, and the submitter says which document it is.
            (Err(_), None) if source.claims.document.is_some() && may_be_one(prefix) => {
                json_document()?
            }
            (sniffed, _) => sniffed?,
        },
    };
    if source.claims.key.is_some() && format.name() != SIGNED {
        return Err(
            Problem::Signature(format!("a {format} file has no signature to verify")).into()
        );
    }
    let mut recorder = Recorder::new(source, format, sink);
    (format.reader().read)(window, &mut recorder)?;
    Ok(recorder.finish())
}

/// The one format whose files are signed inside.
const SIGNED: &str = "in-toto";

fn json_document() -> Result<Format, Problem> {
    "json".parse().map_err(|_| Problem::Unknown { found: "a document".into() })
}

/// `[]` has no shape; the submitter's word for the tool settles it.
fn named_by_tool(claims: &Claims) -> Option<Format> {
    let tool = tool_name(claims.tool.as_deref()?);
    let name = if tool == "prowler" { "prowler-ocsf" } else { tool.as_str() };
    name.parse().ok()
}
