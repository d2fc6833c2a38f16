//! `storyproof evidence prove`: what somebody without the ledger needs to see that evidence was
//! recorded: the entry's bytes, the original, and the proof that ties the entry to a checkpoint.

use std::path::Path;

use storyproof::checkpoint::TlogProof;

use super::{
    open::{bytes, to_file},
    pieces::{find, pieces},
};
use crate::cli::{
    args::Global,
    checkpoint::Seal,
    env::Env,
    failure::{Ended, Failure},
    output,
    workspace::{Workspace, ledger_failure},
};

pub(super) fn run(
    which: &str,
    folder: &Path,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let all = pieces(&workspace.program, &assessed.history, assessed.assessment.as_of);
    let piece = find(&all, which)?;
    let ledger = assessed.ledger.as_ref();
    let ledger = ledger.ok_or_else(|| Failure::usage("there is no ledger"))?;
    let seal = Seal::of(&workspace, env)?;
    seal.guard(ledger)?;
    let head = ledger.head().map_err(|e| ledger_failure(&e))?;
    let entry = ledger.entry(piece.entry).map_err(|e| ledger_failure(&e))?;
    let proven = ledger.inclusion_proof(piece.entry).map_err(|e| ledger_failure(&e))?;
    let note = seal.text(&seal.now(ledger, &head)?)?;
    let proof = TlogProof { index: proven.index, path: proven.path, note };
    let base = env.directory.join(folder).join(piece.id());
    let json = base.with_extension("json");
    output::write_file(&json, &entry.bytes)?;
    to_file(&base.with_extension("original"), |out| bytes(ledger, piece, out))?;
    let file = base.with_extension("tlog-proof");
    output::write_file(&file, proof.to_string().as_bytes())?;
    let shown = folder.join(piece.id());
    env.answer(&format!(
        "{0}.json        the entry, byte for byte as it is in the ledger\n\
         {0}.original    the file as it was submitted: {1}\n\
         {0}.tlog-proof  that the entry is number {2} of {3} (C2SP tlog-proof)\n",
        shown.display(),
        piece.runs.first().map_or("", |record| record.file_name.as_str()),
        piece.entry,
        head.size
    ))?;
    env.say(&format!(
        "verify with `storyproof verify {}`; without storyproof, `(printf '\\0'; cat {}) | sha256sum` is the leaf hash {}",
        shown.with_extension("tlog-proof").display(),
        shown.with_extension("json").display(),
        entry.leaf_hash
    ));
    Ok(Ended::Fine)
}
