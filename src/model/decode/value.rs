//! One value of each type.

use toml::de::DeValue;

use super::{
    reader::{Node, Reader},
    rules,
};
use crate::{
    diag::Diagnostic,
    evidence::Severity,
    ids::{
        AccountId, AttestationId, CheckId, ComponentId, ControlId, ControlRef, EpicId, ExternalId,
        FrameworkId, IdError, MeasureId, PartyId, PersonaId, RepositoryId, ResponseId, RiskId,
        RuleId, ServiceId, SprintId, StoryId, WorksheetId,
    },
    model::{Shape, Texts},
    source::Spanned,
    time::{Day, MaxAge},
};

/// A type that a TOML value can become.
pub(super) trait Value: Sized {
    /// What should stand there, for people.
    const EXPECTED: &'static str;

    /// What should stand there, as data.
    fn shape() -> Shape;

    /// Reads the value, or reports why it cannot be read.
    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self>;
}

impl<T: Value> Value for Spanned<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn shape() -> Shape {
        T::shape()
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        Some(Self::new(T::read(node, reader)?, reader.span_of(node)))
    }
}

impl Value for String {
    const EXPECTED: &'static str = "a string";

    fn shape() -> Shape {
        Shape::Text
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        reader.string(node, Self::EXPECTED).map(Into::into)
    }
}

impl Value for bool {
    const EXPECTED: &'static str = "true or false";

    fn shape() -> Shape {
        Shape::Bool
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        let value = node.get_ref().as_bool();
        if value.is_none() {
            reader.wrong_type(node, Self::EXPECTED);
        }
        value
    }
}

impl Value for u32 {
    const EXPECTED: &'static str = "a whole number";

    fn shape() -> Shape {
        Shape::Whole(0, Self::MAX)
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        let DeValue::Integer(number) = node.get_ref() else {
            reader.wrong_type(node, Self::EXPECTED);
            return None;
        };
        let value = Self::from_str_radix(number.as_str(), number.radix()).ok();
        if value.is_none() {
            let title = format!("`{}` is not a count", reader.written(reader.span_of(node)));
            let help = "write a whole number from 0 to 4294967295";
            reader.report_at(&rules::BAD_VALUE, title, reader.span_of(node), help);
        }
        value
    }
}

impl Value for f64 {
    const EXPECTED: &'static str = "a number";

    fn shape() -> Shape {
        Shape::Number(Self::MIN, Self::MAX)
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        let text = match node.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => {
                reader.wrong_type(node, Self::EXPECTED);
                return None;
            }
        };
        let value = text.parse::<Self>().ok().filter(|number| number.is_finite());
        if value.is_none() {
            let title = format!("`{text}` is not a number to count with");
            reader.report_at(&rules::BAD_VALUE, title, reader.span_of(node), "write a number");
        }
        value
    }
}

impl Value for Day {
    const EXPECTED: &'static str = "a date such as 2026-03-06";

    fn shape() -> Shape {
        Shape::Day
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        let span = reader.span_of(node);
        let wrong = |title: &str| Diagnostic::new(&rules::WRONG_TYPE, title, span);
        match node.get_ref() {
            DeValue::Datetime(moment) => {
                let date = moment.date.and_then(|date| {
                    Self::from_ymd(date.year.into(), date.month.into(), date.day.into())
                });
                if let (Some(day), None) = (date, moment.time) {
                    return Some(day);
                }
                let diagnostic = wrong("expected a date without a time");
                reader.report(match date {
                    Some(day) => diagnostic.help("leave out the time").fix(span, day.to_string()),
                    None => diagnostic.help("write a date such as 2026-03-06"),
                });
                None
            }
            DeValue::String(text) => {
                let diagnostic = wrong("expected a date, found a string");
                reader.report(match text.trim().parse::<Self>() {
                    Ok(day) => diagnostic.help("leave out the quotes").fix(span, day.to_string()),
                    Err(_) => diagnostic.help("write a date such as 2026-03-06, without quotes"),
                });
                None
            }
            _ => {
                reader.wrong_type(node, Self::EXPECTED);
                None
            }
        }
    }
}

impl Value for MaxAge {
    const EXPECTED: &'static str = "an age such as \"7d\"";

    fn shape() -> Shape {
        Shape::Age
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        let span = reader.span_of(node);
        if let DeValue::Integer(days) = node.get_ref() {
            let title = "an age needs its unit";
            let fixed = format!("\"{}d\"", days.as_str());
            let diagnostic = Diagnostic::new(&rules::WRONG_TYPE, title, span);
            reader.report(diagnostic.help("say hours, days or weeks").fix(span, fixed));
            return None;
        }
        let text = reader.string(node, Self::EXPECTED)?;
        let age = text.parse().ok();
        if age.is_none() {
            let title = format!("`{text}` is not an age");
            let help = "write hours, days or weeks, such as `36h`, `7d` or `2w`";
            reader.report_at(&rules::BAD_VALUE, title, span, help);
        }
        age
    }
}

impl Value for Severity {
    const EXPECTED: &'static str = "a level such as \"high\"";

    fn shape() -> Shape {
        Shape::Word(Self::WORDS.iter().map(|(word, _)| *word).collect())
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        let text = reader.string(node, Self::EXPECTED)?;
        let severity = Self::parse(text);
        if severity.is_none() {
            let title = format!("unknown level `{text}`");
            let help = "write `info`, `low`, `medium`, `high` or `critical`";
            reader.report_at(&rules::BAD_VALUE, title, reader.span_of(node), help);
        }
        severity
    }
}

impl Value for Texts {
    const EXPECTED: &'static str = "a string or a list of strings";

    fn shape() -> Shape {
        Shape::Texts
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        match node.get_ref() {
            DeValue::Array(entries) => {
                let read = |entry| String::read(entry, reader);
                Some(Self::Many(entries.iter().filter_map(read).collect()))
            }
            _ => reader.string(node, Self::EXPECTED).map(|text| Self::One(text.into())),
        }
    }
}

/// Reads an id; a bare number gets a message of its own.
fn read_id<'a, T>(
    node: Node<'a>,
    reader: &Reader<'a>,
    parse: impl FnOnce(&str) -> Result<T, IdError>,
) -> Option<T> {
    let span = reader.span_of(node);
    if matches!(node.get_ref(), DeValue::Integer(_) | DeValue::Float(_)) {
        let written = reader.written(span);
        let title = format!("an id is a string, `{written}` is a number");
        let diagnostic = Diagnostic::new(&rules::BAD_ID, title, span)
            .label("as a number, `1.10` and `1.1` are the same")
            .help("put it in quotes")
            .fix(span, format!("\"{written}\""));
        reader.report(diagnostic);
        return None;
    }
    match parse(reader.string(node, "an id, which is a string")?) {
        Ok(id) => Some(id),
        Err(error) => {
            let title = format!("{} is not an id", reader.written(span));
            let diagnostic = Diagnostic::new(&rules::BAD_ID, title, span);
            reader.report(diagnostic.help(error.to_string()));
            None
        }
    }
}

macro_rules! ids {
    ($($id:ty: $kind:literal => $expected:literal),* $(,)?) => {$(
        impl Value for $id {
            const EXPECTED: &'static str = $expected;
            fn shape() -> Shape {
                Shape::Id($kind)
            }
            fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
                read_id(node, reader, Self::parse)
            }
        }
    )*};
}

ids! {
    FrameworkId: "framework" => "the id of a framework, such as \"iso27001-2022\"",
    ControlId: "control id" => "the id of a control, such as \"8.4.2\"",
    ControlRef: "control" => "a control, such as \"pci-dss-4.0.1/8.4.2\"",
    EpicId: "epic" => "the id of an epic, such as \"IAM\"",
    StoryId: "story" => "the id of a story, such as \"IAM-01\"",
    SprintId: "sprint" => "the id of a sprint, such as \"2026-S1\"",
    PersonaId: "persona" => "the id of a persona",
    RuleId: "approval_rule" => "the id of a rule, such as \"risk-medium\"",
    PartyId: "party" => "the id of a party, such as \"team-platform\"",
    RiskId: "risk" => "the id of a risk, such as \"R-01\"",
    ComponentId: "component" => "the id of a component, such as \"aws-kms\"",
    CheckId: "check" => "the id of a check, such as \"root-mfa\"",
    AttestationId: "attestation" => "the id of an attestation",
    MeasureId: "measure" => "the id of a measure",
    ResponseId: "response" => "the id of a response",
    WorksheetId: "worksheet" => "the id of a worksheet",
    AccountId: "account" => "the number of an account, in quotes",
    RepositoryId: "repository" => "the id of a repository",
    ExternalId: "external id" => "what another program calls it, such as \"jira:SEC-12\"",
    ServiceId: "service" => "the id of a service, such as \"rds\"",
}
