//! Templates and escaping.
//!
//! Templates are compiled in. Every name ends in `.html`, so minijinja escapes whatever a
//! template prints; `|safe` is removed, so no template can ask for less. Three values come in as
//! markup: the style sheet, the policy's hash, and what [`markdown_safe`] makes of notes.

use minijinja::{
    Environment, UndefinedBehavior, context,
    value::{Serde, Value},
};
use serde::Serialize;

use super::style;
use crate::{
    render::{Error, markdown_safe},
    report::{Frame, words},
};

/// The compiled-in templates.
const TEMPLATES: [(&str, &str); 7] = [
    ("audit.html", include_str!("../../../reports/templates/audit.html")),
    ("audit_parts.html", include_str!("../../../reports/templates/audit_parts.html")),
    ("sprint.html", include_str!("../../../reports/templates/sprint.html")),
    ("charts.html", include_str!("../../../reports/templates/charts.html")),
    ("program.html", include_str!("../../../reports/templates/program.html")),
    ("base.html", include_str!("../../../reports/templates/base.html")),
    ("parts.html", include_str!("../../../reports/templates/parts.html")),
];

/// Renders a page from one of the compiled-in templates; the template sees the view as `view`
/// and the frame as `frame`.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn page<V: Serialize>(template: &str, frame: &Frame, view: &V) -> Result<String, Error> {
    page_with_chart(template, frame, view, None::<()>)
}

/// Renders a page with a chart that is already laid out; the template sees it as `chart`.
///
/// # Errors
/// When the template asks for what the view does not have.
pub(super) fn page_with_chart<V: Serialize, C: Serialize>(
    template: &str,
    frame: &Frame,
    view: &V,
    chart: C,
) -> Result<String, Error> {
    let style = style::of(frame);
    let text = environment()?.get_template(template)?.render(context! {
        css => Value::from_safe_string(style.css),
        style_source => Value::from_safe_string(style.source),
        frame => Serde(frame),
        view => Serde(view),
        chart => Serde(chart),
    })?;
    Ok(text)
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.remove_filter("safe");
    environment
        .add_filter("markdown", |text: &str| Value::from_safe_string(markdown_safe::to_html(text)));
    environment.add_filter("count", |n: u64, noun: &str| words::count(n, noun));
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_escape_by_name_and_never_ask_for_less() {
        for (name, source) in TEMPLATES {
            assert_eq!(name.rsplit('.').next(), Some("html"), "{name} would not be escaped");
            for word in ["safe", "autoescape", "style=", "<script", "javascript:"] {
                assert!(!source.contains(word), "{name} holds `{word}`");
            }
        }
    }

    #[test]
    fn every_attribute_is_quoted() {
        for (name, source) in TEMPLATES {
            assert!(!source.contains("={{"), "{name} prints data into an unquoted attribute");
        }
    }
}
