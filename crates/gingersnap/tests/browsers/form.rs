//! The form in real browsers: filled in, sent, answered, and usable by keyboard and on narrow
//! screens.

use page_bench::PageBench;
use serde_json::json;

use crate::serving::Serving;

/// Opens the form, fills it in and sends it, and waits for the answer.
async fn ask(bench: &mut PageBench) {
    bench.open("/").await;
    let fill = r#"
        document.getElementById("page").value = "https://www.example.com/";
        document.getElementById("request").value = "https://api.example.net/login";
        document.getElementById("response").value =
            "Access-Control-Allow-Origin: *\nSet-Cookie: sid=1; Path=/";
        document.querySelector("form button[type=submit]").click();
        return true;"#;
    bench.run(fill).await;
    let answered = r#"
        return document.readyState === "complete" && !!document.getElementById("verdict")"#;
    bench.wait_for(answered).await;
}

/// Runs `test` on each browser that is there.
async fn on_each_browser(name: &str, test: impl AsyncFn(&mut PageBench)) {
    let start = async || {
        let serving = Serving::start();
        (serving.address.clone(), serving)
    };
    page_bench::on_each_browser(&format!("form-{name}"), start, test).await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_question_that_is_filled_in_is_answered_and_stays_in_the_form() {
    on_each_browser("fill", async |bench| {
        ask(bench).await;
        assert_eq!(bench.run("return location.search").await, "");
        let field = "return ['page', 'credentials', 'response'].map(id => \
                     document.getElementById(id).value)";
        let asked = bench.run(field).await;
        let response = "Access-Control-Allow-Origin: *\nSet-Cookie: sid=1; Path=/";
        assert_eq!(asked, json!(["https://www.example.com/", "include", response]));
        let fixed = bench.run(r#"return document.getElementById("fixed").textContent"#).await;
        let line = "Set-Cookie: sid=1; Path=/; Secure; SameSite=None; Partitioned";
        assert!(fixed.as_str().unwrap().contains(line), "{fixed}");
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn every_control_has_a_name_and_is_reached_by_keyboard() {
    on_each_browser("keyboard", async |bench| {
        ask(bench).await;
        let script = r#"
            for (const details of document.querySelectorAll("details")) details.open = true;
            const controls =
                [...document.querySelectorAll("a, button, input, select, textarea, summary")];
            return controls.filter(control => {
                control.focus();
                const named = control.labels?.length || control.textContent.trim();
                return !(named && control.tabIndex >= 0 && document.activeElement === control);
            }).map(control => control.outerHTML);"#;
        assert_eq!(bench.run(script).await, json!([]));
        let headings = bench.run(r#"return [...document.querySelectorAll("h1")].length"#).await;
        assert_eq!(headings, 1);
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn nothing_is_cut_off_on_a_narrow_screen() {
    on_each_browser("narrow", async |bench| {
        ask(bench).await;
        // The style asks for the width of what it lays out, not for the screen's: a narrow body is
        // laid out like one on a phone.
        let script = r#"
            document.body.style.width = "22.5rem";
            for (const details of document.querySelectorAll("details")) details.open = true;
            const right = document.body.getBoundingClientRect().right;
            return [...document.querySelectorAll("main *, .top *, footer *")]
                .filter(element => element.getBoundingClientRect().right > right + 1)
                .map(element => element.outerHTML.slice(0, 200));"#;
        assert_eq!(bench.run(script).await, json!([]));
    })
    .await;
}
