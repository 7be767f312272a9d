//! What is rejected, why, in which words, and how it is answered.

use group_gate::event::Event;
use group_gate::fields::{Field, Platform};
use group_gate::json::Number;
use group_gate::policy::sets::Listed;
use group_gate::receive::{Received, receive};
use group_gate::rejection::Rejection;
use group_gate::settings::{Apps, Settings};
use group_gate::texts::Texts;
use group_gate::value::{Item, Value};
use group_gate::writer::Writer;
use group_gate::{Explain, HttpBody, Policy, Request, Token, evaluate, openim, tencent};

const NOW: i64 = 1_669_872_112_000;
/// The worked example of the callback overview.
const SIGNED: &str = "&Sign=17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061&RequestTime=1669872112";
const URL: &str = "/cb?SdkAppid=1400000000";

fn settings() -> Settings {
    let mut settings = Settings { openim_accept: true, ..Settings::default() };
    let mut ids = Listed::default();
    ids.insert(Item::Text("1400000000"));
    settings.tencent.apps = Apps::Listed(ids.into());
    settings
}

fn request<'a>(body: impl Into<HttpBody<'a>>, url: &'a str, token: Option<&'a Token>) -> Request<'a> {
    Request { body: body.into(), url: Some(url), token, now: NOW, facts: None, refuse: None, explain: Explain::Nothing }
}

fn received<'a>(settings: &Settings, request: &Request<'a>) -> Result<Received, Rejection<'a>> {
    receive(settings, request, Box::leak(Box::default()), &mut Event::default())
}

fn rejection<'a>(body: impl Into<HttpBody<'a>>) -> Rejection<'a> {
    received(&settings(), &request(body, URL, None)).expect_err("the body is read")
}

fn with_event<T>(body: &str, url: &str, look: impl FnOnce(&Event) -> T) -> T {
    let texts = Texts::default();
    let mut event = Event::default();
    match receive(&settings(), &request(body.as_bytes(), url, None), &texts, &mut event) {
        Ok(Received::Event) => look(&event),
        other => panic!("{other:?}"),
    }
}

fn before(rest: &str) -> String {
    format!(r#"{{"CallbackCommand":"Group.CallbackBeforeCreateGroup"{rest}}}"#)
}

fn openim_before(rest: &str) -> String {
    format!(r#"{{"callbackCommand":"callbackBeforeCreateGroupCommand"{rest}}}"#)
}

#[test]
fn a_body_that_no_dialect_can_read_tells_where() {
    let deep = |depth: usize| before(&format!(r#","x":{}{}"#, "[".repeat(depth), "]".repeat(depth)));
    let cases = [
        (String::new(), "the body is not strict JSON: the text ends too soon at line 1, column 1"),
        (" \n".into(), "the body is not strict JSON: the text ends too soon at line 2, column 1"),
        ("ok".into(), "the body is not strict JSON: expected a value at line 1, column 1"),
        ("[]".into(), "the body is an array, expected an object"),
        (" null".into(), "the body is null, expected an object"),
        ("\u{feff}{}".into(), "the body begins with a byte order mark, expected an object"),
        ("{}".into(), "the body has neither of `CallbackCommand` and `callbackCommand`, expected one"),
        (
            before(r#","callbackCommand":"x""#),
            "the body has both `CallbackCommand` and `callbackCommand`, expected one of them",
        ),
        // Columns count UTF-16 units: the emoji is two of them and four bytes.
        (
            "{\n\"😀\":1,}".into(),
            "the body is not strict JSON: found a comma with nothing behind it at line 2, column 8",
        ),
        (
            "{\n\"😀\":\"\\ud800\"}".into(),
            "the body is not strict JSON: found half of a surrogate pair, expected a whole character at line 2, column 7",
        ),
        (
            r#"{"a":"\ud800"}"#.into(),
            "the body is not strict JSON: found half of a surrogate pair, expected a whole character at line 1, column 7",
        ),
        (
            r#"{"a":{"b":"\ud83d\ude00","c\udc00":1}}"#.into(),
            "the body is not strict JSON: found half of a surrogate pair, expected a whole character at line 1, column 28",
        ),
        (
            deep(64),
            "the body is not strict JSON: more than 64 arrays and objects are open at once at line 1, column 121",
        ),
        (" ".repeat((1 << 20) + 1), "the body has 1048577 bytes, expected at most 1048576"),
    ];
    for (body, message) in cases {
        for rejection in [rejection(&*body), rejection(body.as_bytes())] {
            assert_eq!(rejection.to_string(), format!("unreadable: {message}"), "{body}");
            assert_eq!((rejection.dialect, rejection.decides), (None, true), "{body}");
        }
    }
    assert_eq!(rejection(&b"{\n\"\xf0\x9f\x98\x80\xff\"}"[..]).message, "the body is not UTF-8 at line 2, column 4");
    with_event(&deep(63), URL, |_| ());
}

#[test]
fn a_known_key_of_an_impossible_type_is_named() {
    let tencent = [
        (r#","Name":5"#, "`Name` is a number, expected text"),
        (r#","groupID":[]"#, "`groupID` is an array, expected text"),
        (r#","Type":1e999"#, "`Type` is a number, expected text"),
        (r#","MemberList":{}"#, "`MemberList` is an object, expected an array of objects"),
        (r#","MemberList":[null,"bob"]"#, "an entry of `MemberList` is text, expected an object"),
        (r#","MemberList":[{"Member_Account":5}]"#, "`Member_Account` is a number, expected text"),
        (r#","Name":"a","N\u0061me":null"#, "`Name` comes twice in one object"),
        (
            r#","MemberList":[{"Member_Account":"a","Member_Account":"a"}]"#,
            "`Member_Account` comes twice in one object",
        ),
        (r#","UserDefinedDataList":[{"Key":"a","Key":"a"}]"#, "`Key` comes twice in one object"),
        (r#","EventTime":1,"EventTime":2"#, "`EventTime` comes twice in one object"),
        // The first mistake is told.
        (r#","Owner_Account":true,"Name":5"#, "`Owner_Account` is a boolean, expected text"),
    ];
    for (rest, message) in tencent {
        let body = before(rest);
        let rejection = rejection(&*body);
        assert_eq!(rejection.message, message);
        assert_eq!((rejection.dialect, rejection.decides), (Some(Platform::Tencent), true), "{message}");
    }
    let openim = [
        (r#","groupType":"2""#, "`groupType` is text, expected a 64-bit integer"),
        (r#","groupType":1.5"#, "`groupType` is a fraction or beyond 64 bits, expected a 64-bit integer"),
        (
            r#","initMemberList":[{"userID":"a","roleLevel":9223372036854775808}]"#,
            "`roleLevel` is a fraction or beyond 64 bits, expected a 64-bit integer",
        ),
        (r#","initMemberList":[{"userID":5}]"#, "`userID` is a number, expected text"),
        (r#","initMemberList":[[]]"#, "an entry of `initMemberList` is an array, expected an object"),
        (r#","initMemberList":1e999"#, "`initMemberList` is a number, expected an array of objects"),
    ];
    for (rest, message) in openim {
        let body = openim_before(rest);
        let rejection = rejection(&*body);
        assert_eq!(rejection.message, message);
        assert_eq!((rejection.dialect, rejection.decides), (Some(Platform::OpenIm), true), "{message}");
    }
    let after = rejection(r#"{"CallbackCommand":"Group.CallbackAfterCreateGroup","Name":5}"#);
    assert_eq!((after.dialect, after.decides), (Some(Platform::Tencent), false));
}

#[test]
fn a_command_that_cannot_be_read_is_refused_as_if_it_decided() {
    for (body, message) in [
        (r#"{"CallbackCommand":5}"#, "`CallbackCommand` is a number, expected text"),
        (r#"{"CallbackCommand":""}"#, "`CallbackCommand` is empty"),
        (
            r#"{"CallbackCommand":"State.StateChange","CallbackCommand":"State.StateChange"}"#,
            "`CallbackCommand` comes twice in one object",
        ),
    ] {
        let rejection = rejection(body);
        assert_eq!(rejection.message, message);
        assert_eq!((rejection.dialect, rejection.decides), (Some(Platform::Tencent), true), "{body}");
    }
    assert_eq!(rejection(r#"{"CallbackCommand":null}"#).dialect, None);
}

#[test]
fn only_the_command_of_other_callbacks_is_read() {
    for body in [
        r#"{"CallbackCommand":"State.StateChange","Name":5,"Name":[],"MemberList":1e999}"#,
        r#"{"callbackCommand":"callbackAfterSendGroupMsgCommand","groupType":"x","initMemberList":[5]}"#,
    ] {
        let received = received(&settings(), &request(body.as_bytes(), URL, None));
        assert!(matches!(received, Ok(Received::Other(_))), "{received:?}");
    }
}

#[test]
fn the_dialect_is_told_by_the_command_whatever_key_comes_first() {
    let named = |event: &Event| (event.platform, event.text(group_gate::fields::Field::GroupName).map(str::to_owned));
    let tencent = r#" { "x":1,"groupType":"x","Name":"n","CallbackCommand":"Group.CallbackBeforeCreateGroup"}"#;
    assert_eq!(with_event(tencent, URL, named), (Platform::Tencent, Some("n".into())));
    let openim = r#"{"Name":5,"callbackCommand":"callbackBeforeCreateGroupCommand","groupName":"n"}"#;
    assert_eq!(with_event(openim, URL, named), (Platform::OpenIm, Some("n".into())));
    let null = openim_before(r#","CallbackCommand":null,"groupName":"n""#);
    assert_eq!(with_event(&null, URL, named), (Platform::OpenIm, Some("n".into())));
}

#[test]
fn the_counter_of_the_operators_groups_is_the_first_that_can_be_read() {
    let count = |rest: &str| {
        with_event(&before(rest), URL, |event| match event.value(Field::OperatorGroupCount) {
            Value::One(Item::Number(Number::Integer(count))) => Some(count),
            _ => None,
        })
    };
    for (rest, expected) in [
        (r#","CreateGroupNum":"007""#, Some(7)),
        (r#","CreatedNum":1,"CreateGroupNum":-1,"CreatedGroupNum":20e-1"#, Some(2)),
        (r#","CreateGroupNum":"+7""#, None),
        (r#","CreateGroupNum":1.5"#, None),
        (r#","CreateGroupNum":{"ChatRoom":3},"Type":"Meeting""#, Some(3)),
        (r#","Type":"ChatRoom","CreateGroupNum":{"Public":9,"Meeting":"4"}"#, Some(4)),
        (r#","Type":"Public","CreateGroupNum":{"Work":9}"#, Some(0)),
        (r#","Type":"Public","CreateGroupNum":{"Public":[]},"CreatedNum":5"#, Some(5)),
        (r#","CreateGroupNum":{"Public":9}"#, None),
    ] {
        assert_eq!(count(rest), expected, "{rest}");
    }
}

#[test]
fn what_a_list_may_hold_beside_its_entries_is_skipped() {
    let tencent = before(
        r#","MemberList":[null,{},{"Member_Account":""},{"Member_Account":null},{"x":[{}],"Member_Account":"a"}],
            "UserDefinedDataList":[null,5,{"Key":"k"},{"Key":5,"Value":"x"},{"Value":"","Key":"a.b"}]"#,
    );
    with_event(&tencent, URL, |event| {
        assert!(event.to_json().ends_with(r#","members":[{"id":"a"}],"custom":{"a.b":""}}"#), "{}", event.to_json());
    });
    let openim = openim_before(
        r#","ownerUserID":"o","initMemberList":[{"roleLevel":100},{"userID":"","roleLevel":100},{"userID":"a"}]"#,
    );
    with_event(&openim, URL, |event| {
        assert!(event.to_json().ends_with(r#","owner":{"id":"o"},"members":[{"id":"a"}]}"#), "{}", event.to_json());
    });
}

#[test]
fn the_url_tells_who_calls() {
    let told = |query: &str, expected: &str| {
        let url = format!("https://gate.example{URL}&{query}#&SdkAppid=5");
        with_event(&before(""), &url, |event| assert!(event.to_json().contains(expected), "{}", event.to_json()));
    };
    told("ClientIP=::ffff:1.2.3.4&OptPlatform=Mac", r#""client":{"ip":"1.2.3.4","platform":"macos"}"#);
    told("ClientIP=1.2.3.4.5&OptPlatform=RESTAPI", r#""client":{"platform":"restapi"}"#);
    told("OptPlatform=Unkown", r#""client":{"platform":"unkown"}"#);
    told("Opt%50latform=Smart+TV%21", r#""client":{"platform":"smart tv!"}"#);
    told("OptPlatform=%zz%e7%be%a4%f", r#""client":{"platform":"%zz群%f"}"#);
    told("OptPlatform=a%ffb", "\"client\":{\"platform\":\"a\u{fffd}b\"}");
    told("RequestID=b&RequestId=", r#""operation":{"id":"b"}"#);
    told("RequestID=b&RequestId=a&x=1&x=2&&=", r#""operation":{"id":"a"}"#);
}

#[test]
fn a_callback_that_is_not_accepted_tells_the_setting() {
    let said = |settings: &Settings, body: &str, url: &str| {
        received(settings, &request(body.as_bytes(), url, None)).expect_err("the callback is accepted").to_string()
    };
    let (nobody, body) = (Settings::default(), before(""));
    assert_eq!(
        said(&nobody, &openim_before(""), ""),
        "platform: the policy does not accept OpenIM: `openim.accept` is not true"
    );
    assert_eq!(
        said(&nobody, &body, URL),
        "platform: the policy accepts no Tencent app: `tencent.sdkAppIds` names none"
    );
    // A repeated parameter is told before all that depends on parameters.
    assert_eq!(said(&nobody, &body, "/?Sign=&%53ign=1"), "parameters: the URL has the parameter `Sign` twice");
    assert_eq!(said(&settings(), &body, "/"), "app: the URL has no `SdkAppid`, expected one of `tencent.sdkAppIds`");
    assert_eq!(
        said(&settings(), &body, &format!("/?SdkAppid=a%0A{}", "x".repeat(99))),
        format!("app: app `a\\u{{a}}{}…`, expected one of `tencent.sdkAppIds`", "x".repeat(62))
    );
    assert_eq!(
        said(&settings(), &body, &format!("{URL}&CallbackCommand=other")),
        "command: the URL has `CallbackCommand` `other`, the body `Group.CallbackBeforeCreateGroup`"
    );
}

#[test]
fn a_signature_must_match_one_of_the_tokens_in_time() {
    let mut settings = settings();
    settings.tencent.require_sign = true;
    let token = |tokens: &[&str]| Token::Shared(tokens.iter().map(ToString::to_string).collect());
    let said = |token: Option<&Token>, query: &str, now: i64| {
        let (body, url) = (before(""), format!("{URL}{query}"));
        let request = Request { now, ..request(body.as_bytes(), &url, token) };
        received(&settings, &request).map_or_else(|rejection| rejection.to_string(), |_| "accepted".to_owned())
    };
    let (right, rotated) = (token(&["xxxxyyyy"]), token(&["new", "xxxxyyyy"]));
    assert_eq!(said(Some(&right), SIGNED, NOW), "accepted");
    assert_eq!(said(Some(&rotated), SIGNED, NOW), "accepted");
    assert_eq!(said(Some(&right), SIGNED, NOW + 60_000), "accepted");
    assert_eq!(said(Some(&token(&["wrong", "new"])), SIGNED, NOW), "signature: `Sign` does not match the token");
    let no_token = "signature: no token was given for the app, though `tencent.requireSign` is true";
    assert_eq!(said(None, SIGNED, NOW), no_token);
    let other_app = Token::PerApp(vec![("5".to_owned(), vec!["xxxxyyyy".to_owned()])]);
    assert_eq!(said(Some(&other_app), SIGNED, NOW), no_token);
    for (query, now, message) in [
        ("", NOW, "the URL has no `Sign`, though a token was given"),
        ("&Sign=00", NOW, "the URL has no `RequestTime`, though a token was given"),
        ("&Sign=00&RequestTime=1", NOW, "`Sign` is not 64 hexadecimal digits"),
        (&SIGNED.replace("17773", "1777g"), NOW, "`Sign` is not 64 hexadecimal digits"),
        (&SIGNED.replace("=16698", "=-16698"), NOW, "`RequestTime` is not 1 to 20 digits"),
        (&SIGNED.replace("=16698", "=0000000000016698"), NOW, "`RequestTime` is not 1 to 20 digits"),
        (
            SIGNED,
            NOW + 60_001,
            "`RequestTime` 1669872112 is more than `tencent.maxAgeSeconds` (60) away from now (1669872172001 ms)",
        ),
        (
            &SIGNED.replace("=1669872112", "=99999999999999999999"),
            i64::MAX,
            "`RequestTime` 99999999999999999999 is more than `tencent.maxAgeSeconds` (60) away from now (9223372036854775807 ms)",
        ),
    ] {
        assert_eq!(said(Some(&right), query, now), format!("signature: {message}"));
    }
}

#[test]
fn answers_are_spelled_as_the_platforms_take_them() {
    let spelled = |members: &dyn Fn(&mut Writer)| {
        let mut json = Writer::default();
        json.open("{");
        members(&mut json);
        json.close("}");
        json.finish()
    };
    assert_eq!(spelled(&|json| tencent::answer(json, 0, "")), r#"{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}"#);
    assert_eq!(
        spelled(&|json| openim::answer(json, 0, "", "")),
        r#"{"actionCode":0,"errCode":0,"errMsg":"","errDlt":"","nextCode":0}"#
    );
    assert_eq!(
        spelled(&|json| tencent::answer(json, 10101, "no \"x\"\n")),
        r#"{"ActionStatus":"OK","ErrorInfo":"no \"x\"\n","ErrorCode":10101}"#
    );
    assert_eq!(
        spelled(&|json| openim::answer(json, 5001, "no", "why")),
        r#"{"actionCode":0,"errCode":5001,"errMsg":"no","errDlt":"why","nextCode":1}"#
    );
    let policy = r#"{ "version": 1, "openim": { "accept": true }, "rules": [
        { "id": "changes", "modify": { "group.status": 1, "group.name": "}" } }] }"#;
    let policy = Policy::parse(policy).unwrap();
    let body = |body: &str| evaluate(&policy, &request(body, URL, None)).body;
    assert_eq!(
        body(&openim_before("")),
        r#"{"actionCode":0,"errCode":0,"errMsg":"","errDlt":"","nextCode":0,"groupName":"}","status":1}"#
    );
    assert_eq!(body(&before("")), r#"{"ActionStatus":"OK","ErrorInfo":"callback rejected","ErrorCode":1}"#);
    assert_eq!(
        body(&openim_before(r#","groupID":1"#)),
        r#"{"actionCode":0,"errCode":5000,"errMsg":"callback rejected","errDlt":"","nextCode":1}"#
    );
    assert_eq!(
        body("{}"),
        r#"{"ActionStatus":"OK","ErrorInfo":"callback rejected","ErrorCode":1,"actionCode":0,"errCode":5000,"errMsg":"callback rejected","errDlt":"","nextCode":1}"#
    );
}

#[test]
fn a_bound_on_members_seldom_takes_comparing_ids() {
    let counts = |ids: &[String]| {
        let entries: Vec<String> = ids.iter().map(|id| format!(r#"{{"Member_Account":"{id}"}}"#)).collect();
        let body = before(&format!(r#","MemberList":[{}]"#, entries.join(",")));
        with_event(&body, URL, |event| (event.least_member_count(), event.member_count()))
    };
    for count in [0, 1, 2, 50, 51, 100, 300, 5000] {
        for prefix in ["", "user_", "a_long_prefix_of_everyone_", "用户"] {
            let different: Vec<String> = (0..count).map(|number| format!("{prefix}{number}")).collect();
            let (least, exact) = counts(&different);
            assert_eq!(exact, count);
            assert!(least <= count && (count > 300 || least * 10 >= count * 9), "{least} of {count} `{prefix}`");
            let repeated: Vec<String> = (0..count).map(|number| format!("{prefix}{}", number / 3)).collect();
            let (least, exact) = counts(&repeated);
            assert_eq!(exact, count.div_ceil(3));
            assert!(least <= exact, "{least} of {exact} `{prefix}`");
        }
    }
}
