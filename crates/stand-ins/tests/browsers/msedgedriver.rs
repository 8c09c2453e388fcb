//! Edge's lane, from the names of its driver to its observations: what is observed is Chromium's,
//! and must be what was recorded of Chromium with its own driver.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use browser_driver::{Browser, BrowserPurpose, ReasonCollection, find};
use conformance::{ProjectFiles, RunOutcome, RunStatus, run};

use crate::lane::{locations, plan};

/// Cells whose cookies third parties set, and that the browser explains.
const CELLS: &str = "topology=cross-site,credentials=fetch-include,same-site=none|lax";

async fn play(folder: &Path) -> Option<RunOutcome> {
    let found = find(Browser::Chromium, &locations()).await;
    let Some(installed) = found.installed(BrowserPurpose::Matrix) else {
        eprintln!("Chromium is not on this machine");
        return None;
    };
    fs::create_dir_all(folder).unwrap();
    let edge = folder.join("microsoft-edge");
    let text = format!(
        "#!/bin/sh\n[ \"$1\" != --version ] || {{ echo 'Microsoft Edge {}'; exit; }}\nexec '{}' \
         \"$@\"\n",
        installed.program().version.as_deref().unwrap_or_default(),
        installed.program().path.display(),
    );
    fs::write(&edge, text).unwrap();
    fs::set_permissions(&edge, fs::Permissions::from_mode(0o755)).unwrap();
    let driver = env!("CARGO_BIN_EXE_msedgedriver-stand-in");
    let browser = format!("chromium:third-party-allowed={},{driver}", edge.display());
    let mut plan = plan(&browser, CELLS, folder.join("run"));
    plan.engines.jobs = Some(1);
    plan.browser_reasons = ReasonCollection::On;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let project = ProjectFiles::open(&root).unwrap();
    Some(run(&project, &plan, &mut |_| {}).await.unwrap())
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn edge_is_driven_under_its_own_names() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("edge");
    _ = fs::remove_dir_all(&folder);
    let Some(outcome) = play(&folder).await else { return };
    assert_eq!(outcome.status(), RunStatus::AsRecorded, "{outcome}");
    let [lane] = outcome.record.lanes.as_slice() else { panic!("there is one lane") };
    let version = lane.version.as_ref().unwrap().to_string();
    assert!(version.contains("(Microsoft Edge)"), "{version}");
    assert!(lane.observations[0].iter().all(Option::is_some));
    assert!(lane.reasons[0].iter().any(|reasons| !reasons.is_empty()), "it gives its reasons");
}
