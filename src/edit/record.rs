//! Fields of one record.
//!
//! A file is a container of records (`[[story]]`, `[[applicability]]`, …), each written as a table
//! or inline. [`edit`] finds the one that has the given values, and sets fields of it, removes them
//! or adds to their lists.

use toml_edit::{
    Array, ArrayOfTables, Decor, DocumentMut, InlineTable, Item, Table, TableLike, Value,
};

/// Which record.
#[derive(Debug, Clone, Copy)]
pub struct Which<'a> {
    /// The name of its table: `story`.
    pub table: &'a str,
    /// The texts that name it: `[("id", "IAM-01")]`.
    pub named: &'a [(&'a str, &'a str)],
}

/// A change of one field.
#[derive(Debug, Clone)]
pub enum Change {
    /// Gives it a value, whether it had one or not.
    Set(&'static str, Value),
    /// Adds an entry to the end of its list, which may not be there yet. A text that stands there
    /// already is not added again.
    Push(&'static str, Value),
    /// Takes it away.
    Remove(&'static str),
    /// Takes the entry with this text out of its list.
    Pull(&'static str, String),
    /// Takes an entry out of its list of tables, counted from 0.
    Drop(&'static str, usize),
    /// Changes an entry of its list of tables, counted from 0.
    At(&'static str, usize, Box<Self>),
    /// Sets keys of a table of this name below it, and takes those away that have no value.
    Below(&'static str, String, Vec<(String, Option<Value>)>),
}

/// Why a record could not be changed. The text is then as it was.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The text cannot be read.
    #[error("the file is not TOML: {0}")]
    NotToml(String),
    /// Some lines end one way and some another, and it cannot be kept which.
    #[error("the file mixes two kinds of line ends")]
    LineEnds,
    /// The record is not in it.
    #[error("the file holds no such record")]
    NoRecord,
    /// The field is something else than a list.
    #[error("`{0}` is not a list")]
    NotAList(&'static str),
    /// The field is something else than a table.
    #[error("`{0}` is not a table")]
    NotATable(&'static str),
    /// The entry is not in the list.
    #[error("`{0}` has no such entry")]
    NoEntry(&'static str),
}

/// A text with fields of one of its records changed.
///
/// # Errors
/// When the text cannot be read, or the record or a list is not there.
pub fn edit(text: &str, which: Which<'_>, changes: &[Change]) -> Result<String, EditError> {
    rewrite(text, |document| {
        let item = document.get_mut(which.table).ok_or(EditError::NoRecord)?;
        let (record, is_inline) = find(item, which).ok_or(EditError::NoRecord)?;
        changes.iter().try_for_each(|change| apply(record, change, is_inline))
    })
}

/// A text as its document was changed, with its own mark and line ends.
pub(super) fn rewrite(
    text: &str,
    change: impl FnOnce(&mut DocumentMut) -> Result<(), EditError>,
) -> Result<String, EditError> {
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    let windows = body.matches("\r\n").count();
    if windows > 0 && windows != body.matches('\n').count() {
        return Err(EditError::LineEnds);
    }
    let plain = body.replace("\r\n", "\n");
    let mut document: DocumentMut = plain
        .parse()
        .map_err(|error: toml_edit::TomlError| EditError::NotToml(first_line(&error)))?;
    change(&mut document)?;
    let written = document.to_string();
    let written = if windows > 0 { written.replace('\n', "\r\n") } else { written };
    Ok(format!("{mark}{written}"))
}

fn apply(record: &mut dyn TableLike, change: &Change, is_inline: bool) -> Result<(), EditError> {
    match change {
        Change::Set(key, value) => set(record, key, value.clone(), is_inline),
        Change::Push(key, value) => push(record, key, value.clone(), is_inline)?,
        Change::Remove(key) => _ = record.remove(key),
        Change::Pull(key, text) => pull(record, key, text)?,
        Change::Drop(key, at) => drop_entry(record, key, *at)?,
        Change::At(key, at, change) => {
            let (entry, is_inline) = entry(record, key, *at)?;
            apply(entry, change, is_inline)?;
        }
        Change::Below(key, name, keys) => below(record, key, name, keys, is_inline)?,
    }
    Ok(())
}

fn below(
    record: &mut dyn TableLike,
    key: &'static str,
    name: &str,
    keys: &[(String, Option<Value>)],
    is_inline: bool,
) -> Result<(), EditError> {
    let (outer, is_inline) =
        table_of(record, key, is_inline, true).ok_or(EditError::NotATable(key))?;
    let (inner, is_inline) =
        table_of(outer, name, is_inline, false).ok_or(EditError::NotATable(key))?;
    for (key, value) in keys {
        match value {
            Some(value) => set(inner, key, value.clone(), is_inline),
            None => _ = inner.remove(key),
        }
    }
    Ok(())
}

/// The table of a key, which is made when it is not there, and whether it is written inline.
fn table_of<'r>(
    record: &'r mut dyn TableLike,
    key: &str,
    is_inline: bool,
    is_implicit: bool,
) -> Option<(&'r mut dyn TableLike, bool)> {
    if record.get(key).is_none() {
        if is_inline {
            add(record, key, InlineTable::new().into(), true);
        } else {
            let mut table = Table::new();
            table.set_implicit(is_implicit);
            record.insert(key, Item::Table(table));
        }
    }
    let item = record.get_mut(key)?;
    let is_inline = item.is_inline_table();
    Some((item.as_table_like_mut()?, is_inline))
}

/// An entry of a list of tables, and whether it is written inline.
fn entry<'r>(
    record: &'r mut dyn TableLike,
    key: &'static str,
    at: usize,
) -> Result<(&'r mut dyn TableLike, bool), EditError> {
    let entry: Option<(&mut dyn TableLike, bool)> = match record.get_mut(key) {
        Some(Item::ArrayOfTables(tables)) => {
            tables.get_mut(at).map(|table| (table as &mut dyn TableLike, false))
        }
        Some(Item::Value(Value::Array(list))) => list
            .get_mut(at)
            .and_then(Value::as_inline_table_mut)
            .map(|table| (table as &mut dyn TableLike, true)),
        _ => None,
    };
    entry.ok_or(EditError::NoEntry(key))
}

fn drop_entry(record: &mut dyn TableLike, key: &'static str, at: usize) -> Result<(), EditError> {
    match record.get_mut(key) {
        Some(Item::ArrayOfTables(tables)) if at < tables.len() => _ = tables.remove(at),
        Some(Item::Value(Value::Array(list))) if at < list.len() => take(list, at),
        _ => return Err(EditError::NoEntry(key)),
    }
    Ok(())
}

fn pull(record: &mut dyn TableLike, key: &'static str, text: &str) -> Result<(), EditError> {
    let Some(Item::Value(Value::Array(list))) = record.get_mut(key) else {
        return Err(EditError::NotAList(key));
    };
    let at = list.iter().position(|entry| entry.as_str() == Some(text));
    take(list, at.ok_or(EditError::NoEntry(key))?);
    Ok(())
}

/// Takes an entry out. What stood before the first one stands before the new first one.
fn take(list: &mut Array, at: usize) {
    let gone = list.remove(at);
    if at == 0
        && let Some(first) = list.get_mut(0)
    {
        let before = text(gone.decor().prefix());
        first.decor_mut().set_prefix(before);
    }
    if list.is_empty() {
        list.set_trailing("");
        list.set_trailing_comma(false);
    }
}

fn first_line(error: &toml_edit::TomlError) -> String {
    error.message().lines().next().unwrap_or_default().to_owned()
}

/// The record, and whether it is written inline.
pub(super) fn find<'d>(
    item: &'d mut Item,
    which: Which<'_>,
) -> Option<(&'d mut dyn TableLike, bool)> {
    let is_it = |table: &dyn TableLike| {
        which.named.iter().all(|(key, text)| table.get(key).and_then(Item::as_str) == Some(*text))
    };
    let found: Option<(&mut dyn TableLike, bool)> = match item {
        Item::ArrayOfTables(tables) => {
            let table = tables.iter_mut().find(|table| is_it(*table));
            table.map(|table| (table as &mut dyn TableLike, false))
        }
        Item::Value(Value::Array(entries)) => {
            let mut tables = entries.iter_mut().filter_map(Value::as_inline_table_mut);
            tables.find(|table| is_it(*table)).map(|table| (table as &mut dyn TableLike, true))
        }
        Item::Table(table) => Some((table, false)),
        Item::Value(Value::InlineTable(table)) => Some((table, true)),
        _ => None,
    };
    found.filter(|(table, _)| is_it(*table))
}

/// A value that stands where another stood keeps what is around it, comments included.
fn set(record: &mut dyn TableLike, key: &str, mut value: Value, is_inline: bool) {
    match record.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => add(record, key, value, is_inline),
    }
}

/// A new field behind the others. What stands before the brace of an inline table stays there.
fn add(record: &mut dyn TableLike, key: &str, mut value: Value, is_inline: bool) {
    let mut values = record.iter_mut().filter_map(|(_, item)| match item {
        Item::Value(value) => Some(value),
        _ => None,
    });
    if is_inline && let Some(last) = values.by_ref().last() {
        let behind = text(last.decor().suffix());
        last.decor_mut().set_suffix("");
        *value.decor_mut() = Decor::new(" ", behind);
    }
    drop(values);
    record.insert(key, Item::Value(value));
}

fn text(raw: Option<&toml_edit::RawString>) -> String {
    raw.and_then(toml_edit::RawString::as_str).unwrap_or_default().to_owned()
}

fn push(
    record: &mut dyn TableLike,
    key: &'static str,
    value: Value,
    is_inline: bool,
) -> Result<(), EditError> {
    match record.get_mut(key) {
        None => add(record, key, Array::from_iter([value]).into(), is_inline),
        Some(Item::Value(Value::Array(list))) => {
            let is_there = |entry: &Value| value.is_str() && entry.as_str() == value.as_str();
            if !list.iter().any(is_there) {
                push_to_list(list, value);
            }
        }
        Some(Item::ArrayOfTables(tables)) => push_table(tables, value, key)?,
        Some(_) => return Err(EditError::NotAList(key)),
    }
    Ok(())
}

fn push_table(
    tables: &mut ArrayOfTables,
    value: Value,
    key: &'static str,
) -> Result<(), EditError> {
    let Value::InlineTable(table) = value else { return Err(EditError::NotAList(key)) };
    tables.push(table.into_table());
    Ok(())
}

/// An entry of a list that has each on a line of its own gets one as well. A comment behind the
/// last entry stays with that.
fn push_to_list(list: &mut Array, mut value: Value) {
    let Some(end) = list.iter_mut().last() else {
        list.push(value);
        return;
    };
    let before = text(end.decor().prefix());
    let behind = text(end.decor().suffix());
    // Without a comma at the end, what stands before the bracket belongs to the last entry.
    end.decor_mut().set_suffix("");
    let after = format!("{behind}{}", text(Some(list.trailing())));
    let own_line = before.rsplit_once('\n').map(|(_, indent)| indent.to_owned());
    let prefix = match &own_line {
        Some(indent) if after.contains('#') => format!("{}\n{indent}", after.trim_end()),
        Some(indent) => format!("\n{indent}"),
        None => " ".to_owned(),
    };
    *value.decor_mut() = Decor::new(prefix, "");
    list.push_formatted(value);
    if own_line.is_some() {
        list.set_trailing_comma(true);
        let closing = after.rsplit_once('\n').map_or("", |(_, indent)| indent);
        list.set_trailing(format!("\n{closing}"));
    } else {
        list.set_trailing(after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "# About it.\n\n[[story]] # one\nid = \"A-1\"\nsprint   = \"S1\"  # for now\nmoved = [\n    { on = 2026-01-02, from = \"S0\" }, # why\n]\ncontrols = [\"a\", \"b\"]\n\n# criteria\n[[story.acceptance]]\ntext = \"t\"\n\n[[story]]\nid = \"A-2\"\n";

    fn which<'a>(named: &'a [(&'a str, &'a str)]) -> Which<'a> {
        Which { table: "story", named }
    }

    fn moved() -> Value {
        "{ on = 2026-02-03, from = \"S1\" }".parse().unwrap()
    }

    fn changed(text: &str, id: &str, changes: &[Change]) -> String {
        edit(text, which(&[("id", id)]), changes).unwrap()
    }

    #[test]
    fn only_what_was_asked_for_changes() {
        let changes = [Change::Set("sprint", "S2".into()), Change::Push("moved", moved())];
        let expected = STORY
            .replace("\"S1\"  # for now", "\"S2\"  # for now")
            .replace("# why\n]", "# why\n    { on = 2026-02-03, from = \"S1\" },\n]");
        assert_eq!(changed(STORY, "A-1", &changes), expected);
        let windows = STORY.replace('\n', "\r\n");
        assert_eq!(changed(&windows, "A-1", &changes), expected.replace('\n', "\r\n"));
        let marked = format!("\u{feff}{STORY}");
        assert_eq!(changed(&marked, "A-1", &changes), format!("\u{feff}{expected}"));
    }

    #[test]
    fn a_new_field_stands_with_the_others() {
        let changes = [Change::Set("sprint", "S2".into()), Change::Push("moved", moved())];
        let text = "[[story]]\nid = \"A-1\" # its name\n\n# criteria\n[[story.acceptance]]\ntext = \"t\"\n";
        assert_eq!(
            changed(text, "A-1", &changes),
            "[[story]]\nid = \"A-1\" # its name\nsprint = \"S2\"\nmoved = [{ on = 2026-02-03, from = \"S1\" }]\n\n# criteria\n[[story.acceptance]]\ntext = \"t\"\n"
        );
        let inline = "story = [{ id = \"A-1\" }, { id = \"A-2\", points = 1 }] # all\n";
        assert_eq!(
            changed(inline, "A-2", &changes[..1]),
            "story = [{ id = \"A-1\" }, { id = \"A-2\", points = 1, sprint = \"S2\" }] # all\n"
        );
    }

    #[test]
    fn lists_are_added_to_as_they_are_written() {
        let add = |text: &str| changed(text, "A", &[Change::Push("x", "c".into())]);
        let head = "[[story]]\nid = \"A\"\n";
        for (before, after) in [
            ("x = []", "x = [\"c\"]"),
            ("x = [\"a\"]", "x = [\"a\", \"c\"]"),
            ("x = [\n  \"a\"\n]", "x = [\n  \"a\",\n  \"c\",\n]"),
            ("x = [\n  \"a\",\n  \"b\",\n]", "x = [\n  \"a\",\n  \"b\",\n  \"c\",\n]"),
        ] {
            assert_eq!(add(&format!("{head}{before}\n")), format!("{head}{after}\n"));
        }
        let tables = format!("{head}[[story.x]]\nn = 1\n");
        let added = changed(&tables, "A", &[Change::Push("x", "{ n = 2 }".parse().unwrap())]);
        let read: DocumentMut = added.parse().unwrap();
        assert_eq!(read["story"][0]["x"].as_array_of_tables().unwrap().len(), 2, "{added}");
        assert!(added.starts_with(&tables), "{added}");
    }

    #[test]
    fn a_table_below_a_record_is_made_and_changed() {
        let put = |text: &str, id, keys: &[(&str, Option<Value>)]| {
            let keys = keys.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
            changed(text, id, &[Change::Below("x", "jira".into(), keys.collect())])
        };
        let both = [("Status", Some("Done".into())), ("Fix version", Some("1".into()))];
        let made = put(STORY, "A-2", &both);
        let section = "[story.x.jira]\nStatus = \"Done\"\n\"Fix version\" = \"1\"\n";
        assert_eq!(made, format!("{STORY}\n{section}"));
        let again = put(&made, "A-2", &[("Status", Some("Open".into())), ("Fix version", None)]);
        assert_eq!(again, format!("{STORY}\n[story.x.jira]\nStatus = \"Open\"\n"));
        let first = put(STORY, "A-1", &both);
        let read: DocumentMut = first.parse().unwrap();
        assert_eq!(read["story"][0]["x"]["jira"]["Status"].as_str(), Some("Done"), "{first}");
        assert!(read["story"][1].get("x").is_none(), "{first}");
        let inline = put("story = [{ id = \"A-2\" }]\n", "A-2", &both[..1]);
        assert_eq!(inline, "story = [{ id = \"A-2\", x = { jira = { Status = \"Done\" } } }]\n");
        let wrong = "[[story]]\nid = \"A-1\"\nx = 1\n";
        let change = [Change::Below("x", "jira".into(), Vec::new())];
        assert!(matches!(
            edit(wrong, which(&[("id", "A-1")]), &change),
            Err(EditError::NotATable("x"))
        ));
    }

    #[test]
    fn what_cannot_be_done_is_said() {
        let edit = |text: &str, id, changes: &[Change]| {
            edit(text, which(&[("id", id)]), changes).unwrap_err().to_string()
        };
        assert_eq!(edit(STORY, "A-3", &[]), "the file holds no such record");
        assert_eq!(edit("story = 1", "A-1", &[]), "the file holds no such record");
        assert_eq!(edit("a = 1\r\nb = 2\n", "A-1", &[]), "the file mixes two kinds of line ends");
        assert!(edit("[[story", "A-1", &[]).starts_with("the file is not TOML: "));
        let push = [Change::Push("sprint", "x".into())];
        assert_eq!(edit(STORY, "A-1", &push), "`sprint` is not a list");
    }
}
