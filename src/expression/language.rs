//! How an expression is compiled and evaluated.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use minijinja::{
    Environment, Error, ErrorKind, UndefinedBehavior,
    value::{Value, ValueKind},
};

use super::{
    fields::{Root, Tracker},
    vocabulary::{self, FUNCTIONS},
    words::attribute_of_a_value,
};

/// How many steps an evaluation may take.
const FUEL: u64 = 2_000_000;
/// The longest expression.
const MAX_LENGTH: usize = 10_000;

/// Variables that every expression has, whatever the document's fields are called.
pub const RESERVED: [&str; 6] =
    ["document", "aws_error", "observed_at", "item", "account", "region"];

/// Why an expression cannot be read or gave no answer, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The words.
    pub why: String,
    /// Which part of the expression is meant, in bytes, when that is known.
    pub range: Option<Range<usize>>,
}

/// A compiled expression.
#[derive(Debug)]
pub struct Expression<'e> {
    compiled: minijinja::Expression<'e, 'static>,
    /// The paths that it reads, such as `item.a.b`.
    paths: Vec<String>,
}

/// The language, with the notes of what evaluations read.
#[derive(Debug)]
pub struct Language {
    environment: Environment<'static>,
    tracker: Tracker,
}

impl Default for Language {
    fn default() -> Self {
        let tracker = Tracker::default();
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(100);
        vocabulary::add(&mut environment, &tracker);
        Self { environment, tracker }
    }
}

impl Language {
    /// What turns documents into values, and what the last evaluation read.
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }

    /// Compiles an expression.
    ///
    /// # Errors
    /// When it is no expression.
    pub fn compile<'e>(&'e self, expression: &str) -> Result<Expression<'e>, Trouble> {
        if expression.len() > MAX_LENGTH {
            let why = format!("the expression is longer than {MAX_LENGTH} bytes");
            return Err(Trouble { why, range: None });
        }
        if let Some(range) = attribute_of_a_value(expression) {
            let why = "only fields can be read further into: give the value a condition of its own";
            return Err(Trouble { why: why.into(), range: Some(range) });
        }
        let compiled = self.environment.compile_expression_owned(expression.to_owned());
        let compiled = compiled.map_err(|error| Trouble {
            why: error.detail().unwrap_or("not an expression").to_owned(),
            range: error.range(),
        })?;
        let paths: BTreeSet<String> = compiled.undeclared_variables(true).into_iter().collect();
        Ok(Expression { compiled, paths: paths.into_iter().collect() })
    }

    /// Evaluates an expression over a document, with variables beside the document's fields.
    ///
    /// # Errors
    /// When a field is not there, types do not fit, or it takes too long.
    pub fn evaluate(
        &self,
        expression: &Expression<'_>,
        document: &Value,
        variables: BTreeMap<String, Value>,
    ) -> Result<Value, String> {
        self.tracker.clear();
        let root = Root {
            variables,
            document: document.clone(),
            functions: FUNCTIONS,
            reserved: &RESERVED,
            tracker: self.tracker.clone(),
        };
        let answer = expression.compiled.eval(Value::from_object(root));
        if let Some(missing) = self.tracker.missing() {
            return Err(format!("there is no `{missing}`"));
        }
        if let Some(plain) = expression.paths.iter().find_map(|path| self.tracker.reads_into(path))
        {
            return Err(format!("`{plain}` has no fields"));
        }
        answer.map_err(|error| words(&error))
    }

    /// Evaluates a condition: the answer must be true or false, nothing that merely counts as such.
    ///
    /// # Errors
    /// As [`Language::evaluate`], and when the answer is another value.
    pub fn decide(
        &self,
        expression: &Expression<'_>,
        document: &Value,
        variables: BTreeMap<String, Value>,
    ) -> Result<bool, String> {
        let value = self.evaluate(expression, document, variables)?;
        if value.kind() == ValueKind::Bool {
            return Ok(value.is_true());
        }
        Err(format!("the expression gives a {}, not true or false", value.kind()))
    }
}

/// The variable under which a document is known to expressions.
pub fn variable_of(document: &str) -> String {
    document.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn words(error: &Error) -> String {
    let what = match error.kind() {
        ErrorKind::OutOfFuel => return "it takes too many steps".into(),
        kind => kind.to_string(),
    };
    error.detail().map_or(what.clone(), |detail| format!("{what}: {detail}"))
}

#[cfg(test)]
mod unit {
    use serde_json::json;

    use super::{
        super::vocabulary::{FILTERS, TESTS},
        *,
    };

    fn decide(expression: &str, document: &serde_json::Value) -> Result<bool, String> {
        let language = Language::default();
        let compiled = language.compile(expression).map_err(|trouble| trouble.why)?;
        let value = language.tracker().value(document, "");
        let observed = Value::from("2026-03-01T00:00:00Z");
        let variables = BTreeMap::from([
            ("observed_at".to_owned(), observed),
            ("document".to_owned(), value.clone()),
            ("aws_error".to_owned(), Value::from("")),
        ]);
        language.decide(&compiled, &value, variables)
    }

    #[test]
    fn a_condition_is_true_or_false_of_a_document() {
        let document =
            json!({"SummaryMap": {"AccountMFAEnabled": 1, "Users": 4}, "T": [{"A": true}]});
        for (expression, expected) in [
            ("SummaryMap.AccountMFAEnabled == 1", true),
            ("SummaryMap.AccountMFAEnabled == 0", false),
            ("SummaryMap.Users > 3 and not (SummaryMap.Users > 5)", true),
            ("T | selectattr('A') | list | length == 1", true),
            ("SummaryMap.Nope is defined", false),
            ("SummaryMap.Nope is undefined or SummaryMap.Nope > 3", true),
            ("SummaryMap.Nope | default(3) == 3", true),
            ("Nope is not defined", true),
            ("(document | aws_error) == ''", true),
            ("aws_error != '' and Nope > 3", false),
            ("[[1, 2], [3]] | flatten | list | length == 3", true),
            ("['a', 'b'] is containing 'b' and ['ab'] is not containing 'b'", true),
            ("'$.eventName = CreateVpc)' is mentioning 'CreateVpc'", true),
            ("'CreateVpcPeeringConnection' is mentioning 'CreateVpc'", false),
        ] {
            assert_eq!(decide(expression, &document), Ok(expected), "{expression}");
        }
    }

    #[test]
    fn what_has_no_answer_is_an_error_and_never_a_pass() {
        let document = json!({"A": {"b": 1}, "list": [1, 2, 3], "t": "text"});
        for (expression, why) in [
            ("A.c != 5", "`A.c`"),
            ("not A.c", "`A.c`"),
            ("A.c == none", "`A.c`"),
            ("A.c.d == 1", "`A.c`"),
            ("Nope != 1", "`Nope`"),
            ("A.b", "not true or false"),
            ("list", "not true or false"),
            ("none", "not true or false"),
            ("A.c is defined or A.d != 3", "`A.d`"),
            ("A.c != 5 and list[9] is not defined", "`A.c`"),
            ("A.c != 5 and (list | aws_error) == ''", "`A.c`"),
            ("A.c != (t | aws_error)", "`A.c`"),
            ("list | selectattr('x') | list | length == 0", "no `x`"),
            ("list | map(attribute='x') | list | length == 3", "no `x`"),
            ("A.b.c != 5", "`A.b`"),
            ("t.c != 5", "`t`"),
            ("list.c != 5", "`list"),
            ("list[7] != 5", "`list[7]`"),
            ("(list | select('gt', 9) | first) != 5", "empty"),
            ("(list | select('gt', 9) | list)[0] != 5", "read further"),
            ("(t | upper).x != 5", "read further"),
            ("[A, A] | selectattr('c', 'ne', 3) | list | length == 2", "`A.c`"),
            ("list | map('upper') | list | length == 3 and t + 3 == 1", "opera"),
            ("days_since(t) > 3", "not a time"),
            ("days_since(A.c) > 3", "`A.c`"),
            ("t | nothing == 3", "nothing"),
            ("account != ''", "`account`"),
            ("region == item", "`region`"),
            ("[A, list] | flatten | list | length > 0", "not a list"),
            ("t is containing 'x'", "no list"),
            ("list is mentioning 'x'", "no text"),
            ("Nope | flatten | list | length == 0", "`Nope`"),
            ("Nope | statements | list | length == 0", "`Nope`"),
            ("A.c | principals | list | length == 0", "`A.c`"),
            ("A | principals | list | length == 0", "no `Statement`"),
            ("t | principals | list | length == 0", "no JSON"),
            ("not (A.c | admits_internet(22))", "`A.c`"),
            ("not (A | admits_internet(22))", "no list"),
            ("not (list | admits_internet(22))", "IpProtocol"),
        ] {
            let error = decide(expression, &document).unwrap_err();
            assert!(error.contains(why), "{expression}: {error}");
        }
    }

    #[test]
    fn times_are_measured_from_the_observation() {
        let document = json!({"iso": "2026-02-01T00:00:00+00:00", "day": "2026-02-01", "s": 1_769_904_000,
            "ms": 1_769_904_000_000_i64, "f": 1_769_904_000.5, "later": "2026-03-11T00:00:00Z"});
        for field in ["iso", "day", "s", "ms", "f"] {
            let expression = format!("days_since({field}) > 27.9 and days_since({field}) < 28.1");
            assert_eq!(decide(&expression, &document), Ok(true), "{field}");
        }
        assert_eq!(decide("days_until(later) == 10", &document), Ok(true));
    }

    #[test]
    fn an_evaluation_ends() {
        let many: Vec<u32> = (0..3000).collect();
        let nested = "xs | map('default', xs | sort | join) | join | split('1') | length > 0 and "
            .repeat(60)
            + "true";
        let error = decide(&nested, &json!({"xs": many})).unwrap_err();
        assert!(error.contains("steps"), "{error}");
        assert!(decide(&"(".repeat(9_000), &json!({})).is_err());
        assert!(decide(&"a".repeat(20_000), &json!({})).is_err());
    }

    #[test]
    fn every_known_word_works_and_no_other() {
        let language = Language::default();
        for name in FILTERS {
            let compiled = language.compile(&format!("1 | {name}")).unwrap();
            let error = language.evaluate(&compiled, &Value::from(1), BTreeMap::new());
            let why = error.err().unwrap_or_default();
            assert!(!why.contains("unknown filter"), "{name}: {why}");
        }
        for name in TESTS {
            let compiled = language.compile(&format!("1 is {name}")).unwrap();
            let error = language.evaluate(&compiled, &Value::from(1), BTreeMap::new());
            let why = error.err().unwrap_or_default();
            assert!(!why.contains("unknown test"), "{name}: {why}");
        }
    }

    #[test]
    fn what_was_read_is_told() {
        let language = Language::default();
        let value = language.tracker().value(&json!({"A": {"b": 0}, "c": "x"}), "");
        let compiled = language.compile("A.b == 1 and c == 'x'").unwrap();
        assert_eq!(language.decide(&compiled, &value, BTreeMap::new()), Ok(false));
        assert_eq!(language.tracker().says(), "A.b is 0");
    }
}
