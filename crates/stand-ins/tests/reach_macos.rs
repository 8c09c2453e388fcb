//! `ci/reach-macos.sh` puts back what it sets, here with stand-ins for macOS's commands.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what the tests share is test code too")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const HOSTS: &str = "127.0.0.1 localhost\n# somebody's own\n10.0.0.1 printer";
const PAC: &str = "http://127.0.0.1:9/pac/1";

/// A Mac that is none: its commands, its hosts file, and what was asked of it.
struct MacSettings {
    folder: PathBuf,
}

impl MacSettings {
    fn new(name: &str, hosts: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("hosts"), hosts).unwrap();
        let names = "127.77.0.1 www.example.com example.com\n127.0.0.1 a.localhost\n";
        fs::write(folder.join("names"), names).unwrap();
        for root in ["root", "other-root"] {
            let authority = loopback::CertificateAuthority::new(root).unwrap();
            fs::write(folder.join(root), authority.pem()).unwrap();
        }
        Self { folder }
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) {
        let output = self.output(arguments, "");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Returns what the script says where one command fails, unless its name is empty.
    #[expect(clippy::disallowed_methods, reason = "the script ends by itself")]
    fn output(&self, arguments: &[&str], fails: &str) -> Output {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = here.join("../../ci/reach-macos.sh");
        let programs = here.join("tools").display().to_string();
        Command::new("bash")
            .arg(script)
            .args(arguments)
            .current_dir(&self.folder)
            .env("PATH", format!("{programs}:/usr/bin:/bin"))
            .env("GINGERSNAP_STAND_IN_FOLDER", &self.folder)
            .env("GINGERSNAP_HOSTS_FILE", self.folder.join("hosts"))
            .env("GINGERSNAP_STAND_IN_FAILS", fails)
            .output()
            .unwrap()
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }
}

/// Checks that the hosts file is the same afterwards, octet by octet.
fn check_restored(name: &str, hosts: &str, steps: &[&[&str]]) -> MacSettings {
    let mac = MacSettings::new(name, hosts);
    for step in steps {
        mac.run(step);
    }
    assert_eq!(mac.read("hosts"), hosts);
    assert_eq!(fs::read_dir(mac.folder.join("state")).unwrap().count(), 0, "nothing is left");
    mac
}

const UP: &[&str] = &["up", "state", PAC, "names"];
const UP_WITH_ROOT: &[&str] = &["up", "state", PAC, "names", "root"];
const UP_WITH_OTHER_ROOT: &[&str] = &["up", "state", PAC, "names", "other-root"];
const DOWN: &[&str] = &["down", "state"];

#[test]
fn up_and_down_twice_leave_the_hosts_file_as_it_was() {
    check_restored("reach-macos-lines", &format!("{HOSTS}\n"), &[UP, UP, DOWN, DOWN]);
    let mac = check_restored("reach-macos-twice", HOSTS, &[UP, UP, DOWN, DOWN]);
    let log = mac.read("log");
    assert!(log.contains("ifconfig lo0 alias 127.77.0.1 netmask 255.255.255.255"), "{log}");
    assert!(log.contains("ifconfig lo0 -alias 127.77.0.1"), "{log}");
    assert!(!log.contains("alias 127.0.0.1"), "the loopback's own address stays: {log}");
    assert!(log.contains("networksetup -setautoproxystate Ethernet off"), "{log}");
}

#[test]
fn up_names_the_service_of_the_default_route_and_adds_its_block_once() {
    let mac = MacSettings::new("reach-macos-up", HOSTS);
    mac.run(UP);
    mac.run(UP);
    let hosts = mac.read("hosts");
    assert_eq!(hosts.matches("# >>> gingersnap").count(), 1, "{hosts}");
    assert!(hosts.contains("127.77.0.1 www.example.com example.com\n"), "{hosts}");
    assert!(mac.read("log").contains(&format!("networksetup -setautoproxyurl Ethernet {PAC}")));
}

#[test]
fn a_block_that_a_killed_run_left_goes_too() {
    let left = format!("{HOSTS}\n# >>> gingersnap\n127.77.0.9 old.example\n# <<< gingersnap\n");
    let mac = MacSettings::new("reach-macos-left", &left);
    mac.run(UP);
    assert!(!mac.read("hosts").contains("old.example"));
    mac.run(DOWN);
    assert_eq!(mac.read("hosts").trim_end(), HOSTS);
}

#[test]
fn down_alone_does_nothing() {
    let mac = MacSettings::new("reach-macos-down", HOSTS);
    mac.run(DOWN);
    assert_eq!(mac.read("hosts"), HOSTS);
    assert!(!mac.folder.join("log").exists());
}

/// Checks that what the steps trust is this at last, and that nothing is when all is put back.
fn check_trust(name: &str, steps: &[&[&str]], trusted: Option<&str>) {
    let mac = MacSettings::new(name, HOSTS);
    for step in steps {
        mac.run(step);
    }
    let is_trusted = fs::read_to_string(mac.folder.join("trusted.pem")).ok();
    assert_eq!(is_trusted, trusted.map(|root| mac.read(root)), "{name}");
    for step in [DOWN, DOWN] {
        mac.run(step);
    }
    assert!(!mac.folder.join("trusted.pem").exists(), "{name}");
    assert_eq!(fs::read_dir(mac.folder.join("state")).unwrap().count(), 0, "{name}");
    assert_eq!(mac.read("hosts"), HOSTS, "{name}");
}

#[test]
fn an_authority_is_trusted_until_down_or_another_one() {
    check_trust("reach-macos-root", &[UP_WITH_ROOT], Some("root"));
    check_trust("reach-macos-root-twice", &[UP_WITH_ROOT, UP_WITH_ROOT], Some("root"));
    let steps = [UP_WITH_ROOT, UP_WITH_OTHER_ROOT];
    check_trust("reach-macos-root-other", &steps, Some("other-root"));
    check_trust("reach-macos-root-none", &[UP_WITH_ROOT, UP], None);
}

#[test]
fn down_removes_the_certificate_of_the_authority_by_its_hash() {
    let mac = MacSettings::new("reach-macos-root-hash", HOSTS);
    mac.run(UP_WITH_ROOT);
    mac.run(DOWN);
    let log = mac.read("log");
    let (_, hash) = log.split_once("\nsecurity delete-certificate -Z ").unwrap();
    let (hash, keychain) = hash.split_once(' ').unwrap();
    let is_hash = hash.len() == 40 && hash.bytes().all(|octet| octet.is_ascii_hexdigit());
    assert!(is_hash, "{log}");
    assert!(keychain.starts_with("/Library/Keychains/System.keychain\n"), "{log}");
}

#[test]
fn trust_that_cannot_be_taken_back_fails_and_is_tried_again() {
    let mac = MacSettings::new("reach-macos-root-stays", HOSTS);
    mac.run(UP_WITH_ROOT);
    let output = mac.output(DOWN, "security");
    assert!(!output.status.success());
    assert_eq!(mac.read("hosts"), HOSTS, "all else is put back");
    mac.run(DOWN);
    assert!(!mac.folder.join("trusted.pem").exists());
}

#[test]
fn an_authority_that_could_not_be_trusted_leaves_nothing() {
    let mac = MacSettings::new("reach-macos-root-refused", HOSTS);
    assert!(!mac.output(UP_WITH_ROOT, "security").status.success());
    mac.run(DOWN);
    assert_eq!(fs::read_dir(mac.folder.join("state")).unwrap().count(), 0, "nothing is left");
}

#[test]
fn without_the_administrators_rights_nothing_is_set() {
    let mac = MacSettings::new("reach-macos-no-sudo", HOSTS);
    let output = mac.output(UP_WITH_ROOT, "sudo");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("run `sudo -v` before"), "{said}");
    assert_eq!(mac.read("log"), "sudo -n true\n");
}
