//! Serves a site by hand, and says how it is diagnosed: `cargo run -p sample-apps --example serve
//! -- bare-host`.

use std::error::Error;
use std::io::Write as _;

use sample_apps::SampleServer;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let apps = sample_apps::all()?;
    let wanted = std::env::args().nth(1);
    let Some(app) = apps.iter().find(|app| Some(&app.id) == wanted.as_ref()) else {
        let ids: Vec<&str> = apps.iter().map(|app| app.id.as_str()).collect();
        return Err(format!("name one of: {}", ids.join(", ")).into());
    };
    let served = SampleServer::start(app).await?;
    let mut command = format!(
        "gingersnap diagnose --insecure --page {} --request {} --credentials {} --method {}",
        app.page, app.script.url, app.script.credentials, app.script.method
    );
    for (name, value) in &app.script.headers {
        command += &format!(" --request-header '{name}: {value}'");
    }
    for (place, address) in served.resolve() {
        command += &format!(" --resolve {place}={address}");
    }
    writeln!(std::io::stdout(), "# {}\n{command}", app.about)?;
    tokio::signal::ctrl_c().await?;
    served.stop().await;
    Ok(())
}
