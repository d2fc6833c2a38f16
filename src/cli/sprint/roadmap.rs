//! The roadmap for a terminal.

use storyproof::report::Roadmap;

use crate::cli::table::table;

pub(super) fn text(view: &Roadmap, width: usize) -> String {
    let ids: Vec<String> = view.sprints.iter().map(|sprint| sprint.id.to_string()).collect();
    let mut header = vec!["epic", "proven", "layers"];
    header.extend(ids.iter().map(String::as_str));
    header.extend(["no sprint", "title"]);
    let rows: Vec<Vec<String>> = view
        .epics
        .iter()
        .map(|epic| {
            let layers: Vec<String> = epic
                .layers
                .iter()
                .map(|layer| format!("{} {}", layer.status.glyph, layer.layer))
                .collect();
            let mut row = vec![
                epic.id.to_string(),
                format!("{} of {}", epic.points.proven, epic.scope),
                layers.join("  "),
            ];
            row.extend(epic.cells.iter().map(|cell| {
                if cell.stories.is_empty() {
                    "–".to_owned()
                } else {
                    format!("{}/{}", cell.points.proven, cell.scope)
                }
            }));
            row.push(epic.title.clone());
            row
        })
        .collect();
    let mut out = table(&header, &rows, width);
    out.push_str(
        "\nPoints claimed and proven, of the points that stand there. Layers: 1 first version,\n2 hardened, 3 optimised; `storyproof report roadmap -o roadmap.html` is the page.\n",
    );
    out
}
