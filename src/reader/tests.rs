use super::*;
use crate::wire::MAX_OPEN;

fn stop(text: &str) -> Option<Stop> {
    let texts = Texts::default();
    let mut reader = Reader::new(text, MAX_OPEN, &texts);
    let read = reader.skip().and_then(|_| reader.end());
    read.err().map(|Stopped| reader.stop())
}

#[test]
fn texts_are_equal_byte_by_byte() {
    for length in 0..40 {
        let text: Vec<u8> = (0..length).collect();
        assert!(equal(&text, &text.clone()));
        assert!(!equal(&text, &[text.as_slice(), &[0]].concat()));
        for at in 0..text.len() {
            let mut other = text.clone();
            other[at] ^= 0x80;
            assert!(!equal(&text, &other), "{length} {at}");
        }
    }
}

#[test]
fn json_is_read_to_its_end() {
    for good in [
        "null",
        " [ ] ",
        "{}",
        "[true,false]",
        "-0",
        "1e999",
        "12.5E+3",
        "\"\\u00e9\\ud83d\\ude00\\/\"",
        "{\"a\":{\"a\":[1]}}",
    ] {
        assert_eq!(stop(good), None, "{good}");
    }
}

#[test]
fn a_stop_tells_what_and_where() {
    for (text, message, offset) in [
        ("", TOO_SOON, 0),
        ("{", TOO_SOON, 1),
        ("[1,", TOO_SOON, 3),
        ("\"abc", TOO_SOON, 4),
        ("ok", "expected a value", 0),
        ("nul", "expected a value", 0),
        ("[1 2]", "expected `,` or `]`", 3),
        ("[1,]", "found a comma with nothing behind it", 3),
        ("{\"a\" 1}", "expected `:`", 5),
        ("{a:1}", "expected a name in double quotes", 1),
        ("{} x", "found something behind the value", 3),
        ("01", "found something behind the value", 1),
        ("-x", "found a number that is not spelled as JSON's", 1),
        ("[\"a\nb\"]", "found a control character, which JSON escapes", 3),
        ("[\"\\x\"]", "found an escape that JSON has not", 2),
        ("[\"\\ud800\"]", HALF_PAIR, 2),
        ("[\"\\udc00\\ud800\"]", HALF_PAIR, 2),
        ("{\"\\ud83d\\u0041\":1}", HALF_PAIR, 2),
        ("[\"\\u12\\n\"]", NO_ESCAPE, 2),
        ("[\"\\ud83d\\u00", TOO_SOON, 12),
        ("[\"\\ud83d\\u00x\"]", NO_ESCAPE, 2),
        ("[\"\\\\ud83d\\udc00\"]", HALF_PAIR, 9),
        ("[1.]", "found a number that is not spelled as JSON's", 3),
        ("[1e+]", "found a number that is not spelled as JSON's", 4),
        ("[-", TOO_SOON, 2),
        ("{\"a\":[{},[1],{\"b\":[]}],\"c\"}", "expected `:`", 26),
        ("[{\"a\":1]", "expected `,` or `}`", 7),
        ("[[1}]", "expected `,` or `]`", 3),
    ] {
        assert_eq!(stop(text), Some(Stop { message, offset }), "{text}");
    }
}

#[test]
fn only_so_many_arrays_and_objects_are_open() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(stop(&nested(64)), None);
    let too_deep = Some(Stop { message: "more than 64 arrays and objects are open at once", offset: 64 });
    assert_eq!(stop(&nested(65)), too_deep);
    assert_eq!(stop(&"[".repeat(500_000)), too_deep);
    assert_eq!(stop(&format!("[{}[]]", "[],".repeat(100))), None);
}

#[test]
fn places_count_lines_and_utf16_units() {
    let text = "{\n\"😀\":1,}";
    assert_eq!(stop(text).unwrap().place(text).to_string(), "line 2, column 8");
}
