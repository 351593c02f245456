//! What the names of fields tell of their values, and texts for them.

use super::chance::Chance;

const FAMILIES: [&str; 16] = [
    "Adams", "Brown", "Chen", "Diaz", "Evans", "Fischer", "Garcia", "Huang", "Ito", "Jensen",
    "Kumar", "Li", "Moreau", "Novak", "Okafor", "Wang",
];
const GIVEN: [&str; 16] = [
    "Anna", "Ben", "Carla", "Daniel", "Elena", "Felix", "Grace", "Hugo", "Ines", "Jun", "Lena",
    "Marco", "Nora", "Oscar", "Priya", "Yue",
];
const CHINESE_FAMILIES: [&str; 16] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
];
const CHINESE_GIVEN: [&str; 16] = [
    "伟", "芳", "娜", "敏", "静", "磊", "强", "洋", "艳", "杰", "娟", "涛", "明", "超", "霞", "平",
];

/// How many different texts a field has of which nothing is known.
const TEXTS: i64 = 40;

/// A text for a field whose name ends so.
pub(super) fn text(last: &str, chance: &mut Chance) -> String {
    let mut pick = |items: &[&'static str]| chance.one_of(items).copied().unwrap_or_default();
    match last {
        "name" | "full_name" => format!("{} {}", pick(&GIVEN), pick(&FAMILIES)),
        "姓名" | "名字" => format!("{}{}", pick(&CHINESE_FAMILIES), pick(&CHINESE_GIVEN)),
        _ => format!("{last}-{:02}", chance.within(1, TEXTS)),
    }
}

/// Whether a date of this name is a birthday.
pub(super) fn is_birth(field: &str) -> bool {
    ["birth", "born", "生日", "出生"].iter().any(|word| field.contains(word))
}

/// Whether a date of this name is that of an end.
pub(super) fn is_end(field: &str) -> bool {
    let words = ["until", "due", "expire", "end", "到期", "截止", "有效期至"];
    words.iter().any(|word| field.contains(word))
}
