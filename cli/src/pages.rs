//! The pages of the codes, as they stand in `docs/codes`, within the program.
//!
//! A list rather than a folder that is read while building: it needs no dependency and no build
//! script, and a test holds it against the folder.

use loyal_dsl::syntax::Language;

/// What is to be said of a code, in Markdown.
#[derive(Debug)]
pub(crate) struct Page {
    /// Such as `L0201`.
    pub(crate) code: &'static str,
    en: &'static str,
    zh: &'static str,
}

impl Page {
    pub(crate) fn text(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Zh => self.zh,
        }
    }

    /// What the code means in a few words: the page's heading without the code.
    pub(crate) fn title(&self, language: Language) -> &'static str {
        let heading = self.text(language).lines().next().unwrap_or_default();
        heading.split_once([':', '：']).map_or(heading, |(_, title)| title.trim())
    }
}

/// The page of a code.
pub(crate) fn of(code: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.code == code)
}

macro_rules! pages {
    ($($code:ident)*) => {
        &[$(Page {
            code: stringify!($code),
            en: include_str!(concat!("../../docs/codes/", stringify!($code), ".md")),
            zh: include_str!(concat!("../../docs/codes/zh/", stringify!($code), ".md")),
        }),*]
    };
}

/// All of them, in the order of their codes.
#[rustfmt::skip]
pub(crate) const PAGES: &[Page] = pages! {
    L0101 L0102 L0103 L0104 L0105 L0106 L0107 L0108 L0109 L0110 L0111 L0112
    L0113 L0114 L0115 L0120 L0121 L0122 L0123 L0125 L0126 L0127 L0128
    L0129 L0130 L0131 L0132 L0133 L0134 L0135 L0136 L0137 L0138 L0139 L0141
    L0142 L0143 L0144 L0145 L0146 L0147 L0148 L0149 L0150 L0151 L0152 L0153
    L0154 L0155 L0156 L0157 L0158 L0159
    L0201 L0202 L0203 L0204 L0205 L0207 L0208 L0209 L0210 L0211 L0212 L0213
    L0214
    L0301 L0302 L0303 L0305 L0306 L0307 L0309 L0310 L0311 L0312 L0313 L0314
    L0401
    L0501 L0502 L0503
    L0601 L0602
    L0701 L0702 L0703 L0704 L0705 L0706 L0707 L0708 L0711 L0712 L0713 L0714
    L0715 L0716 L0721 L0722 L0723 L0724 L0725 L0726 L0730 L0731 L0732 L0733
    L0734 L0735 L0736 L0737 L0740 L0741 L0742 L0743 L0744 L0745 L0746 L0747
    L0751     L0752 L0753 L0754 L0755 L0756 L0757 L0761 L0762 L0763 L0764 L0765 L0766
    L0767 L0768 L0771 L0772 L0773 L0774 L0775 L0781 L0782 L0783 L0784 L0785
    L0786 L0787 L0788 L0789 L0791 L0792
    L0801 L0802 L0803 L0804 L0805 L0806 L0807 L0808 L0809 L0821 L0822 L0823
    L0831 L0832 L0833 L0834 L0835 L0836 L0840 L0841 L0842 L0843 L0844 L0845 L0846
    L0847 L0848 L0849 L0851 L0852 L0853 L0854 L0855 L0856 L0857 L0858 L0859
    L0860 L0861
    L0901 L0902 L0903 L0904 L0905 L0906 L0907 L0908 L0909 L0910 L0911 L0912
    L0913 L0914 L0915 L0916 L0917 L0918 L0919 L0920 L0921 L0922
    L1001 L1002 L1003
    L1101 L1102 L1103 L1104 L1105 L1106 L1107 L1108 L1109 L1110 L1111
    L1401 L1402 L1403 L1404 L1405 L1406 L1407 L1408 L1409 L1411 L1412 L1421
    L1422 L1423 L1424 L1425 L1431 L1441 L1499
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::PAGES;

    #[test]
    fn the_list_has_every_page_of_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/codes");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let there: BTreeSet<String> = files
            .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
            .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
            .collect();
        let listed: Vec<&str> = PAGES.iter().map(|page| page.code).collect();
        assert!(listed.is_sorted(), "{listed:?}");
        assert_eq!(there, listed.into_iter().map(str::to_owned).collect());
    }
}
