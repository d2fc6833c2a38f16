//! Sentences with values in them, in the language of the report.

use std::fmt::Display;

use super::Lang;

/// A sentence of the catalog with its values: `say!(lang, "{0} of {1} proven", a, b)`. The first
/// argument is the language, the second the English, with places by number, because Japanese has
/// them in another order. In English it gives what `format!` would give.
#[macro_export]
macro_rules! say {
    ($lang:expr, $key:literal $(, $value:expr)* $(,)?) => {
        $crate::report::lang::say::sentence($lang, $key, &[$(&$value as &dyn ::std::fmt::Display),*])
    };
}
pub(crate) use say;

/// A sentence of the catalog with its values, in one language; use `say!`, which tests can find.
pub fn sentence(lang: Lang, key: &str, values: &[&dyn Display]) -> String {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    fill(lang.one().text(key), &values)
}

/// Puts values into their places: `{0}` is the first. A place without a value stays as it is, and
/// what a value holds is never a place.
pub fn fill(text: &str, values: &[String]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place = after.split_once('}').and_then(|(number, behind)| {
            let value = values.get(number.parse::<usize>().ok()?)?;
            Some((value, behind))
        });
        if let Some((value, behind)) = place {
            filled.push_str(value);
            rest = behind;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}
