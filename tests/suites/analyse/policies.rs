//! The policies that are shipped do what they mean.

use loyal_engine::Policy;
use loyal_tests::folders;

#[test]
fn shipped_policies_have_no_findings() {
    for folder in folders::inside(&folders::root().join("policies")) {
        let policy = Policy::load(&folder).expect("a valid policy");
        let found = policy.analyse().findings;
        let said = found.iter().map(|finding| {
            let labels = finding.diagnostic.labels.iter().map(|(_, label)| label.to_string());
            format!("{}: {:?}", finding.diagnostic.message, labels.collect::<Vec<_>>())
        });
        let said: Vec<String> = said.collect();
        assert!(said.is_empty(), "{}: {said:#?}", folder.display());
    }
}
