//! What templates say in the language of their report.
//!
//! * `t("Coverage of {0}", x)`: a text of the catalog by its English, with values in its places.
//!   The text is ours and may hold markup; a value is written as if the template had printed it,
//!   so that it is escaped unless it is markup of a template already. The English must stand in the
//!   template as a literal, and a test insists on it: nothing that people wrote is ever looked up.
//! * `x|word`: a word that a view names, such as a status; what is no such word stays as it is.
//! * `n|count("story")`: how many there are of something.
//! * `x|day`: a day in a heading or a sentence.

use minijinja::{
    Environment, State,
    value::{Rest, Value},
};

use crate::report::{
    Lang,
    lang::{catalog, say::fill},
};

/// Gives these words to templates.
pub(super) fn add(environment: &mut Environment<'_>, lang: Lang) {
    environment.add_function(
        "t",
        move |state: &mut State<'_, '_>, key: String, values: Rest<Value>| {
            let values: Result<Vec<String>, _> =
                values.0.into_iter().map(|value| state.format(value)).collect();
            Ok::<_, minijinja::Error>(Value::from_safe_string(fill(lang.text(&key), &values?)))
        },
    );
    environment.add_filter("word", move |value: Value| match value.as_str() {
        Some(word) if catalog::is_named(word) => Value::from(lang.text(word)),
        _ => value,
    });
    environment.add_filter("count", move |n: u64, noun: &str| lang.count(n, noun));
    environment.add_filter("day", move |day: &str| lang.day_text(day));
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    fn shown(template: &str, lang: Lang, value: &str) -> String {
        let mut environment = Environment::new();
        add(&mut environment, lang);
        environment.add_template("page.html", template).unwrap();
        environment.get_template("page.html").unwrap().render(context! { x => value }).unwrap()
    }

    #[test]
    fn a_value_is_escaped_and_markup_of_the_template_is_kept() {
        let text = r#"{{ t("<b>{0}</b> of {1}", x, 2) }}"#;
        let shown = |lang| shown(text, lang, "<i>{1}</i>");
        assert_eq!(shown(Lang::En), "<b>&lt;i&gt;{1}&lt;&#x2f;i&gt;</b> of 2");
        assert_eq!(shown(Lang::Both), shown(Lang::En));
        let macros =
            r#"{% macro m(x) %}<u>{{ x }}</u>{% endmacro %}{{ t("{0} of {1}", m(x), x) }}"#;
        assert_eq!(tests::shown(macros, Lang::En, "<"), "<u>&lt;</u> of &lt;");
    }

    #[test]
    fn only_a_word_that_views_name_is_looked_up() {
        assert_eq!(shown("{{ x|word }}", Lang::Ja, "met"), "実施済み");
        assert_eq!(shown("{{ x|word }}", Lang::Both, "met"), "met &#x2f; 実施済み");
        let (english, _) = crate::report::lang::ja::templates::TEXTS[0];
        assert_eq!(shown("{{ x|word }}", Lang::Ja, english), english);
        assert_eq!(shown("{{ x|word }}", Lang::Ja, "<b>"), "&lt;b&gt;");
    }

    #[test]
    fn counts_and_days_are_those_of_the_language() {
        assert_eq!(shown(r#"{{ 2|count("story") }}"#, Lang::En, ""), "2 stories");
        assert_eq!(shown(r#"{{ 2|count("story") }}"#, Lang::Ja, ""), "2件のストーリー");
        assert_eq!(shown("{{ x|day }}", Lang::Ja, "2026-03-06"), "2026年3月6日");
        assert_eq!(shown("{{ x|day }}", Lang::En, "2026-03-06"), "2026-03-06");
    }
}
