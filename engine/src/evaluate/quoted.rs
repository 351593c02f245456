//! Texts as JSON, written where they stand.

/// Writes what `write` writes as a JSON text.
pub(super) fn quoted(out: &mut String, write: impl FnOnce(&mut String)) {
    out.push('"');
    let start = out.len();
    write(out);
    let plain = |text: &str| text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
    let escaped = out.get(start..).filter(|text| !plain(text)).map(serde_json::to_string);
    match escaped {
        Some(escaped) => {
            out.truncate(start - 1);
            out.push_str(&escaped.unwrap_or_default());
        }
        None => out.push('"'),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn texts_are_as_json_has_them() {
        for text in ["", "plain", "a \"word\"", "C:\\", "line\nline", "\u{1}", "餐厅—\u{7f}"] {
            let mut out = "before ".to_owned();
            quoted(&mut out, |out| out.push_str(text));
            assert_eq!(out, format!("before {}", serde_json::to_string(text).expect("a text")));
        }
    }
}
