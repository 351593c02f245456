//! What single characters mean: full-width forms are folded to half-width ones.

/// The half-width form of a full-width sign or digit; other characters are themselves.
pub(super) fn fold(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '、' => ',',
        '“' | '”' => '"',
        '￥' => '¥',
        '’' => '\'',
        '−' => '-',
        '×' => '*',
        '÷' => '/',
        '\u{FF01}'..='\u{FF5E}' => fold_full_width(character),
        _ => character,
    }
}

/// Signs and digits; full-width letters stay what they are.
fn fold_full_width(character: char) -> char {
    let folded = u32::from(character).checked_sub(0xFEE0).and_then(char::from_u32);
    folded.filter(|folded| !folded.is_ascii_alphabetic()).unwrap_or(character)
}

/// Characters that change the direction of writing, unseen.
pub(super) fn controls_direction(character: char) -> bool {
    matches!(
        character,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

/// Characters that cannot be seen and mean nothing: those that Unicode lets a reader ignore
/// (`Default_Ignorable_Code_Point`) but for the ones of [`controls_direction`].
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FFA0}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// The bracket or brace that a bracket of another form is read as: a brace, where it opens or
/// closes lines.
pub(super) fn foreign_bracket(character: char, at_edge: bool) -> Option<&'static str> {
    match character {
        '[' | '【' | '〔' if at_edge => Some("{"),
        ']' | '】' | '〕' if at_edge => Some("}"),
        '[' | '【' | '〔' => Some("("),
        ']' | '】' | '〕' => Some(")"),
        _ => None,
    }
}

/// Whether a name may begin with it.
pub(super) fn begins_name(character: char) -> bool {
    character == '_' || unicode_ident::is_xid_start(character)
}

/// Whether a name may go on with it.
pub(super) fn continues_name(character: char) -> bool {
    unicode_ident::is_xid_continue(character) || is_invisible(character)
}

/// Whether a character closes a text that another opened: curly quotes may stand between straight
/// ones and the reverse.
pub(super) fn closes_text(open: Option<char>, character: char) -> bool {
    match open {
        Some('“' | '”') => matches!(character, '“' | '”'),
        _ => matches!(character, '"' | '＂'),
    }
}

/// The characters that close a quoted name.
pub(super) fn name_quote(character: char) -> Option<char> {
    match character {
        '「' => Some('」'),
        '`' => Some('`'),
        _ => None,
    }
}

/// The signs, longer ones before their beginnings.
const SIGNS: &[&str] = &[
    "<=", ">=", "!=", "<>", "->", "..", "(", ")", "{", "}", ",", ";", ":", "|", ".", "+", "-", "*",
    "/", "%", "=", "<", ">", "¥", "'",
];

/// The sign that `text`, already folded, begins with.
pub(super) fn sign(text: &str) -> Option<&'static str> {
    match text.chars().next()? {
        '≤' => Some("<="),
        '≥' => Some(">="),
        '≠' => Some("!="),
        '→' => Some("->"),
        _ => SIGNS.iter().find(|sign| text.starts_with(**sign)).copied(),
    }
}
