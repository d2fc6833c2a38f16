//! `key=value`, `key+=value`, `key-=value` and `key=`.

use storyproof::{
    diag::{Nearest, safe_text},
    edit::{self, Change},
    model::{Key, Shape},
};

use crate::cli::failure::Failure;

/// What is done with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Set,
    Add,
    TakeOut,
}

/// An assignment as it was typed.
#[derive(Debug, Clone)]
pub(super) struct Assignment {
    pub(super) key: String,
    pub(super) act: Act,
    pub(super) value: String,
}

impl Assignment {
    /// Reads one.
    pub(super) fn parse(typed: &str) -> Result<Self, Failure> {
        let wrong = || {
            Failure::usage(format!("`{typed}` is no KEY=VALUE"))
                .help("such as `points=3`, `controls+=base/B.1`, or `done=` to take a field away")
        };
        let (key, value) = typed.split_once('=').ok_or_else(wrong)?;
        let (key, act) = match key.strip_suffix('+') {
            Some(key) => (key, Act::Add),
            None => match key.strip_suffix('-') {
                Some(key) => (key, Act::TakeOut),
                None => (key, Act::Set),
            },
        };
        if key.is_empty() {
            return Err(wrong());
        }
        let multi = value.replace('\n', "");
        if safe_text(&multi) != multi {
            return Err(Failure::usage(format!("the value of `{key}` has control characters")));
        }
        Ok(Self { key: key.to_owned(), act, value: value.to_owned() })
    }

    /// The change of a record with these keys. `today` is what people mean by that word.
    pub(super) fn change(&self, keys: &[Key], today: &str) -> Result<Change, Failure> {
        let failed = |why: String| Failure::usage(format!("`{}`: {why}", self.key));
        let (name, rest) = self.key.split_once('.').unwrap_or((&self.key, ""));
        let key = key(keys, name)?;
        if rest.is_empty() {
            return self.whole(key, today).map_err(failed);
        }
        let Shape::Tables(below) = &key.shape else {
            return Err(failed(format!(
                "`{name}` has no entries to be counted; `storyproof edit` opens the whole record"
            )));
        };
        let (number, field) = rest.split_once('.').unwrap_or((rest, ""));
        let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let at = at.ok_or_else(|| {
            failed(format!("`{number}` is no number of an entry: write `{name}.1.KEY=VALUE`"))
        })?;
        let inner = Self { key: field.to_owned(), ..self.clone() };
        Ok(Change::At(key.name, at, Box::new(inner.change(below, today)?)))
    }

    fn whole(&self, key: &Key, today: &str) -> Result<Change, String> {
        let value = match (&key.shape, self.value.as_str()) {
            (Shape::Day, "today") => today,
            (_, value) => value,
        };
        match (self.act, value) {
            (Act::Set, "") if key.needed => Err("the record is incomplete without it".to_owned()),
            (Act::Set, "") => Ok(Change::Remove(key.name)),
            (Act::Set, value) => Ok(Change::Set(key.name, edit::value(&key.shape, value)?)),
            (Act::Add, value) => Ok(Change::Push(key.name, edit::entry(&key.shape, value)?)),
            (Act::TakeOut, value) => match &key.shape {
                Shape::List(_) => Ok(Change::Pull(key.name, value.to_owned())),
                Shape::Tables(_) => {
                    let at = value.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                    at.map(|at| Change::Drop(key.name, at))
                        .ok_or_else(|| "say which entry, counted from 1".to_owned())
                }
                _ => Err("it is no list".to_owned()),
            },
        }
    }
}

/// The key of a name, or what was meant.
fn key<'k>(keys: &'k [Key], name: &str) -> Result<&'k Key, Failure> {
    let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
    let near = Nearest::default().find(name, names.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", names.join(", ")),
    };
    let found = keys.iter().find(|key| key.name == name);
    found.ok_or_else(|| Failure::usage(format!("there is no key `{name}`")).help(help))
}
