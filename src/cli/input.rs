//! What commands read from standard input.

use std::io::Read;

use super::Failure;
use crate::members::passwords;

/// A password from standard input: its first line. Never an argument, which other users of the machine could read.
pub fn read_password() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .take(4_096)
        .read_to_string(&mut text)
        .map_err(|e| Failure::Told(format!("the password cannot be read: {e}")))?;
    let password = text.lines().next().unwrap_or("").to_string();
    if password.is_empty() {
        return Err(Failure::Told(
            "no password on standard input (try: read -rs P; printf '%s' \"$P\" | commonhour …)".into(),
        ));
    }
    passwords::accept(&password, &[]).map_err(crate::kernel::errors::Error::from)?;
    Ok(password)
}
