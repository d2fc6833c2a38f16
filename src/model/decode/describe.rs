//! What the decoder would read, found by letting it read a table that has nothing in it.
//!
//! Each question it asks of the table is written down with its type. Entries of a list of tables
//! that is not there are asked for once, in the same empty table.

use std::{cell::RefCell, rc::Rc};

use toml::de::DeTable;

use super::{
    fields::Fields,
    file::{Record, kinds},
    reader::Reader,
    settings,
};
use crate::{
    model::{Key, Kind, Shape},
    source::{FileId, ROOT_FILE},
};

/// What was asked of one table.
pub(super) type Asked = Rc<RefCell<Vec<Question>>>;

/// One question.
pub(super) struct Question {
    pub(super) name: &'static str,
    pub(super) needed: bool,
    pub(super) shape: Answer,
}

/// What may stand there.
pub(super) enum Answer {
    Value(Shape),
    Table(Asked),
    Tables(Asked),
}

impl Question {
    fn key(&self) -> Key {
        let keys = |asked: &Asked| asked.borrow().iter().map(Self::key).collect();
        let shape = match &self.shape {
            Answer::Value(shape) => shape.clone(),
            Answer::Table(asked) => Shape::Table(keys(asked)),
            Answer::Tables(asked) => Shape::Tables(keys(asked)),
        };
        Key { name: self.name, needed: self.needed, shape }
    }
}

/// Every kind of record that files hold.
pub fn describe() -> Vec<Kind> {
    kinds().collect()
}

/// What `storyproof.toml` may hold.
pub fn describe_settings() -> Kind {
    let keys = of("settings file", |f| _ = settings::decode(f));
    Kind { name: ROOT_FILE, keys }
}

/// One kind of record.
pub(super) fn record<R: Record>() -> Kind {
    let keys = of(R::KEY, |f| _ = R::decode(&f));
    Kind { name: R::KEY, keys }
}

fn of(noun: &'static str, read: impl FnOnce(Fields<'_>)) -> Vec<Key> {
    let table = DeTable::new();
    let reader = Reader::new(FileId(0), "");
    let asked = Asked::default();
    read(Fields::new(&reader, noun, reader.span(0..0), &table).described(asked.clone()));
    asked.borrow().iter().map(Question::key).collect()
}
