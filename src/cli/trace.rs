//! `storyproof trace`: from a requirement to the block of code, its deployment, its check and the last
//! result.

use std::fmt::Write as _;

use storyproof::{
    diag::safe_text,
    ids::ComponentId,
    report::trace::{About, BlockAt, CheckAt, Reach, TemplateAt, Trace, trace},
};

use super::{
    answers,
    args::{self, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    output,
    workspace::Workspace,
};

pub(super) fn run(args: &args::Trace, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let about = args.what.as_deref().map(|what| about(&workspace, what)).transpose()?;
    let assessed = workspace.assess(global, env)?;
    let view = trace(&assessed.inputs(&workspace.program), about.as_ref());
    if args.answer.format == Format::Json {
        let as_of = assessed.assessment.as_of;
        output::json(env, &answers::TRACE, as_of, assessed.history.head.as_ref(), &view)?;
    } else {
        let text = if workspace.program.templates.is_empty() {
            "No component names a template.\n\n  \
                [[component]]\n  id = \"cfn-logging\"\n  templates = [\"infra/logging.yaml\"]\n\n\
                What a resource meets stands in the template, in its Metadata:\n\n  \
                storyproof:\n    controls: [aws-baseline/AB.LOG-01]\n    checks: [trail-everywhere]\n"
                .to_owned()
        } else {
            safe_text(&text(&view, about.is_none())).into_owned()
        };
        env.answer(&text)?;
    }
    let nothing = view.templates.is_empty() && view.requirements.is_empty();
    Ok(if nothing { Ended::Nothing } else { workspace.ended() })
}

/// What was meant: a template by its path or file name, else a control, a component or a check.
pub(super) fn about(workspace: &Workspace, what: &str) -> Result<About, Failure> {
    let templates = &workspace.program.templates;
    let called =
        |path: &&String| *path == what || path.rsplit('/').next().is_some_and(|name| name == what);
    let mut paths = templates.keys().filter(called);
    if let (Some(path), None) = (paths.next(), paths.next()) {
        return Ok(About::Template(path.clone()));
    }
    let wanted =
        |named: &Named| matches!(named, Named::Control(_) | Named::Component(_) | Named::Check(_));
    Ok(match find::find(&workspace.program, what, wanted)? {
        Named::Control(id) => About::Control(id),
        Named::Component(id) => About::Component(id),
        Named::Check(id) => About::Check(id),
        _ => return Err(Failure::usage(format!("`{what}` is no control, component or check"))),
    })
}

fn text(view: &Trace, all: bool) -> String {
    let mut out = String::new();
    for template in &view.templates {
        part(template, view, &mut out);
    }
    let lost: Vec<_> = view.requirements.iter().filter(|r| r.reach != Reach::Linked).collect();
    if !lost.is_empty() {
        line(&mut out, 0, "Requirements that lead nowhere");
        for lost in lost {
            let components: Vec<&str> = lost.components.iter().map(ComponentId::as_str).collect();
            let told = format!(
                "{}  {}: {} ({})",
                lost.control.control,
                lost.control.title,
                lost.reach.words(),
                components.join(", ")
            );
            line(&mut out, 1, &told);
        }
        out.push('\n');
    }
    let orphans: Vec<_> = view.blocks.iter().filter(|b| b.reach != Reach::Linked).collect();
    if !orphans.is_empty() {
        line(&mut out, 0, "Blocks that lead nowhere");
        for b in orphans {
            let told =
                format!("{}:{} {}  {}: {}", b.template, b.line, b.block, b.kind, b.reach.words());
            line(&mut out, 1, &told);
        }
        out.push('\n');
    }
    if !view.other_stacks.is_empty() {
        line(&mut out, 0, "Stacks of no template");
        for stack in &view.other_stacks {
            line(&mut out, 1, &format!("{} {} {}", stack.name, stack.account, stack.region));
        }
        out.push('\n');
    }
    let counts = view.counts;
    let whole = if all { "" } else { " here" };
    line(
        &mut out,
        0,
        &format!(
            "{} of {} requirements{whole} lead to a block, a check and a result; {} of {} blocks do.",
            counts.requirements_linked, counts.requirements, counts.blocks_linked, counts.blocks
        ),
    );
    out
}

fn part(template: &TemplateAt, view: &Trace, out: &mut String) {
    line(out, 0, &format!("{}  {}", template.component, template.name));
    line(out, 1, &template.template);
    if template.stacks.is_empty() {
        line(
            out,
            1,
            "deployed  no stack of it was ever described (`aws cloudformation describe-stacks`)",
        );
    }
    for stack in &template.stacks {
        let told = format!(
            "deployed  {} in {} {}: {} (entry {})",
            stack.name,
            stack.account,
            stack.region,
            stack.words(),
            stack.entry
        );
        line(out, 1, &told);
    }
    for b in view.blocks.iter().filter(|b| b.template == template.template) {
        block(b, out);
    }
    out.push('\n');
}

fn block(b: &BlockAt, out: &mut String) {
    line(out, 2, &format!("{}  {}  {}:{}", b.block, b.kind, b.template, b.line));
    for c in &b.controls {
        let status = c.status.map(|s| format!("{} {}  ", s.glyph, s.word)).unwrap_or_default();
        line(out, 3, &format!("{status}control {}: {}", c.control, c.title));
    }
    for check in &b.checks {
        line(out, 3, &check_told(check));
    }
    for drift in &b.deployed {
        line(
            out,
            3,
            &format!("in {}: {} (entry {})", drift.stack, drift.drift.words(), drift.entry),
        );
    }
    if b.reach != Reach::Linked {
        line(out, 3, b.reach.words());
    }
}

fn check_told(check: &CheckAt) -> String {
    let status = check.status.map(|s| format!("{} {}  ", s.glyph, s.word)).unwrap_or_default();
    let last = check.last.as_ref().map_or_else(
        || "no result yet".to_owned(),
        |last| format!("{} on {} (entry {})", last.tool, last.observed.day(), last.entry),
    );
    format!("{status}check {}: {last}", check.check)
}

fn line(out: &mut String, depth: usize, text: &str) {
    // Writing to a string cannot fail.
    writeln!(out, "{}{}", "  ".repeat(depth), text.replace('\n', " ")).ok();
}
