//! The words of expressions: minijinja's filters and tests, those of them that must be stricter here,
//! and our own.

use std::borrow::Cow;

use minijinja::{
    Environment, Error, ErrorKind, State, filters, tests,
    value::{Kwargs, Rest, Value, ValueKind, ValueOrKwargs},
};

use super::{aws, fields::Tracker};
use crate::time::{Day, Instant};

pub(super) const FILTERS: &[&str] = &[
    "abs",
    "admits_internet",
    "aws_error",
    "count",
    "default",
    "escalations",
    "first",
    "flatten",
    "float",
    "int",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "principals",
    "public_subnets",
    "reject",
    "rejectattr",
    "replace",
    "round",
    "select",
    "selectattr",
    "sort",
    "split",
    "statements",
    "string",
    "sum",
    "trim",
    "unique",
    "upper",
];
pub(super) const TESTS: &[&str] = &[
    "boolean",
    "containing",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "false",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "le",
    "lessthan",
    "lt",
    "mapping",
    "mentioning",
    "ne",
    "none",
    "number",
    "sequence",
    "startingwith",
    "string",
    "true",
    "undefined",
];
pub(super) const FUNCTIONS: &[&str] = &["days_since", "days_until"];

/// Gives an environment every word of the language, and no other.
pub(super) fn add(environment: &mut Environment<'static>, tracker: &Tracker) {
    add_filters(environment);
    add_tests(environment);
    add_strict(environment);
    add_asking(environment, tracker);
    add_lists(environment);
    add_times(environment);
    aws::add(environment, tracker);
}

fn add_filters(environment: &mut Environment<'static>) {
    environment.add_filter("abs", filters::abs);
    environment.add_filter("count", filters::length);
    environment.add_filter("float", filters::float);
    environment.add_filter("int", filters::int);
    environment.add_filter("items", filters::items);
    environment.add_filter("join", filters::join);
    environment.add_filter("length", filters::length);
    environment.add_filter("list", filters::list);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("reject", filters::reject);
    environment.add_filter("replace", filters::replace);
    environment.add_filter("round", filters::round);
    environment.add_filter("select", filters::select);
    environment.add_filter("sort", filters::sort);
    environment.add_filter("split", filters::split);
    environment.add_filter("string", filters::string);
    environment.add_filter("sum", filters::sum);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("unique", filters::unique);
    environment.add_filter("upper", filters::upper);
}

fn add_tests(environment: &mut Environment<'static>) {
    environment.add_test("boolean", tests::is_boolean);
    environment.add_test("divisibleby", tests::is_divisibleby);
    environment.add_test("endingwith", tests::is_endingwith);
    environment.add_test("eq", tests::is_eq);
    environment.add_test("equalto", tests::is_eq);
    environment.add_test("false", tests::is_false);
    environment.add_test("ge", tests::is_ge);
    environment.add_test("greaterthan", tests::is_gt);
    environment.add_test("gt", tests::is_gt);
    environment.add_test("in", tests::is_in);
    environment.add_test("le", tests::is_le);
    environment.add_test("lessthan", tests::is_lt);
    environment.add_test("lt", tests::is_lt);
    environment.add_test("mapping", tests::is_mapping);
    environment.add_test("ne", tests::is_ne);
    environment.add_test("none", tests::is_none);
    environment.add_test("number", tests::is_number);
    environment.add_test("sequence", tests::is_sequence);
    environment.add_test("startingwith", tests::is_startingwith);
    environment.add_test("string", tests::is_string);
    environment.add_test("true", tests::is_true);
}

/// minijinja's filters that give nothing for an empty list, or for things without the attribute,
/// where nothing would equal nothing: here that is an error.
fn add_strict(environment: &mut Environment<'static>) {
    environment.add_filter("first", |value: &Value| filters::first(some(value)?));
    environment.add_filter("last", |value: Value| filters::last(some(&value)?.clone()));
    environment.add_filter("max", |state: &State<'_, '_>, value: Value, options: Kwargs| {
        filters::max(state, some(&value)?.clone(), options)
    });
    environment.add_filter("min", |state: &State<'_, '_>, value: Value, options: Kwargs| {
        filters::min(state, some(&value)?.clone(), options)
    });
    environment.add_filter(
        "selectattr",
        |state: &mut State<'_, '_>,
         value: Value,
         attribute: Cow<'_, str>,
         test: Option<Cow<'_, str>>,
         rest: Rest<ValueOrKwargs>| {
            objects(&value, &attribute)?;
            filters::selectattr(state, value, attribute, test, rest)
        },
    );
    environment.add_filter(
        "rejectattr",
        |state: &mut State<'_, '_>,
         value: Value,
         attribute: Cow<'_, str>,
         test: Option<Cow<'_, str>>,
         rest: Rest<ValueOrKwargs>| {
            objects(&value, &attribute)?;
            filters::rejectattr(state, value, attribute, test, rest)
        },
    );
    environment.add_filter(
        "map",
        |state: &mut State<'_, '_>, value: Value, rest: Rest<ValueOrKwargs>| {
            let options = rest.last().filter(|last| last.is_kwargs());
            let attribute = options.and_then(|options| options.get_attr("attribute").ok());
            if let Some(attribute) = attribute.as_ref().and_then(Value::as_str) {
                objects(&value, attribute)?;
            }
            filters::map(state, value, rest)
        },
    );
}

/// A list or text with something in it.
fn some(value: &Value) -> Result<&Value, Error> {
    match value.len() {
        Some(0) => Err(Error::new(ErrorKind::InvalidOperation, "the list is empty")),
        _ => Ok(value),
    }
}

/// Refuses a list of anything but objects, whose attribute nothing could have.
fn objects(list: &Value, attribute: &str) -> Result<(), Error> {
    if attribute.contains('.') {
        return Err(odd(format!("`{attribute}` is a path; only one field can be named")));
    }
    let mut items = list.try_iter()?;
    match items.find(|item| item.kind() != ValueKind::Map) {
        Some(item) => Err(odd(format!("a {} has no `{attribute}`", item.kind()))),
        None => Ok(()),
    }
}

/// The words that ask whether a field is there: then it may be missing.
fn add_asking(environment: &mut Environment<'static>, tracker: &Tracker) {
    let notes = tracker.clone();
    environment.add_test("defined", move |value: &Value| {
        if value.is_undefined() {
            notes.forgive();
        }
        !value.is_undefined()
    });
    let notes = tracker.clone();
    environment.add_test("undefined", move |value: &Value| {
        if value.is_undefined() {
            notes.forgive();
        }
        value.is_undefined()
    });
    let notes = tracker.clone();
    environment.add_filter("default", move |value: &Value, other: Value| {
        if value.is_undefined() {
            notes.forgive();
            return other;
        }
        value.clone()
    });
}

/// Lists of lists, and lists that contain.
fn add_lists(environment: &mut Environment<'static>) {
    environment.add_filter("flatten", |value: &Value| -> Result<Vec<Value>, Error> {
        let mut all = Vec::new();
        for list in value.try_iter()? {
            if !matches!(list.kind(), ValueKind::Seq | ValueKind::Iterable) {
                return Err(odd(format!("`flatten` meets a {}, not a list", list.kind())));
            }
            all.extend(list.try_iter()?);
        }
        Ok(all)
    });
    environment.add_test("containing", |list: &Value, wanted: &Value| -> Result<bool, Error> {
        match list.kind() {
            ValueKind::Seq | ValueKind::Iterable => {
                Ok(list.try_iter()?.any(|item| item == *wanted))
            }
            kind => Err(odd(format!("a {kind} is no list that could contain something"))),
        }
    });
    environment.add_test("mentioning", |text: &Value, word: &str| -> Result<bool, Error> {
        let text = text.as_str().ok_or_else(|| odd(format!("a {} is no text", text.kind())))?;
        Ok(mentions(text, word))
    });
}

/// Whether a text has a word that is not part of a longer one.
fn mentions(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !word.is_empty() && !before.ends_with(part) && !after.starts_with(part)
    })
}

fn odd(why: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, why)
}

fn add_times(environment: &mut Environment<'static>) {
    environment.add_function("days_since", |state: &State<'_, '_>, time: Value| {
        days_between(&time, &now(state)?)
    });
    environment.add_function("days_until", |state: &State<'_, '_>, time: Value| {
        days_between(&now(state)?, &time)
    });
}

/// When the document was observed: the only present that an expression knows.
fn now(state: &State<'_, '_>) -> Result<Value, Error> {
    let missing = || Error::new(ErrorKind::InvalidOperation, "there is no observed_at");
    state.lookup("observed_at").ok_or_else(missing)
}

fn days_between(from: &Value, to: &Value) -> Result<f64, Error> {
    let seconds = instant(to)?.unix() - instant(from)?.unix();
    let seconds = i32::try_from(seconds).map_or(f64::MAX, f64::from);
    Ok(seconds / 86_400.0)
}

/// A time as JSON has it: RFC 3339, a day, or seconds or milliseconds since 1970.
fn instant(value: &Value) -> Result<Instant, Error> {
    let text = value.as_str().unwrap_or_default();
    let number = f64::try_from(value.clone()).ok().filter(|_| value.as_str().is_none());
    let of_number = number.and_then(|number| {
        let seconds = if number.abs() > 1e11 { number / 1000.0 } else { number };
        #[expect(clippy::cast_possible_truncation, reason = "it lies within a few millennia")]
        Instant::from_unix(seconds as i64)
    });
    let of_text =
        || text.parse::<Instant>().ok().or_else(|| Some(text.parse::<Day>().ok()?.start()));
    of_number
        .or_else(of_text)
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("{value} is not a time")))
}
