//! Builds the style sheet and script with npm when they are not there yet, so that one cargo command is enough. A
//! release without them is an error: its pages would be bare.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=web/src");
    println!("cargo::rerun-if-changed=web/build.mjs");
    println!("cargo::rerun-if-changed=web/package-lock.json");
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed=web/templates");
    println!("cargo::rerun-if-changed=web/locales");
    println!("cargo::rerun-if-changed=migrations");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if is_built() {
        return;
    }
    let outcome =
        npm(&["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).and_then(|()| npm(&["run", "build"]));
    match outcome {
        Ok(()) => {}
        Err(why) if is_release => panic!("the front end could not be built: {why}. Install Node.js with npm"),
        Err(why) => println!("cargo::warning=the pages will have no style: {why}"),
    }
}

/// Whether what was built is newer than what it is built from.
fn is_built() -> bool {
    let newest = [
        "web/src/app.css",
        "web/src/app.js",
        "web/src/favicon.svg",
        "web/build.mjs",
    ]
    .iter()
    .filter_map(|path| modified(path))
    .max();
    let oldest = ["web/dist/app.css", "web/dist/app.js", "web/dist/favicon.svg"]
        .iter()
        .map(|path| modified(path))
        .min()
        .flatten();
    matches!((newest, oldest), (Some(newest), Some(oldest)) if oldest >= newest)
}

fn modified(path: &str) -> Option<std::time::SystemTime> {
    Path::new(path).metadata().and_then(|meta| meta.modified()).ok()
}

fn npm(arguments: &[&str]) -> Result<(), String> {
    let status = Command::new("npm")
        .args(arguments)
        .current_dir("web")
        .stdout(std::process::Stdio::null())
        .status()
        .map_err(|e| format!("npm: {e}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("npm {} failed: {status}", arguments.join(" ")))
    }
}
