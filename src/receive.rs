//! From the wire to an event: whether a callback can be read, is genuine, and is accepted.

use std::fmt;

use crate::address::Address;
use crate::event::Event;
use crate::fields::{Field, Phase, Platform, canonical_client_platform};
use crate::place::shown;
use crate::policy::automaton::contains;
use crate::query::{Parameter, Query};
use crate::reader::equal;
use crate::rejection::{Reason, Rejection};
use crate::request::Request;
use crate::settings::Settings;
use crate::texts::Texts;
use crate::value::Item;
use crate::wire::{Dialect, Heading};
use crate::{body, openim, signature, tencent, wire};

/// What a genuine, readable, accepted callback is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// The creation of a group: its event.
    Event,
    /// Something else.
    Other(Platform),
}

/// Reads a callback and checks it against the policy's settings; `request.refuse` is not looked at. What it tells goes
/// into `event`, which has no field yet, and is of no use where the callback is about something else or rejected; `texts`
/// takes what had to be made.
///
/// # Errors
/// The callback is rejected, for the first [`Reason`] that applies.
pub fn receive<'a>(
    settings: &Settings,
    request: &Request<'a>,
    texts: &'a Texts,
    event: &mut Event<'a>,
) -> Result<Received, Rejection<'a>> {
    let text = body::text(request.body, texts)?;
    let (mut dialect, other) = match body::guess(text) {
        Platform::Tencent => (&tencent::DIALECT, &openim::DIALECT),
        Platform::OpenIm => (&openim::DIALECT, &tencent::DIALECT),
    };
    let read = |dialect, event: &mut Event<'a>| {
        wire::read(dialect, text, texts, event).map_err(|stop| body::not_strict(text, stop, texts))
    };
    let mut heading = read(dialect, event)?;
    if let Heading { command: None, other_command: true, .. } = heading {
        dialect = other;
        event.clear();
        heading = read(dialect, event)?;
    }
    let Heading { command: Some(command), other_command: false, fault } = heading else {
        let (found, expected) = if heading.other_command { ("both", "one of them") } else { ("neither of", "one") };
        let (one, two) = (tencent::COMMAND_KEY, openim::COMMAND_KEY);
        let message = format_args!("the body has {found} `{one}` and `{two}`, expected {expected}");
        return Err(Rejection::unreadable(texts.format(message)));
    };
    let reject = |decides, (reason, message)| Rejection { reason, message, dialect: Some(dialect.platform), decides };
    let command = match command {
        Ok("") => Err(texts.format(format_args!("`{}` is empty", dialect.command_key))),
        command => command,
    };
    let command = command.map_err(|fault| reject(true, (Reason::Unreadable, fault)))?;
    let phase = phase(dialect, command);
    let accepted = match (dialect.platform, fault) {
        (_, Some(fault)) if phase.is_some() => Err((Reason::Unreadable, fault)),
        (Platform::Tencent, _) => accept_tencent(settings, request, command, texts, event),
        (Platform::OpenIm, _) => accept_openim(settings),
    };
    accepted.map_err(|why| reject(contains(command.as_bytes(), b"Before"), why))?;
    let Some(phase) = phase else {
        return Ok(Received::Other(dialect.platform));
    };
    event.phase = phase;
    event.command = command;
    Ok(Received::Event)
}

/// Why a callback is not accepted.
type Refusal<'a> = (Reason, &'a str);

/// The phase of a group-creation command.
fn phase(dialect: &Dialect, command: &str) -> Option<Phase> {
    [Phase::Before, Phase::After]
        .into_iter()
        .zip(dialect.commands)
        .find(|(_, known)| equal(known.as_bytes(), command.as_bytes()))
        .map(|(phase, _)| phase)
}

fn accept_openim(settings: &Settings) -> Result<(), Refusal<'static>> {
    if settings.openim_accept {
        return Ok(());
    }
    Err((Reason::Platform, "the policy does not accept OpenIM: `openim.accept` is not true"))
}

/// Also gives the event what the URL tells.
fn accept_tencent<'a>(
    settings: &Settings,
    request: &Request<'a>,
    command: &str,
    texts: &'a Texts,
    event: &mut Event<'a>,
) -> Result<(), Refusal<'a>> {
    let settings = &settings.tencent;
    let because = |reason, message: fmt::Arguments| (reason, texts.format(message));
    let mut query = Query::default();
    query
        .read(request.url.unwrap_or_default(), texts)
        .map_err(|name| because(Reason::Parameters, format_args!("the URL has the parameter `{name}` twice")))?;
    if settings.apps.is_none() {
        return Err((Reason::Platform, "the policy accepts no Tencent app: `tencent.sdkAppIds` names none"));
    }
    let app_id = query.get(Parameter::SdkAppid);
    if !settings.apps.accept(app_id) {
        let found = app_id.map_or("the URL has no `SdkAppid`", |id| texts.format(format_args!("app `{}`", shown(id))));
        return Err(because(Reason::App, format_args!("{found}, expected one of `tencent.sdkAppIds`")));
    }
    if let Some(named) =
        query.get(Parameter::CallbackCommand).filter(|named| !equal(named.as_bytes(), command.as_bytes()))
    {
        let (named, command) = (shown(named), shown(command));
        let message = format_args!("the URL has `CallbackCommand` `{named}`, the body `{command}`");
        return Err(because(Reason::Command, message));
    }
    let tokens = request.token.map_or(&[][..], |token| token.of_app(app_id));
    if !tokens.is_empty() {
        signature::verify(&query, tokens, request.now, settings.max_age_seconds, texts)
            .map_err(|message| (Reason::Signature, message))?;
    } else if settings.require_sign {
        let message = "no token was given for the app, though `tencent.requireSign` is true";
        return Err((Reason::Signature, message));
    }

    event.set_text(Field::AppId, app_id);
    event
        .set_text(Field::OperationId, query.get(Parameter::RequestId).or_else(|| query.get(Parameter::RequestIdOther)));
    if let Some(address) = query.get(Parameter::ClientIp).and_then(Address::parse) {
        event.set(Field::ClientIp, Item::Address(address));
    }
    let platform = query.get(Parameter::OptPlatform).map(|sent| canonical_client_platform(sent, texts));
    event.set_text(Field::ClientPlatform, platform);
    Ok(())
}
