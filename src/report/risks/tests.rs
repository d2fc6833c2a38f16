//! The register of a small program: what is claimed lowers nothing, and what is missing is said.

use crate::report::{
    self, RiskRegister,
    risks::entry::{Level, RiskEntry},
    testing::Sample,
};

fn at(observed: &str) -> RiskRegister {
    report::risks(&Sample::with_duties("x", observed).inputs())
}

fn row<'r>(register: &'r RiskRegister, id: &str) -> &'r RiskEntry {
    register.rows.iter().find(|row| row.id.as_str() == id).unwrap()
}

fn scores(row: &RiskEntry) -> [u32; 3] {
    [row.inherent, row.current, row.target].map(|level: Level| level.score)
}

#[test]
fn a_risk_falls_by_what_is_verified_and_not_by_what_is_claimed() {
    let register = at("2026-01-20T18:00:00Z");
    let risk = row(&register, "R-1");
    assert_eq!(scores(risk), [20, 13, 5], "one of two stories is verified");
    assert_eq!((risk.claimed, risk.verified, risk.plan.len()), (2, 1, 2));
    assert_eq!((risk.state.word, risk.current.band), ("falling", "high"));
    // Once the results are too old nothing is verified, and the risk is what it was at first.
    let later = at("2026-03-01T18:00:00Z");
    assert_eq!(scores(row(&later, "R-1")), [20, 20, 5]);
}

#[test]
fn the_maps_the_rows_and_the_totals_say_the_same() {
    let register = at("2026-01-20T18:00:00Z");
    for (map, level) in register.maps.iter().zip([
        |row: &RiskEntry| row.inherent,
        |row: &RiskEntry| row.current,
        |row: &RiskEntry| row.target,
    ]) {
        for row in &register.rows {
            let Level { likelihood, impact, .. } = level(row);
            let line = map.rows.iter().find(|line| line.likelihood == likelihood).unwrap();
            let here = &line.cells[impact as usize - 1].risks;
            assert!(here.iter().any(|risk| risk.text == row.id.as_str()), "{} {row:?}", map.title);
        }
        let all: usize = map.rows.iter().flat_map(|r| &r.cells).map(|c| c.risks.len()).sum();
        assert_eq!(all, register.rows.len());
    }
    let sum = |part: fn(&RiskEntry) -> Level| {
        register.rows.iter().map(|row| u64::from(part(row).score)).sum::<u64>()
    };
    let totals = register.totals;
    assert_eq!(totals.inherent, sum(|row| row.inherent));
    assert_eq!(totals.current, sum(|row| row.current));
    assert_eq!(totals.target, sum(|row| row.target));
    let names: Vec<_> = register.bands.iter().map(|band| (band.name, band.from, band.to)).collect();
    assert_eq!(names, [("low", 1, 4), ("mid", 5, 9), ("high", 10, 14), ("top", 15, 25)]);
}

#[test]
fn what_nobody_accepted_or_looked_at_is_asked_for() {
    let register = at("2026-01-20T18:00:00Z");
    let accepted = row(&register, "R-2");
    assert_eq!(accepted.acceptance.state.status, "not-recorded");
    assert_eq!(
        accepted.review.text,
        "last on 2025-10-01, due by 2026-01-01 (every 92 days), 19 days late"
    );
    let open = row(&register, "R-1");
    assert_eq!(open.acceptance.state.status, "not-yet", "its treatment is under way");
    assert_eq!(open.review.state.status, "not-reviewed");
    let of = |id: &str| register.attention.iter().filter(|a| a.risk.text == id).count();
    assert_eq!(of("R-2"), 2);
    // A look of October is not known in September.
    let earlier = at("2025-09-01T18:00:00Z");
    assert_eq!(row(&earlier, "R-2").review.state.status, "not-reviewed");
}

#[test]
fn an_approval_of_a_risk_is_its_acceptance() {
    let sample =
        |role: &str| Sample::with_duties("x", "2026-01-20T18:00:00Z").with_accepted("R-2", role);
    let accepted = report::risks(&sample("watch").inputs());
    let acceptance = &row(&accepted, "R-2").acceptance;
    assert_eq!((acceptance.state.status, acceptance.attention), ("approved", false));
    let nobody = report::risks(&sample("nobody").inputs());
    let acceptance = &row(&nobody, "R-2").acceptance;
    assert!(acceptance.attention, "a role that is no party accepts nothing: {acceptance:?}");
}

#[test]
fn an_exception_stands_under_its_risk_and_is_loud_once_it_ended() {
    let loud = |register: &RiskRegister| {
        register.attention.iter().any(|a| a.risk.text == "R-1" && a.what.contains("entry 5"))
    };
    let register = at("2026-01-20T18:00:00Z");
    assert_eq!(row(&register, "R-1").exceptions.len(), 1);
    assert!(!loud(&register));
    assert!(loud(&at("2026-02-20T18:00:00Z")), "it expired on the first of February");
}

#[test]
fn the_trend_ends_at_the_present() {
    let register = at("2026-01-20T18:00:00Z");
    let trend = &register.trend;
    let sprints: Vec<&str> = trend.sprints.iter().map(|end| end.sprint.as_str()).collect();
    assert_eq!(sprints, ["S1"]);
    assert_eq!(trend.total.last(), Some(&register.totals.current));
    let then = at("2026-01-16T23:59:59Z");
    assert_eq!(trend.total[0], then.totals.current, "as it stood at the end of the sprint");
}
