//! `ci/reach-macos.sh` puts back what it sets, here with stand-ins for macOS's commands.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what the tests share is test code too")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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
        Self { folder }
    }

    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "the script ends by itself")]
    fn run(&self, arguments: &[&str]) {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = here.join("../../ci/reach-macos.sh");
        let programs = here.join("tools").display().to_string();
        let output = Command::new("bash")
            .arg(script)
            .args(arguments)
            .current_dir(&self.folder)
            .env("PATH", format!("{programs}:/usr/bin:/bin"))
            .env("GINGERSNAP_STAND_IN_FOLDER", &self.folder)
            .env("GINGERSNAP_HOSTS_FILE", self.folder.join("hosts"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
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
