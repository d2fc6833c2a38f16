//! One line a finding: `path:line:column: error[code]: title`.

use crate::{
    diag::{Report, safe::safe_line},
    source::Sources,
};

/// Every finding on a line of its own, then the summary.
pub fn short(report: &Report, sources: &Sources) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let diagnostic = &finding.diagnostic;
        let span = diagnostic.primary.span;
        let (start, _) = sources.places(span);
        let line = format!(
            "{}:{}:{}: {}[{}]: {}\n",
            safe_line(sources.path(span.file)),
            start.line,
            start.column,
            finding.level.noun(),
            diagnostic.rule.code,
            safe_line(&diagnostic.title),
        );
        out.push_str(&line);
    }
    out.push_str(&report.summary());
    out.push('\n');
    out
}
