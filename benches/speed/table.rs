//! The tables that are printed.

use std::time::Duration;

use crate::measure::Usage;

/// A table with one row a measurement.
pub(crate) struct Table {
    title: String,
    rows: Vec<[String; 6]>,
}

impl Table {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        let head = ["what", "wall", "CPU", "memory", "gives", "target"].map(Into::into);
        Self { title: title.into(), rows: vec![head] }
    }

    /// A measurement, what follows from it, and what it should be.
    pub(crate) fn row(
        &mut self,
        what: impl Into<String>,
        used: Usage,
        gives: impl Into<String>,
        target: &str,
    ) {
        self.rows.push([
            what.into(),
            time(used.wall),
            time(used.cpu),
            format!("{:.1} MiB", mebibytes(used.rss)),
            gives.into(),
            target.into(),
        ]);
    }

    /// A number that is not a process.
    pub(crate) fn number(&mut self, what: &str, gives: impl Into<String>, target: &str) {
        let empty = String::new;
        self.rows.push([what.into(), empty(), empty(), empty(), gives.into(), target.into()]);
    }

    pub(crate) fn print(&self) {
        println!("\n## {}\n", self.title);
        let width = |column: usize| {
            self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
        };
        let widths: [usize; 6] = std::array::from_fn(width);
        for (number, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!(" {cell:<width$} |"));
            println!("|{}", cells.collect::<String>());
            if number == 0 {
                let rules = widths.iter().map(|width| format!("{}|", "-".repeat(width + 2)));
                println!("|{}", rules.collect::<String>());
            }
        }
    }
}

fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 0.1 { format!("{:.1} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

/// Bytes in MiB.
#[expect(clippy::cast_precision_loss, reason = "a rounded number for people")]
pub(crate) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// So many of something for each of something else.
#[expect(clippy::cast_precision_loss, reason = "a rounded number for people")]
pub(crate) fn each(of: u64, by: u64) -> f64 {
    of as f64 / by.max(1) as f64
}
