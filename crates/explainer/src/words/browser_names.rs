//! Browsers by the names that people know them by.

use matrix::{EngineKind, ProfileChoice};

/// Browsers with two profiles that are nothing but versions, and their name where both behave
/// alike.
const VERSIONS: [(&str, [(&str, &str); 2]); 2] = [
    ("Firefox", [("firefox", "default"), ("firefox", "159")]),
    ("Safari", [("safari", "default"), ("safari", "before-26-2")]),
];

/// Returns what people call a profile of an engine.
pub fn browser_name(engine: &str, profile: &str) -> String {
    let name = match (engine, profile) {
        ("chromium", "default") => "Debian's Chromium",
        ("chromium", "third-party-allowed") => "Chrome and Edge",
        ("chromium", "third-party-blocked") => "Chrome blocking third-party cookies",
        ("chromium", "incognito") => "Incognito",
        ("firefox", "default") => "Firefox",
        ("firefox", "third-party-allowed") => "Firefox allowing third-party cookies",
        ("firefox", "third-party-blocked") => "Firefox blocking third-party cookies",
        ("firefox", "trackers-only") => "Firefox blocking trackers alone",
        ("firefox", "opt-in-partitioning") => "Firefox with opt-in partitioning",
        ("firefox", "lax-by-default") => "Firefox with Lax by default",
        ("firefox", "strict") => "Firefox set to Strict",
        ("firefox", "private") => "Firefox's private windows",
        ("firefox", "159") => "Firefox 159",
        ("lightpanda", "default") => "Lightpanda",
        ("webkitgtk", "default") => "WebKitGTK",
        ("webkitgtk", "2.54") => "WebKitGTK 2.54",
        ("webkitgtk", "third-party-allowed") => "WebKitGTK allowing third-party cookies",
        ("webkitgtk", "itp") => "WebKitGTK with tracking prevention",
        ("webkitgtk", "private") => "WebKitGTK's private windows",
        ("safari", "default") => "Safari 26.2",
        ("safari", "before-26-2") => "Safari before 26.2",
        _ => return format!("{engine} {profile}"),
    };
    name.to_owned()
}

/// Returns what people call several profiles, each an engine and a name, in order: those that are
/// one browser in all its versions by its name alone.
pub(super) fn names_of_browsers(profiles: &[(&str, &str)]) -> Vec<String> {
    let both = |profile: &(&str, &str)| {
        VERSIONS.iter().find(|(_, versions)| {
            versions.contains(profile) && versions.iter().all(|one| profiles.contains(one))
        })
    };
    let name = |profile: &(&str, &str)| match both(profile) {
        Some((name, [first, _])) => (profile == first).then(|| (*name).to_owned()),
        None => Some(browser_name(profile.0, profile.1)),
    };
    profiles.iter().filter_map(name).collect()
}

/// Reads a browser: a name that people use, or an engine with one of its profiles.
///
/// # Errors
/// The names that are known.
pub fn parse_browser(text: &str) -> Result<ProfileChoice, String> {
    let choice = |engine, profile: &str| ProfileChoice { engine, profile: profile.to_owned() };
    match text.to_ascii_lowercase().as_str() {
        "chrome" | "edge" => Ok(choice(EngineKind::Chromium, "third-party-allowed")),
        "brave" => Err("Brave was never measured, and gives third parties rules of its own: ask \
                        `incognito`, which blocks their cookies"
            .to_owned()),
        "opera" | "vivaldi" | "samsung" => Err(format!(
            "{text} is built on Chromium and was never measured itself: ask `chrome`, or \
             `incognito` where it blocks the cookies of third parties"
        )),
        "ios" | "iphone" | "ipad" => Err("browsers on iOS are built on WebKit, as Safari is: ask \
                                          `safari`"
            .to_owned()),
        "incognito" => Ok(choice(EngineKind::Chromium, "incognito")),
        "safari" => Ok(choice(EngineKind::Safari, "all")),
        name => name.parse().map_err(|error| format!("{error}, or chrome, edge, incognito")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_browser(text: &str, choice: &str, name: &str) {
        let parsed = parse_browser(text).unwrap();
        assert_eq!(parsed.to_string(), choice);
        assert_eq!(browser_name(parsed.engine.name(), &parsed.profile), name);
    }

    #[test]
    fn names_that_people_use_are_profiles() {
        check_browser("chrome", "chromium:third-party-allowed", "Chrome and Edge");
        check_browser("Edge", "chromium:third-party-allowed", "Chrome and Edge");
        let blocking = "chromium:third-party-blocked";
        check_browser(blocking, blocking, "Chrome blocking third-party cookies");
        check_browser("Incognito", "chromium:incognito", "Incognito");
        check_browser("firefox", "firefox:default", "Firefox");
        check_browser("chromium", "chromium:default", "Debian's Chromium");
        check_browser("webkitgtk:itp", "webkitgtk:itp", "WebKitGTK with tracking prevention");
    }

    #[test]
    fn every_profile_has_a_name() {
        let matrix = diagnosis::Recordings::built_in().matrix();
        for profile in matrix.profiles.iter().filter(|one| one.engine != EngineKind::Reference) {
            let (engine, profile) = (profile.engine.name(), profile.name.as_str());
            assert_ne!(browser_name(engine, profile), format!("{engine} {profile}"));
        }
    }

    #[test]
    fn versions_that_behave_alike_are_one_browser() {
        let [(_, [esr, release]), (_, [since, before])] = VERSIONS;
        assert_eq!(names_of_browsers(&[esr, release, since, before]), ["Firefox", "Safari"]);
        assert_eq!(names_of_browsers(&[esr, since]), ["Firefox", "Safari 26.2"]);
        assert_eq!(names_of_browsers(&[release, before]), ["Firefox 159", "Safari before 26.2"]);
    }

    #[test]
    fn a_browser_that_was_never_measured_is_none_of_those_that_were() {
        let message = parse_browser("Brave").unwrap_err();
        assert!(message.starts_with("Brave was never measured"), "{message}");
        for (name, engine, known) in [
            ("opera", "Chromium", "`chrome`"),
            ("Samsung", "Chromium", "`chrome`"),
            ("ios", "WebKit", "`safari`"),
        ] {
            let message = parse_browser(name).unwrap_err();
            assert!(message.contains(engine) && message.contains(known), "{message}");
        }
    }

    #[test]
    fn other_names_are_refused_with_those_that_are_known() {
        let message = parse_browser("netscape").unwrap_err();
        assert!(message.starts_with("unknown engine `netscape`; expected one of chromium"));
        assert!(message.ends_with("or chrome, edge, incognito"), "{message}");
    }
}
