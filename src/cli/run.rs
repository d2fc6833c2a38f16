//! From what was typed to what was done.

use super::{
    approval,
    args::{Args, Command, Records, Stories},
    binder, check, checkpoint, component, demo, doctor,
    env::Env,
    evidence, explain, export,
    failure::{Ended, Failure},
    framework, import, ingest, init, ledger, mine, people, permissions, plan,
    records::{self, RecordKind},
    report, serve, sprint, status, story_verify, suggest, trace, typing, verify, write,
};

/// Runs a command.
///
/// # Errors
/// When the command cannot do what was asked.
pub(crate) fn run(args: Args, env: &mut Env) -> Result<Ended, Failure> {
    let global = &args.global;
    // A day that has begun is no future, though it has not ended.
    if let Some(at) = global.as_of.filter(|at| at.day() > env.clock.now.day()) {
        env.say(&format!(
            "note: --as-of {at} is in the future: nothing after now ({}) can be known",
            env.clock.now
        ));
    }
    let mut on_records =
        |kind: RecordKind, command: &Records| records::run(kind, command, global, env);
    match &args.command {
        Command::Demo(args) => demo::run(args, env),
        Command::Init(args) => init::run(args, env),
        Command::Check(args) => match &args.records {
            Some(command) => on_records(RecordKind::Check, command),
            None => check::run(args, global, env),
        },
        Command::Ingest(args) => ingest::run(args, env),
        Command::Attest(args) => people::attest(args, global, env),
        Command::Except(args) => people::except(args, global, env),
        Command::Approve(args) => approval::approve(args, global, env),
        Command::Withdraw(args) => people::withdraw(args, global, env),
        Command::Status(args) => status::run(args, global, env),
        Command::Plan(args) => plan::run(args, global, env),
        Command::Permissions(args) => permissions::run(args, global, env),
        Command::Trace(args) => trace::run(args, global, env),
        Command::Explain(args) => explain::run(args, global, env),
        Command::Report(args) => report::run(args, global, env),
        Command::Serve(args) => serve::run(args, global, env),
        Command::Import(args) => import::run(args, global, env),
        Command::Mine(args) => mine::run(args, global, env),
        Command::Story(Stories::Verify(args)) => story_verify::run(args, global, env),
        Command::Files(command) => write::run(command, global, env),
        Command::Typing(command) => typing::run(command, env),
        Command::Export(args) => export::run(args, global, env),
        Command::Framework(command) => framework::run(command, global, env),
        Command::Verify(args) => verify::run(args, env),
        Command::Binder(args) => binder::run(args, global, env),
        Command::Checkpoint(args) => checkpoint::run(args, global, env),
        Command::Ledger(command) => ledger::run(command, env),
        Command::Doctor(args) => doctor::run(args, global, env),
        Command::Story(Stories::Records(command)) => on_records(RecordKind::Story, command),
        Command::Story(Stories::Suggest(args)) => suggest::run(args, global, env),
        Command::Evidence(command) => evidence::run(command, global, env),
        Command::Epic(command) => sprint::epic(command, global, env),
        Command::Sprint(command) => sprint::sprint(command, global, env),
        Command::Control(command) => on_records(RecordKind::Control, command),
        Command::Risk(command) => on_records(RecordKind::Risk, command),
        Command::Component(command) => component::run(command, global, env),
        Command::Attestation(command) => on_records(RecordKind::Attestation, command),
        Command::Approval(command) => approval::run(command, global, env),
        Command::Exception(command) => on_records(RecordKind::Exception, command),
    }
}
