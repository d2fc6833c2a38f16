//! A calendar that programs for mail and appointments read (RFC 5545).
//!
//! The lines, their folding and the escapes are those of the `icalendar` crate. Every time in it comes
//! from the view, so that the same view gives the same bytes; a day has no end of its own, which means
//! all of that day wherever it is read.

use icalendar::{Calendar as Written, Component as _, Event, Property};

use crate::{
    diag::safe::safe_text,
    report::{
        Lang,
        calendar::{Calendar, CalendarDay},
    },
    time::{Day, Instant},
};

/// The calendar.
pub fn ics(view: &Calendar) -> String {
    let stamp = stamp(view.at);
    let mut calendar = Written::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", program(view.lang)))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .append_property(Property::new("METHOD", "PUBLISH"))
        .name(&line(&view.name));
    for day in &view.events {
        calendar.push(event(day, view.lang, &stamp));
    }
    calendar.to_string()
}

/// What wrote it, and in which language.
fn program(lang: Lang) -> &'static str {
    match lang {
        Lang::En | Lang::Both => "-//storyproof//storyproof//EN",
        Lang::Ja => "-//storyproof//storyproof//JA",
    }
}

fn event(day: &CalendarDay, lang: Lang, stamp: &str) -> Event {
    let mut start = Property::new("DTSTART", date(day.day));
    start.add_parameter("VALUE", "DATE");
    let mut event = Event::new();
    event
        .append_property(Property::new("UID", &*day.uid))
        .append_property(Property::new("DTSTAMP", stamp))
        .append_property(start)
        .append_property(Property::new("SUMMARY", line(&day.title)))
        .append_property(Property::new("DESCRIPTION", text(&day.text)))
        .append_property(Property::new("CATEGORIES", lang.inside(day.kind).to_uppercase()))
        .append_property(Property::new("TRANSP", "TRANSPARENT"));
    event
}

/// `20260403`.
fn date(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// `20260403T235959Z`.
fn stamp(at: Instant) -> String {
    at.to_string().replace(['-', ':'], "")
}

/// Text that cannot end a line or hide anything.
fn text(text: &str) -> String {
    safe_text(&text.replace("\r\n", "\n").replace('\t', " ")).into_owned()
}

/// The same on one line.
fn line(words: &str) -> String {
    text(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_and_text_stays_text() {
        let hostile = "a,b;c\\d\r\nEND:VEVENT\r\nBEGIN:VALARM \u{1b}[31m 適用宣言書".repeat(9);
        let day = "2026-04-03".parse().unwrap();
        let event = CalendarDay {
            day,
            kind: "audit date",
            uid: "u-1".to_owned(),
            title: hostile.clone(),
            text: hostile.clone(),
        };
        let at = "2026-01-21T02:00:00Z".parse().unwrap();
        let view = Calendar { lang: Lang::Ja, name: hostile, at, events: vec![event] };
        let made = ics(&view);
        assert_eq!(made, ics(&view));
        assert!(made.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(made.matches('\n').count(), made.matches("\r\n").count());
        for line in made.split("\r\n") {
            assert!(line.len() <= 75, "{} bytes: {line}", line.len());
            assert!(!line.contains(crate::diag::safe::is_unsafe), "{line:?}");
        }
        let unfolded = made.replace("\r\n ", "");
        let lines: Vec<&str> = unfolded.split("\r\n").collect();
        assert_eq!(lines.iter().filter(|line| line.starts_with("END:VEVENT")).count(), 1);
        assert!(!lines.iter().any(|line| line.starts_with("BEGIN:VALARM")));
        assert!(lines.contains(&"DTSTART;VALUE=DATE:20260403"), "{unfolded}");
        assert!(lines.contains(&"DTSTAMP:20260121T020000Z"), "{unfolded}");
        assert!(lines.contains(&"UID:u-1"), "{unfolded}");
        assert!(unfolded.contains("SUMMARY:a\\,b\\;c\\\\d END:VEVENT"), "{unfolded}");
    }
}
