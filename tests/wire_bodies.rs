//! Every body that the platforms were seen to send, byte for byte, and the event that it becomes.

use std::fs;

use group_gate::event::Event;
use group_gate::receive::{Received, receive};
use group_gate::settings::{Apps, Settings};
use group_gate::texts::Texts;
use group_gate::{Explain, Request};

/// File, event.
const BODIES: &[(&str, &str)] = &[
    (
        "openim/forged.body.json",
        r#"{"platform":"openim","phase":"before","command":"callbackBeforeCreateGroupCommand","time":"9007199254740993","operation":{"id":"op-1700000000000"},"owner":{"id":"u1"},"group":{"type":"WorkingGroup","name":"<U+2028>\u0000\u001f😀/","introduction":"","notification":"","faceUrl":"","ex":"","creatorId":"imAdmin","status":3,"verification":2,"memberInfoAccess":1,"friendAccess":1},"members":[{"id":"u1","role":100},{"id":"u2","role":20}]}"#,
    ),
    (
        "openim/forged_after.body.json",
        r#"{"platform":"openim","phase":"after","command":"callbackAfterCreateGroupCommand","time":1700000000123,"owner":{"id":"u1"},"group":{"id":"3409468237","type":"WorkingGroup","name":"<U+2028>\u0000\u001f😀/","introduction":"","notification":"","faceUrl":"","ex":"","creatorId":"imAdmin","status":3,"verification":2,"memberInfoAccess":1,"friendAccess":1},"members":[{"id":"u1","role":100},{"id":"u2","role":20}]}"#,
    ),
    (
        "openim/min.body.json",
        r#"{"platform":"openim","phase":"before","command":"callbackBeforeCreateGroupCommand","operation":{"id":"op-1700000000000"},"owner":{"id":"u1"},"group":{"type":"WorkingGroup","name":"","introduction":"","notification":"","faceUrl":"","ex":"","status":0,"verification":0,"memberInfoAccess":0,"friendAccess":0},"members":[{"id":"u1","role":100}]}"#,
    ),
    (
        "openim/min_after.body.json",
        r#"{"platform":"openim","phase":"after","command":"callbackAfterCreateGroupCommand","time":1700000000123,"owner":{"id":"u1"},"group":{"id":"3409468237","type":"WorkingGroup","name":"","introduction":"","notification":"","faceUrl":"","ex":"","status":0,"verification":0,"memberInfoAccess":0,"friendAccess":0},"members":[{"id":"u1","role":100}]}"#,
    ),
    (
        "openim/rest.body.json",
        r#"{"platform":"openim","phase":"before","command":"callbackBeforeCreateGroupCommand","operation":{"id":"op-1700000000000"},"owner":{"id":"1054527962"},"group":{"id":"xadxwr24","type":"WorkingGroup","name":"yourg group name","introduction":"introduction","notification":"notification","faceUrl":"faceURL url","ex":"{\"k\":\"<b>\"}","status":0,"verification":0,"memberInfoAccess":0,"friendAccess":0},"members":[{"id":"1054527962","role":100},{"id":"2065939257","role":60},{"id":"1225441072","role":20}]}"#,
    ),
    (
        "openim/rest_after.body.json",
        r#"{"platform":"openim","phase":"after","command":"callbackAfterCreateGroupCommand","time":1700000000123,"owner":{"id":"1054527962"},"group":{"id":"xadxwr24","type":"WorkingGroup","name":"yourg group name","introduction":"introduction","notification":"notification","faceUrl":"faceURL url","ex":"{\"k\":\"<b>\"}","status":0,"verification":0,"memberInfoAccess":0,"friendAccess":0},"members":[{"id":"1054527962","role":100},{"id":"2065939257","role":60},{"id":"1225441072","role":20},{"id":"imAdmin","role":20}]}"#,
    ),
    (
        "openim/sdk.body.json",
        r#"{"platform":"openim","phase":"before","command":"callbackBeforeCreateGroupCommand","operation":{"id":"op-1700000000000"},"owner":{"id":"u1"},"group":{"type":"WorkingGroup","name":"Team <A> & \"B\" 群","introduction":"line1\nline2","notification":"","faceUrl":"","ex":"","creatorId":"u1","status":0,"verification":1,"memberInfoAccess":0,"friendAccess":0},"members":[{"id":"u1","role":100},{"id":"u4","role":60},{"id":"u2","role":20},{"id":"u3","role":20}]}"#,
    ),
    (
        "openim/sdk_after.body.json",
        r#"{"platform":"openim","phase":"after","command":"callbackAfterCreateGroupCommand","time":1700000000123,"owner":{"id":"u1"},"group":{"id":"3409468237","type":"WorkingGroup","name":"Team <A> & \"B\" 群","introduction":"line1\nline2","notification":"","faceUrl":"","ex":"","creatorId":"u1","status":0,"verification":1,"memberInfoAccess":0,"friendAccess":0},"members":[{"id":"u1","role":100},{"id":"u4","role":60},{"id":"u2","role":20},{"id":"u3","role":20}]}"#,
    ),
    (
        "tencent/after-2024-07.json",
        r#"{"platform":"tencent","phase":"after","command":"Group.CallbackAfterCreateGroup","time":1670574414123,"operator":{"id":"group_root"},"owner":{"id":"leckie"},"group":{"id":"@TGS#2J4SZEAEL","type":"Public","name":"MyFirstGroup"},"members":[{"id":"bob"},{"id":"peter"}],"custom":{"UserDefined1":"hello","UserDefined2":"world"}}"#,
    ),
    (
        "tencent/after-newest.json",
        r#"{"platform":"tencent","phase":"after","command":"Group.CallbackAfterCreateGroup","time":1670574414123,"operator":{"id":"group_root"},"owner":{"id":"leckie"},"group":{"id":"@TGS#2J4SZEAEL","type":"Public","name":"MyFirstGroup","introduction":"introduction","notification":"notification"},"members":[{"id":"bob"},{"id":"peter"}],"custom":{"UserDefined1":"hello","UserDefined2":"world"}}"#,
    ),
    (
        "tencent/after-real-2023-05.json",
        r#"{"platform":"tencent","phase":"after","command":"Group.CallbackAfterCreateGroup","time":1682914763569,"operator":{"id":"PLNJEE0k"},"owner":{"id":"PLNJEE0k"},"group":{"id":"@TGS#2Z4CLQE5CM","type":"Public","name":"test8888","inviteOption":"NeedPermission"},"members":[{"id":"PLNJEE0k"}]}"#,
    ),
    (
        "tencent/before-2019-07.json",
        r#"{"platform":"tencent","phase":"before","command":"Group.CallbackBeforeCreateGroup","operator":{"id":"leckie","groupCount":123},"owner":{"id":"leckie"},"group":{"type":"Work","name":"MyFirstGroup"},"members":[{"id":"bob"},{"id":"peter"}]}"#,
    ),
    (
        "tencent/before-2020-02.json",
        r#"{"platform":"tencent","phase":"before","command":"Group.CallbackBeforeCreateGroup","operator":{"id":"leckie","groupCount":123},"owner":{"id":"leckie"},"group":{"type":"Public","name":"MyFirstGroup"},"members":[{"id":"bob"},{"id":"peter"}]}"#,
    ),
    (
        "tencent/before-2023-03.json",
        r#"{"platform":"tencent","phase":"before","command":"Group.CallbackBeforeCreateGroup","time":1670574414123,"operator":{"id":"leckie","groupCount":123},"owner":{"id":"leckie"},"group":{"type":"Public","name":"MyFirstGroup"},"members":[{"id":"bob"},{"id":"peter"}]}"#,
    ),
    (
        "tencent/before-2025-12.json",
        r#"{"platform":"tencent","phase":"before","command":"Group.CallbackBeforeCreateGroup","time":1670574414123,"operator":{"id":"leckie"},"owner":{"id":"leckie"},"group":{"type":"Public","name":"MyFirstGroup"},"members":[{"id":"bob"},{"id":"peter"}]}"#,
    ),
];

fn event_of(body: &str) -> String {
    let mut settings = Settings { openim_accept: true, ..Settings::default() };
    settings.tencent.apps = Apps::Any;
    let request = Request {
        body: body.into(),
        url: None,
        token: None,
        now: 0,
        facts: None,
        refuse: None,
        explain: Explain::Nothing,
    };
    let texts = Texts::default();
    let mut event = Event::default();
    match receive(&settings, &request, &texts, &mut event) {
        Ok(Received::Event) => event.to_json(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_body_becomes_its_event() {
    for (file, event) in BODIES {
        let body = fs::read_to_string(format!("tests/wire/{file}")).unwrap();
        assert_eq!(event_of(&body), event.replace("<U+2028>", "\u{2028}"), "{file}");
    }
}

#[test]
fn every_body_is_listed() {
    let mut found = Vec::new();
    for platform in ["openim", "tencent"] {
        for entry in fs::read_dir(format!("tests/wire/{platform}")).unwrap() {
            found.push(format!("{platform}/{}", entry.unwrap().file_name().into_string().unwrap()));
        }
    }
    found.sort();
    assert_eq!(found, BODIES.iter().map(|(file, _)| *file).collect::<Vec<_>>());
}

/// An unusual spelling or shape makes the body be read a second time, value by value: nothing else may change by that.
#[test]
fn an_unusual_value_changes_nothing_else() {
    for (file, event) in BODIES {
        let body = fs::read_to_string(format!("tests/wire/{file}")).unwrap();
        let unusual = if file.starts_with("openim") {
            body.replace("\"groupType\":2,", "\"groupType\":20e-1,")
        } else if body.contains("InviteOption") {
            body.replacen('{', "{\"Introduction\":5,", 1)
        } else {
            body.replacen('{', "{\"InviteOption\":[{}],", 1)
        };
        assert_ne!(unusual, body);
        assert_eq!(event_of(&unusual), event.replace("<U+2028>", "\u{2028}"), "{file}");
    }
}
