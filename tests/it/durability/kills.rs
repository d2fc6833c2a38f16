//! SIGKILL at random moments, on one ledger that grows over all of them.
//!
//! **Promises kept:** every entry that was answered for stays; none is there by half; a killed
//! recording can be done again.

use std::{
    fs,
    os::unix::process::ExitStatusExt as _,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use storyproof::ledger::Ledger;

use super::bench::{Dice, LEDGER, checkpoint, many, place, record, scan, verified};

#[test]
fn killed_at_random_moments() {
    let wanted = many("STORYPROOF_KILLS", 100, 1_000);
    let place = place();
    record(&place, 0);
    // How long one takes here and now. It is kept up with: kills that come too early hit nothing.
    let began = Instant::now();
    record(&place, 1);
    let mut window = usize::try_from(began.elapsed().as_micros()).unwrap();
    let mut dice = Dice::new(0x6b);
    let (mut kills, mut answered, mut done, mut entries) = (0, 0, 2, 2);
    while kills < wanted {
        let name = scan(&place, done);
        let mut command = place.process(["ingest", &name]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(dice.below(window).try_into().unwrap()));
        child.kill().ok();
        let status = child.wait().unwrap();
        let ledger = Ledger::open_read(&place.path(LEDGER)).unwrap();
        let size = usize::try_from(ledger.head().unwrap().size).unwrap();
        if status.signal() == Some(9) {
            kills += 1;
            window += window / 30;
            assert!(size == entries || size == entries + 1, "{entries} entries became {size}");
        } else {
            assert!(status.success(), "{status} without a kill");
            answered += 1;
            window = (window - window / 10).max(1_000);
            assert_eq!(size, entries + 1, "answered and not there");
        }
        assert!(checkpoint(&place.path("")).unwrap().0 <= size);
        if size > entries {
            // Whether it was answered for or not.
            (done, entries) = (done + 1, size);
            fs::remove_file(place.path(&name)).unwrap();
        }
        if kills % 50 == 0 {
            assert_eq!(verified(&place, "after kills").0, entries);
        }
    }
    record(&place, done);
    assert_eq!(verified(&place, "at the end").0, entries + 1);
    println!(
        "kills: {kills} at random moments, {answered} recordings answered in between, {} entries, nothing lost and nothing halved",
        entries + 1
    );
}
