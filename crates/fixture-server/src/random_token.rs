//! Tokens that nobody can guess.

use std::io;

use ring::rand::{SecureRandom, SystemRandom};

/// Returns 128 random bits.
///
/// # Errors
/// If the machine gives no random number.
pub(crate) fn random_token() -> io::Result<u128> {
    let mut token = [0; 16];
    let filled = SystemRandom::new().fill(&mut token);
    filled.map_err(|_| io::Error::other("the machine gives no random number"))?;
    Ok(u128::from_be_bytes(token))
}
