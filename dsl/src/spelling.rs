//! Slips of spelling.

/// Longer words are not compared.
const LONGEST: usize = 100;

/// The name that a word is most likely a slip of: they differ in at most a third of the name's
/// characters, rounded up.
pub fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    nearest_within(word, names, |characters| characters.div_ceil(3))
}

/// The keyword that a word is most likely a slip of: at most a third of its characters, rounded
/// down, since any word may stand where a keyword could.
pub fn nearest_keyword<'n>(word: &str, keywords: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    nearest_within(word, keywords, |characters| characters / 3)
}

/// Every keyword that a word may be a slip of, the nearest first.
pub fn near_keywords<'n>(word: &str, keywords: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut near = near_within(word, keywords, |characters| characters / 3);
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().map(|(_, keyword)| keyword).collect()
}

/// By Damerau–Levenshtein distance, letter case apart; the first of the nearest.
fn nearest_within<'n>(
    word: &str,
    candidates: impl Iterator<Item = &'n str>,
    most: fn(usize) -> usize,
) -> Option<&'n str> {
    let near = near_within(word, candidates, most).into_iter();
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// The candidates that are near enough, with their distance.
fn near_within<'n>(
    word: &str,
    candidates: impl Iterator<Item = &'n str>,
    most: fn(usize) -> usize,
) -> Vec<(usize, &'n str)> {
    if word.len() > LONGEST {
        return Vec::new();
    }
    let folded = word.trim().to_lowercase();
    let distance =
        |candidate: &str| strsim::damerau_levenshtein(&folded, &candidate.to_lowercase());
    candidates
        .map(|candidate| (distance(candidate), candidate))
        .filter(|(distance, candidate)| *distance <= most(candidate.chars().count()))
        .collect()
}
