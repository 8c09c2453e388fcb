//! Pages where no script runs: in a frame whose sandbox forbids it.

use serde_json::json;

use crate::{ModuleNeed, play};

#[tokio::test]
#[ignore = "plays in browsers"]
async fn without_script_every_page_says_what_it_has_and_the_checker_names_the_command() {
    play("no-script", ModuleNeed::Unneeded, async |bench| {
        let reason = "reasons/samesite-none-requires-secure/";
        for (path, words) in [
            ("", "The same answers come from the command line"),
            ("matrix/", "Choosing cells needs JavaScript."),
            (reason, "Which browsers do this"),
            ("reasons/", "SameSite=None"),
            ("claims/", "What people say"),
        ] {
            bench.open(&format!("/framed/{path}")).await;
            let shown = "const page = document.querySelector('iframe').contentDocument; \
                         return page.readyState === 'complete' && page.querySelector('h1') \
                         ? page.body.innerText : null;";
            bench.wait_for(&shown.replace("? page.body.innerText : null", "!== null")).await;
            let text = bench.run(shown).await;
            let text = text.as_str().unwrap();
            assert!(text.contains(words), "`{path}` without script: {text}");
            let hidden = "return [...document.querySelector('iframe').contentDocument \
                          .querySelectorAll('#ask, #explorer')].every(part => part.hidden);";
            assert_eq!(bench.run(hidden).await, json!(true), "{path}");
        }
    })
    .await;
}
