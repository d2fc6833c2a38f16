//! Taking back an earlier entry: by withdrawing it, or by an entry that corrects it.
//!
//! Nothing is removed and no table is kept for it. What takes something back says so in its own
//! bytes (`"kind":"withdrawal"`, or `"corrects":`), and these are looked for in the entries
//! themselves, so that ledgers of any age can be read as they are.

use memchr::memmem;

use super::{
    append::number,
    connection::Database,
    entry::{Body, Entry},
    error::{Error, Result},
    log::read_entry,
};
use crate::evidence::{TakenBack, TakenBackHow};

/// What was taken back by the first `size` entries, in their order.
pub(super) fn taken_back(database: &Database, size: u64) -> Result<Vec<TakenBack>> {
    // A quote inside a JSON string is written `\"`, so no text of people can look like this.
    let signs = [r#""kind":"withdrawal""#, r#""corrects":"#].map(memmem::Finder::new);
    let read = || {
        // The database would look for them byte by byte.
        let sql = "SELECT seq, bytes FROM entry WHERE seq <= ?1 ORDER BY seq";
        let mut statement = database.connection.prepare_cached(sql)?;
        let mut rows = statement.query([number(size)])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(1)?.as_bytes().unwrap_or_default();
            if signs.iter().any(|sign| sign.find(bytes).is_some()) {
                found.push(row.get::<_, i64>(0)?);
            }
        }
        rusqlite::Result::Ok(found)
    };
    let found = read().map_err(database.failed("look for what was taken back"))?;
    let mut all = Vec::new();
    for seq in found {
        let seq = seq.unsigned_abs();
        let entry = read_entry(database, seq)?.decode(&database.path)?;
        all.extend(takes_back(seq, &entry));
    }
    Ok(all)
}

fn takes_back(seq: u64, entry: &Entry) -> Option<TakenBack> {
    let (target, how) = match &entry.body {
        Body::Withdrawal(withdrawn) => {
            let (reason, by) = (withdrawn.reason.clone(), withdrawn.by.clone());
            (withdrawn.entry, TakenBackHow::Withdrawn { reason, by })
        }
        body => (body.corrects()?, TakenBackHow::Corrected),
    };
    Some(TakenBack { target, entry: seq, recorded_at: entry.recorded_at, how })
}

/// Refuses to take back what cannot be: an entry that does not exist, a withdrawal, something of
/// another kind than its correction, something that was taken back before.
pub(super) fn check_target(database: &Database, body: &Body) -> Result<()> {
    let target = match body {
        Body::Withdrawal(withdrawn) => withdrawn.entry,
        body => match body.corrects() {
            Some(target) => target,
            None => return Ok(()),
        },
    };
    let refuse =
        |reason: String| Error::Target { path: database.path.clone(), seq: target, reason };
    let stored = read_entry(database, target)?;
    let earlier = stored.decode(&database.path)?;
    let kind = earlier.body.kind();
    if matches!(earlier.body, Body::Withdrawal(_)) {
        return Err(refuse("it is a withdrawal; record the evidence anew instead".into()));
    }
    match body {
        Body::Withdrawal(withdrawn) if withdrawn.leaf_hash != stored.leaf_hash.to_string() => {
            return Err(refuse("its hash is not the one that was named".into()));
        }
        Body::Withdrawal(_) => {}
        later if later.kind() != kind => {
            return Err(refuse(format!("it is of the kind `{kind}`, not `{}`", later.kind())));
        }
        _ => {}
    }
    let before = taken_back(database, u64::MAX)?;
    // What was withdrawn may be corrected: that is how something withdrawn by mistake comes back.
    let again = before.into_iter().find(|found| {
        let corrected = found.how == TakenBackHow::Corrected;
        found.target == target && (corrected || matches!(body, Body::Withdrawal(_)))
    });
    match again {
        None => Ok(()),
        Some(TakenBack { entry, how: TakenBackHow::Corrected, .. }) => {
            Err(refuse(format!("entry {entry} has corrected it; name entry {entry} instead")))
        }
        Some(TakenBack { entry, .. }) => Err(refuse(format!("entry {entry} has withdrawn it"))),
    }
}
