//! The policies that are shipped do what they mean.

use loyal_engine::Policy;
use loyal_tests::folders;

#[test]
fn shipped_policies_have_no_findings() {
    for folder in folders::inside(&folders::root().join("policies")) {
        let policy = Policy::load(&folder).expect("a valid policy");
        let found = policy.analyse();
        assert!(found.is_empty(), "{}: {found:#?}", folder.display());
    }
}
