//! Templates and escaping.
//!
//! Templates are compiled in. Every name ends in `.html`, so minijinja escapes whatever a
//! template prints; `|safe` is removed, so no template can ask for less. Control characters and
//! those that change the direction of text become visible, so data cannot reorder a page. What comes in
//! as markup: the style sheet, the policy, what [`markdown_safe`] makes of notes, the script of served
//! pages, and, for pages with many rows, their data and their script ([`rows`](super::rows)).

use minijinja::{
    Environment, Output, State, UndefinedBehavior, context,
    value::{Serde, Value},
};
use serde::Serialize;

use super::{rows::Island, script, style};
use crate::{
    diag::safe::{is_unsafe, safe_text},
    render::{Error, markdown_safe, translated},
    report::{Frame, Lang},
};

/// The compiled-in templates.
const TEMPLATES: [(&str, &str); 31] = [
    ("audit.html", include_str!("../../../reports/templates/audit.html")),
    ("audit_parts.html", include_str!("../../../reports/templates/audit_parts.html")),
    ("audit_period.html", include_str!("../../../reports/templates/audit_period.html")),
    ("soa.html", include_str!("../../../reports/templates/soa.html")),
    ("soa_parts.html", include_str!("../../../reports/templates/soa_parts.html")),
    ("roadmap.html", include_str!("../../../reports/templates/roadmap.html")),
    ("sprint.html", include_str!("../../../reports/templates/sprint.html")),
    ("matrix.html", include_str!("../../../reports/templates/matrix.html")),
    ("responsibility.html", include_str!("../../../reports/templates/responsibility.html")),
    ("evidence.html", include_str!("../../../reports/templates/evidence.html")),
    ("results.html", include_str!("../../../reports/templates/results.html")),
    ("risks.html", include_str!("../../../reports/templates/risks.html")),
    ("site.html", include_str!("../../../reports/templates/site.html")),
    ("site_results.html", include_str!("../../../reports/templates/site_results.html")),
    ("site_control.html", include_str!("../../../reports/templates/site_control.html")),
    ("trace.html", include_str!("../../../reports/templates/trace.html")),
    ("traceability.html", include_str!("../../../reports/templates/traceability.html")),
    ("binder.html", include_str!("../../../reports/templates/binder.html")),
    ("binder_control.html", include_str!("../../../reports/templates/binder_control.html")),
    ("binder_evidence.html", include_str!("../../../reports/templates/binder_evidence.html")),
    ("charts.html", include_str!("../../../reports/templates/charts.html")),
    ("plan.html", include_str!("../../../reports/templates/plan.html")),
    ("program.html", include_str!("../../../reports/templates/program.html")),
    ("served_home.html", include_str!("../../../reports/templates/served_home.html")),
    ("served_record.html", include_str!("../../../reports/templates/served_record.html")),
    ("served_list.html", include_str!("../../../reports/templates/served_list.html")),
    ("served_trouble.html", include_str!("../../../reports/templates/served_trouble.html")),
    ("served_bar.html", include_str!("../../../reports/templates/served_bar.html")),
    ("served_acts.html", include_str!("../../../reports/templates/served_acts.html")),
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
pub(in crate::render) fn page_with_chart<V: Serialize, C: Serialize>(
    template: &str,
    frame: &Frame,
    view: &V,
    chart: C,
) -> Result<String, Error> {
    render(template, frame, view, chart, None)
}

/// Renders a page with rows as data and the script that shows them; the template sees what stands
/// there without the script as `view`.
///
/// # Errors
/// When the template asks for what the view does not have.
pub(in crate::render) fn page_with_rows<S: Serialize>(
    template: &str,
    frame: &Frame,
    still: &S,
    rows: &Island,
) -> Result<String, Error> {
    render(template, frame, still, None::<()>, Some(rows))
}

fn render<V: Serialize, C: Serialize>(
    template: &str,
    frame: &Frame,
    view: &V,
    chart: C,
    rows: Option<&Island>,
) -> Result<String, Error> {
    let style = style::of(frame);
    let island = rows.map(|rows| {
        context! {
            data => Value::from_safe_string(rows.data.clone()),
            script => Value::from_safe_string(rows.script.clone()),
        }
    });
    let shown = rows.map(|rows| rows.source.as_str());
    let text = environment(frame.lang)?.get_template(template)?.render(context! {
        css => Value::from_safe_string(style.css),
        policy => Value::from_safe_string(policy(&style.source, frame.served.is_some(), shown)),
        script => Value::from_safe_string(script::element()),
        island,
        frame => Serde(frame),
        view => Serde(view),
        chart => Serde(chart),
    })?;
    Ok(text)
}

/// What a page may do: bring its own style, and nothing else. A page with many rows runs the script
/// that shows them (`rows` is its hash); a page that is served runs one besides, which asks the server
/// that it came from whether something changed, and has a form for the clocks.
fn policy(style: &str, is_served: bool, rows: Option<&str>) -> String {
    let served = is_served.then(script::source);
    let scripts = served.as_deref().into_iter().chain(rows);
    let scripts: Vec<String> = scripts.map(|source| format!("'{source}'")).collect();
    let mut more = String::new();
    if !scripts.is_empty() {
        more.extend(["; script-src ", &scripts.join(" ")]);
    }
    if is_served {
        more.push_str("; connect-src 'self'");
    }
    let form = if is_served { "'self'" } else { "'none'" };
    format!(
        "default-src 'none'; style-src '{style}'; img-src data:; base-uri 'none'; form-action {form}{more}"
    )
}

fn environment(lang: Lang) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(visible);
    environment.remove_filter("safe");
    environment
        .add_filter("markdown", |text: &str| Value::from_safe_string(markdown_safe::to_html(text)));
    translated::add(&mut environment, lang);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// Writes a value escaped, with what could reorder or hide text as visible escapes.
fn visible(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    // What is markup already was made of values that came through here, or of our own sources.
    match value.as_str().filter(|text| !value.is_safe() && text.contains(is_unsafe)) {
        Some(text) => minijinja::escape_formatter(out, state, &Value::from(&*safe_text(text))),
        None => minijinja::escape_formatter(out, state, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_data_can_reorder_a_page() {
        let mut environment = environment(Lang::En).unwrap();
        environment.add_template("t.html", "<b title=\"{{ x }}\">{{ x|markdown }}</b>").unwrap();
        let page = environment.get_template("t.html").unwrap();
        let page = page.render(context! { x => "a<\u{202e}\u{9b}\u{1b}&#x202e;" }).unwrap();
        assert!(!page.contains(is_unsafe), "{page:?}");
        assert!(page.starts_with("<b title=\"a&lt;\\u{202e}\\u{9b}"), "{page:?}");
    }

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
    fn nothing_takes_the_name_of_what_translates() {
        let markdown = crate::render::markdown::TEMPLATES.iter();
        for (name, source) in TEMPLATES.iter().chain(markdown).filter(|(_, s)| s.contains("t(\"")) {
            for word in ["for t in", "set t =", ", t in", "(t)", "(t,"] {
                assert!(!source.contains(word), "{name} holds `{word}`, and `t` is a function");
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
