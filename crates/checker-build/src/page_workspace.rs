//! The project as the module is built from it: without what the page around the module has itself.

use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// What is no file of the project, or is another one here.
const NOT_LINKED: [&str; 3] = [".git", "Cargo.lock", "target"];

/// Where `diagnosis` finds the matrix that it need not read from `matrix.toml`.
const PACKED_MATRIX: &str = "matrix.packed";

/// A folder with the project's files, the packed matrix, and a `Cargo.lock` of its own, for the
/// module needs other packages than programs do.
#[derive(Clone, Debug)]
pub(crate) struct PageWorkspace {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// The crate that stands for `idna`.
    idna: PathBuf,
}

impl PageWorkspace {
    /// Makes the folder anew.
    ///
    /// # Errors
    /// Where files cannot be linked, copied or written.
    pub(crate) fn make(root: &Path, folder: PathBuf, packed_matrix: &[u8]) -> io::Result<Self> {
        if folder.exists() {
            // The links go, not what they lead to.
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        for entry in std::fs::read_dir(root)? {
            let name = entry?.file_name();
            if !NOT_LINKED.iter().any(|one| name == *one) {
                symlink(root.join(&name), folder.join(&name))?;
            }
        }
        std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        std::fs::write(folder.join(PACKED_MATRIX), packed_matrix)?;
        Ok(Self { folder, idna: root.join("crates/checker-build/idna") })
    }

    /// Returns what cargo is to read beside the project's configuration.
    pub(crate) fn cargo_config(&self) -> String {
        format!("patch.crates-io.idna.path={:?}", self.idna.display().to_string())
    }
}

#[cfg(test)]
#[path = "../idna/src/ascii_names.rs"]
mod ascii_names;

#[cfg(test)]
mod tests {
    use url::Host;

    use super::ascii_names::HostName;

    const LOCK: &str = include_str!("../../../Cargo.lock");
    const MANIFEST: &str = include_str!("../idna/Cargo.toml");

    #[test]
    fn the_crate_stands_for_the_locked_version() {
        let locked = LOCK.split("[[package]]\n").find(|one| one.starts_with("name = \"idna\"\n"));
        let version = locked.and_then(|one| one.lines().nth(1)).expect("`url` needs it");
        assert!(MANIFEST.lines().any(|line| line == version), "Cargo.lock has {version}");
    }

    /// Checks what a host name needs, and its form against the tables of the published crate.
    #[track_caller]
    fn check_name(name: &str, needs_page: bool) {
        let by_tables = Host::parse(name).ok().map(|host| host.to_string());
        match HostName::of(name.as_bytes()) {
            Some(HostName::International(same)) => assert!(needs_page && same == name, "{name}"),
            Some(HostName::Ascii(ascii)) => {
                assert_eq!((by_tables, needs_page), (Some(ascii), false), "{name}");
            }
            None => assert_eq!((by_tables, needs_page), (None, false), "{name}"),
        }
    }

    #[test]
    fn names_in_ascii_need_no_page() {
        // `%` begins an octet that a URL writes out; it is not in the name then.
        for octet in (0..0x80_u8).filter(|octet| *octet != b'%') {
            check_name(&format!("a{}b.example", char::from(octet)), false);
        }
        for name in [".", "a.", "a..b", "-a-.b", "a_b", "WWW.Example.COM", "1.2.3.4", "axn--b"] {
            check_name(name, false);
        }
    }

    #[test]
    fn other_names_and_those_that_stand_for_them_need_the_page() {
        for name in ["bücher.example", "XN--bcher-kva.example", "a.xn--b", "a。b", "\u{AD}"] {
            check_name(name, true);
        }
    }

    #[test]
    fn what_is_no_text_is_no_name() {
        assert_eq!(HostName::of(b"a\xFFb"), None);
    }
}
