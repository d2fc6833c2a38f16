//! The sprint view on a small program.

use crate::report::{self, testing::Sample};

#[test]
fn placeholder() {
    let sample = Sample::with_text("x");
    let view = report::sprint(&sample.inputs(), &"S1".parse().unwrap()).unwrap();
    println!(
        "{:#?}",
        (
            &view.numbers,
            &view.scope,
            &view.velocity,
            &view.scans,
            &view.changes,
            &view.burn_up.steps
        )
    );
    println!("{}", crate::render::markdown::sprint(&view).unwrap());
    println!("{}", crate::render::markdown::program(&report::program(&sample.inputs())).unwrap());
}
