//! An explanation as one page of HTML, which asks for nothing else.

use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::explain::{Explanation, Mark, Told};

use super::tree::title;
use crate::visible;

/// Nothing may be loaded or run, whatever stands in names.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const STYLE: &str = "\
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
ul { list-style: none; padding-left: 1.2rem; border-left: 1px solid #8884; margin: 0; }
li { margin: .15rem 0; } summary { cursor: pointer; }
.yes::before { content: '✓ '; color: #2a7f3f; } .no::before { content: '✗ '; color: #b3372c; }
small { color: #7a7a7a; margin-left: .5rem; white-space: nowrap; }";

/// The whole page.
pub(super) fn written(explanation: &Explanation, language: Language) -> String {
    let (code, title) = match language {
        Language::En => ("en", title(explanation).in_language(language)),
        Language::Zh => ("zh", title(explanation).in_language(language)),
    };
    let (title, outcome) = (escaped(&title), &explanation.outcome);
    let policy = say!("policy {hash}", hash = &outcome.policy).in_language(language);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{title}</title>\n\
         <style>\n{STYLE}\n</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    for told in explanation.told() {
        section(&told, language, &mut page);
    }
    page.extend(["<p><small>", &escaped(&policy), "</small></p>\n</body>\n</html>\n"]);
    page
}

fn section(told: &Told, language: Language, page: &mut String) {
    if told.mark == Mark::Plain {
        let title = escaped(&told.said.in_language(language));
        page.extend(["<h2>", &title, "</h2>\n"]);
        list(&told.below, language, page);
    } else {
        list(std::slice::from_ref(told), language, page);
    }
}

fn list(all: &[Told], language: Language, page: &mut String) {
    if all.is_empty() {
        return;
    }
    page.push_str("<ul>\n");
    for told in all {
        let line = sentence(told, language);
        if told.below.is_empty() {
            page.extend(["<li>", &line, "</li>\n"]);
        } else {
            page.extend(["<li><details><summary>", &line, "</summary>\n"]);
            list(&told.below, language, page);
            page.push_str("</details></li>\n");
        }
    }
    page.push_str("</ul>\n");
}

fn sentence(told: &Told, language: Language) -> String {
    let class = match told.mark {
        Mark::Yes => "yes",
        Mark::No => "no",
        Mark::Plain => "plain",
    };
    let said = escaped(&told.said.in_language(language));
    let source = match told.source.as_str() {
        "" => String::new(),
        source => format!("<small>{}</small>", escaped(source)),
    };
    format!("<span class=\"{class}\">{said}</span>{source}")
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in visible::line(text).chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
