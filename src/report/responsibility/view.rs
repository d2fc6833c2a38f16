//! The responsibility matrix as a whole.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    class::{Class, Side},
    flaws::{self, FlawRow},
    parties::{self, Papers, PartyRow},
    row::{self, Builder, RequirementRow},
    shared::{self, SharedRow},
};
use crate::{
    ids::{ControlRef, FrameworkId},
    model::Framework,
    program::{Duties, Flaw, accountable::flaws as flaws_of},
    report::{
        Frame, Inputs, anchors, frame,
        lang::{Lang, say},
        words::{Word, Worded},
    },
};

/// Who does what for each requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ResponsibilityMatrix {
    /// What pins the report.
    pub frame: Frame,
    /// What keeps people from knowing whose a requirement is.
    pub flaws: Vec<FlawRow>,
    /// How many requirements are split how.
    pub classes: Vec<ClassTotal>,
    /// How many requirements apply.
    pub applicable: u64,
    /// How many of them have exactly one party that answers.
    pub settled: u64,
    /// The columns: we, and each kind of party outside.
    pub columns: Vec<&'static str>,
    /// The parties outside of us.
    pub parties: Vec<PartyRow>,
    /// How many attestations of theirs ended, end soon or are missing.
    pub attention: u64,
    /// The components that serve others.
    pub shared: Vec<SharedRow>,
    /// Components that the rows name and that serve nobody.
    pub components: Vec<ComponentName>,
    /// The requirements, framework by framework.
    pub frameworks: Vec<FrameworkPart>,
}

/// How many requirements are split one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClassTotal {
    /// The class.
    pub class: Word,
    /// The CSA's name for it.
    pub csa: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
    /// How many.
    pub count: u64,
}

/// A component that a row names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComponentName {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The requirements of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FrameworkPart {
    /// Its id.
    pub id: FrameworkId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// What it calls one of its controls.
    pub noun: String,
    /// Those of the columns in which somebody has a part in one that applies.
    pub columns: Vec<&'static str>,
    /// Each requirement, in natural order.
    pub rows: Vec<RequirementRow>,
}

/// The responsibility matrix of one framework, or of all; `places` says where a flaw stands in the
/// program's files, as `file:line`.
pub fn responsibility(
    inputs: &Inputs<'_>,
    framework: Option<&FrameworkId>,
    places: &dyn Fn(&Flaw<'_>) -> Vec<String>,
) -> ResponsibilityMatrix {
    let sides = sides(inputs);
    let builder = Builder {
        inputs,
        duties: Duties::new(inputs.program),
        papers: Papers::new(inputs),
        sides: sides.clone(),
    };
    let wanted = inputs.program.frameworks.values();
    let wanted = wanted.filter(|f| framework.is_none_or(|id| f.id.value == *id));
    let frameworks: Vec<FrameworkPart> = wanted
        .map(|framework| part(&builder, framework))
        .filter(|part| !part.rows.is_empty())
        .collect();
    let rows: Vec<RequirementRow> =
        frameworks.iter().flat_map(|part| &part.rows).cloned().collect();
    let controls: BTreeSet<&ControlRef> = rows.iter().map(|row| &row.id).collect();
    let day = inputs.assessment.as_of.observed.day();
    let flaws: Vec<FlawRow> = flaws_of(inputs.program, day)
        .iter()
        .filter(|flaw| frameworks.iter().any(|part| flaw.concerns(&part.id)))
        .map(|flaw| flaws::row(inputs, flaw, places(flaw)))
        .collect();
    let parties = parties::rows(inputs, &rows);
    let shared = shared::rows(inputs, &builder.duties, &controls);
    let applicable = rows.iter().filter(|row| row.class != Class::NotApplicable.word());
    let papers = parties.iter().flat_map(|party| &party.papers);
    ResponsibilityMatrix {
        frame: framed(inputs, framework, &rows),
        classes: classes(inputs.lang, &rows),
        applicable: applicable.clone().count() as u64,
        settled: applicable.filter(|row| row.accountable.len() == 1).count() as u64,
        columns: sides.iter().map(|side| side.title(inputs.lang)).collect(),
        attention: papers.filter(|paper| paper.attention).count() as u64,
        components: components(inputs, &rows, &shared),
        flaws,
        parties,
        shared,
        frameworks,
    }
}

fn framed(inputs: &Inputs<'_>, framework: Option<&FrameworkId>, rows: &[RequirementRow]) -> Frame {
    let of = framework.and_then(|id| inputs.program.frameworks.get(id));
    let title = match of {
        Some(framework) => say!(inputs.lang, "Responsibility matrix: {0}", framework.title),
        None => inputs.lang.text("Responsibility matrix").to_owned(),
    };
    let mut frame = Frame::new(inputs, "responsibility", title);
    let statuses = rows.iter().filter_map(|row| inputs.assessment.controls.get(&row.id));
    frame.chips =
        frame::control_chips(statuses.map(|judged| judged.status), |_| "#requirements".to_owned());
    frame
}

/// The columns: we, and the kinds of parties that have a part anywhere in the program.
fn sides(inputs: &Inputs<'_>) -> Vec<Side> {
    let duties = Duties::new(inputs.program);
    let probe = Builder {
        inputs,
        duties: Duties::default(),
        papers: Papers::new(inputs),
        sides: Vec::new(),
    };
    let used: BTreeSet<Side> = duties.all().flat_map(|duty| probe.sides_of(duty)).collect();
    Side::ALL.into_iter().filter(|side| *side == Side::We || used.contains(side)).collect()
}

fn part(builder: &Builder<'_>, framework: &Framework) -> FrameworkPart {
    let id = &framework.id.value;
    let controls = builder.inputs.program.controls_of(id);
    let rows: Vec<RequirementRow> = controls.filter_map(|control| builder.row(control)).collect();
    let is_used = |side: &Side| {
        let applicable = rows.iter().filter(|row| row.class != Class::NotApplicable.word());
        let mut cells = applicable.flat_map(|row| &row.cells);
        cells.any(|cell| cell.side == side.title(builder.inputs.lang) && !cell.parts.is_empty())
    };
    FrameworkPart {
        columns: builder
            .sides
            .iter()
            .filter(|side| is_used(side))
            .map(|side| side.title(builder.inputs.lang))
            .collect(),
        id: id.clone(),
        anchor: anchors::framework(id),
        title: framework.title.clone(),
        noun: framework.noun.clone(),
        rows,
    }
}

fn classes(lang: Lang, rows: &[RequirementRow]) -> Vec<ClassTotal> {
    let total = |class: Class| ClassTotal {
        class: class.word(),
        csa: class.csa().map(|csa| lang.text(csa)),
        meaning: class.meaning(),
        count: rows.iter().filter(|row| row.class == class.word()).count() as u64,
    };
    Class::ALL.into_iter().map(total).filter(|total| total.count > 0).collect()
}

fn components(
    inputs: &Inputs<'_>,
    rows: &[RequirementRow],
    shared: &[SharedRow],
) -> Vec<ComponentName> {
    let named = row::components(rows).into_iter();
    let others = named.filter(|id| !shared.iter().any(|row| row.id == *id));
    others
        .filter_map(|id| {
            let name = inputs.program.components.get(&id)?.name.clone();
            Some(ComponentName { id: id.to_string(), name })
        })
        .collect()
}
