//! Where packages come from.

use super::InstallStep;

/// What decides where a package comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PackagePlatform {
    Debian,
    Other,
    Ubuntu,
}

impl PackagePlatform {
    /// Reads the text of `/etc/os-release`.
    pub(crate) fn of(os_release: &str) -> Self {
        let is_like = |wanted: &str| {
            let values = os_release
                .lines()
                .filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")));
            values.flat_map(|value| value.trim_matches('"').split(' ')).any(|id| id == wanted)
        };
        // Ubuntu says that it is like Debian.
        if is_like("ubuntu") {
            Self::Ubuntu
        } else if is_like("debian") {
            Self::Debian
        } else {
            Self::Other
        }
    }

    /// Returns how to get `package`, which Ubuntu has too.
    pub(super) fn apt(self, package: &'static str) -> InstallStep {
        match self {
            Self::Debian | Self::Ubuntu => InstallStep::Apt { package },
            Self::Other => {
                InstallStep::ByHand { advice: format!("install what Debian calls `{package}`") }
            }
        }
    }

    /// Returns how to get `package`, in whose place Ubuntu has a snap, which no driver of ours can
    /// start.
    pub(super) fn apt_on_debian(self, package: &'static str, elsewhere: &str) -> InstallStep {
        match self {
            Self::Debian => InstallStep::Apt { package },
            Self::Ubuntu => {
                InstallStep::ByHand { advice: format!("Ubuntu has only a snap of it: {elsewhere}") }
            }
            Self::Other => InstallStep::ByHand { advice: elsewhere.to_owned() },
        }
    }
}
