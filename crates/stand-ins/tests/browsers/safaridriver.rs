//! The lane of Safari from its settings to its observations, with stand-ins for Safari and macOS.
//!
//! What is observed is WebKitGTK's: it must be what was recorded of WebKitGTK with its own driver.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use baselines::SnapshotScope;
use browser_driver::{Browser, BrowserPurpose, find};
use conformance::{ProjectFiles, RunOutcome, RunPlan, SnapshotMode, run};
use matrix::{EngineKind, Selection};
use run_model::results::Observation;

use crate::lane::{locations, plan};

/// Cells on names and addresses, between `http` and `https`, and with redirects to further hosts.
const CELLS: &str = "topology=http-siblings|cross-site|localhost-to-ip,credentials=fetch-include,\
                     same-site=none|lax";

/// A project whose Mac is none: its commands, its hosts file, and its driver's faults.
struct StandInMac {
    folder: PathBuf,
}

impl StandInMac {
    fn new(name: &str, faults: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = fs::remove_dir_all(&folder);
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.join("../..");
        fs::create_dir_all(folder.join("ci")).unwrap();
        for part in ["fixtures", "matrix.toml"] {
            symlink(root.join(part), folder.join(part)).unwrap();
        }
        fs::write(folder.join("hosts"), "127.0.0.1 localhost\n").unwrap();
        let wrapper = |path: &Path, program: &Path| {
            let text = format!(
                "#!/bin/bash\nexport PATH='{tools}':\"$PATH\"\nexport \
                 GINGERSNAP_STAND_IN_FOLDER='{folder}'\nexport \
                 GINGERSNAP_HOSTS_FILE='{folder}/hosts'\nexport \
                 GINGERSNAP_STAND_IN_FAULTS='{faults}'\nexec '{program}' \"$@\"\n",
                tools = here.join("tools").display(),
                folder = folder.display(),
                program = program.display(),
            );
            fs::write(path, text).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        };
        wrapper(&folder.join("ci/reach-macos.sh"), &root.join("ci/reach-macos.sh"));
        let driver = Path::new(env!("CARGO_BIN_EXE_safaridriver-stand-in"));
        wrapper(&folder.join("safaridriver"), driver);
        Self { folder }
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }

    /// Returns how often the driver notes this.
    fn count(&self, what: &str) -> usize {
        self.read("driver.journal").lines().filter(|line| line.starts_with(what)).count()
    }

    async fn play(&self, snapshots: SnapshotMode) -> Result<RunOutcome, conformance::RunError> {
        let driver = self.folder.join("safaridriver");
        let browser = format!("safari={0},{0}", driver.display());
        let plan = RunPlan { snapshots, ..plan(&browser, CELLS, self.folder.join("run")) };
        let project = ProjectFiles::open(&self.folder).unwrap();
        run(&project, &plan, &mut |_| {}).await
    }
}

/// Returns what is recorded of WebKitGTK for the cells of a selection.
fn recorded(project: &ProjectFiles, selection: &Selection) -> Vec<Observation> {
    let profile = project
        .matrix
        .profiles
        .iter()
        .find(|profile| profile.engine == EngineKind::WebKitGtk && profile.name == "default")
        .unwrap();
    let store = project.snapshots();
    let suite = &project.matrix.suites[&selection.suite().name];
    let whole = Selection::core(suite);
    let cells = store.recorded(SnapshotScope::Core, profile, &whole).unwrap();
    let by_id: BTreeMap<String, Observation> = (0..whole.cells())
        .zip(cells)
        .map(|(cell, recorded)| (whole.id(cell), recorded.unwrap()))
        .collect();
    (0..selection.cells()).map(|cell| by_id[&selection.id(cell)].clone()).collect()
}

async fn is_here() -> bool {
    let is_here =
        find(Browser::WebKitGtk, &locations()).await.installed(BrowserPurpose::Matrix).is_some();
    if !is_here {
        eprintln!("WebKitGTK is not on this machine");
    }
    is_here
}

/// Checks that a lane plays all cells whatever its driver does, that each is what is recorded of
/// WebKitGTK, and that the system's settings are as before. `ways` says how origins are reached.
async fn check_lane(name: &str, faults: &str, ways: &str) -> Option<StandInMac> {
    if !is_here().await {
        return None;
    }
    let mac = StandInMac::new(name, faults);
    let outcome = mac.play(SnapshotMode::Check).await.unwrap();
    let [lane] = outcome.record.lanes.as_slice() else { panic!("there is one lane") };
    assert!(lane.failure.is_none(), "{:?}", lane.failure);
    assert!(lane.version.as_ref().unwrap().is_stand_in(), "{:?}", lane.version);
    let [selection] = outcome.record.selections.as_slice() else { panic!("there is one suite") };
    let expected = recorded(&ProjectFiles::open(&mac.folder).unwrap(), selection);
    let observed: Vec<Observation> =
        lane.observations[0].iter().map(|cell| cell.clone().expect("it is played")).collect();
    assert!(!observed.is_empty());
    assert_eq!(observed, expected);
    assert_eq!(mac.read("hosts"), "127.0.0.1 localhost\n");
    assert!(!mac.folder.join("pac").exists(), "the automatic proxy is off");
    assert_eq!(mac.count("hangs") + mac.count("cookie command before a document"), 0);
    // Other lines name addresses that are somebody else's on this machine.
    for line in mac.read("run/reach.txt").lines().filter(|line| line.contains("://")) {
        assert!(line.ends_with(ways), "{line}");
    }
    Some(mac)
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_lane_plays_although_its_driver_refuses_for_now() {
    let faults = "port-shut,already-paired,timed-out";
    let Some(mac) = check_lane("lane-refusals", faults, "by proxy").await else { return };
    // More of them where a batch was played again.
    assert!(mac.count("port shut") >= 1);
    assert!(mac.count("refused: Could not create a session: The Safari instance") >= 2);
    assert!(mac.count("refused: Could not create a session: The request timed out") >= 1);
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn no_snapshot_takes_what_a_stand_in_shows() {
    if is_here().await {
        let mac = StandInMac::new("lane-accepts", "");
        let error = mac.play(SnapshotMode::Accept).await.unwrap_err();
        assert!(error.to_string().contains("those of a stand-in"), "{error}");
    }
}
