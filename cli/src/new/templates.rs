//! The files of the projects.

use loyal_dsl::syntax::Language;

use super::Template;

/// Name and text of each file.
pub(super) type Files = [(&'static str, &'static str); 4];

/// The files of a template in a language.
macro_rules! project {
    ($folder:literal, $policy:literal, $records:literal) => {
        [
            ($policy, include_str!(concat!("templates/", $folder, "/", $policy))),
            ($records, include_str!(concat!("templates/", $folder, "/", $records))),
            ("tests.yaml", include_str!(concat!("templates/", $folder, "/tests.yaml"))),
            ("README.md", include_str!(concat!("templates/", $folder, "/README.md"))),
        ]
    };
}

pub(super) fn files(template: Template, language: Language) -> Files {
    match (template, language) {
        (Template::Club, Language::En) => project!("club/en", "club.loyal", "customers.yaml"),
        (Template::Club, Language::Zh) => project!("club/zh", "club.loyal", "customers.yaml"),
        (Template::Airline, Language::En) => {
            project!("airline/en", "airline.loyal", "members.yaml")
        }
        (Template::Airline, Language::Zh) => {
            project!("airline/zh", "airline.loyal", "members.yaml")
        }
        (Template::Bank, Language::En) => project!("bank/en", "bank.loyal", "customers.yaml"),
        (Template::Bank, Language::Zh) => project!("bank/zh", "bank.loyal", "customers.yaml"),
        (Template::ServiceDesk, Language::En) => {
            project!("service-desk/en", "service-desk.loyal", "customers.yaml")
        }
        (Template::ServiceDesk, Language::Zh) => {
            project!("service-desk/zh", "service-desk.loyal", "customers.yaml")
        }
    }
}
