//! What `url` needs of this crate, answered by the page around a module.

#![expect(unsafe_code, reason = "a page and the module share memory, not types")]

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use crate::ascii_names::HostName;

/// A host name is none.
#[derive(Debug, Default)]
pub struct Errors;

/// The characters that no host name has: those of the URL standard, the only list that `url` asks
/// for.
#[derive(Clone, Copy, Debug)]
pub struct AsciiDenyList(());

impl AsciiDenyList {
    /// The forbidden domain code points of the URL standard.
    pub const URL: Self = Self(());
}

#[link(wasm_import_module = "page")]
unsafe extern "C" {
    /// Writes the form in ASCII of the host name at `place` into the room at `into`. Returns its
    /// length, or 0 where it is no host name or the room is too small.
    fn domain_to_ascii(place: *const u8, length: usize, into: *mut u8, room: usize) -> usize;
}

/// Returns a host name in ASCII.
///
/// # Errors
/// Where it is no host name.
pub fn domain_to_ascii_from_cow(
    domain: Cow<'_, [u8]>,
    _: AsciiDenyList,
) -> Result<Cow<'_, str>, Errors> {
    match HostName::of(&domain).ok_or(Errors)? {
        HostName::Ascii(name) => Ok(Cow::Owned(name)),
        HostName::International(name) => by_page(name).map(Cow::Owned),
    }
}

/// Returns a host name as it is, and that this is not what was asked for: `url` shows host names in
/// Unicode by functions that nothing here calls.
pub fn domain_to_unicode(domain: &str) -> (String, Result<(), Errors>) {
    (domain.to_owned(), Err(Errors))
}

fn by_page(name: &str) -> Result<String, Errors> {
    // A character takes six octets at most, and each of its labels a prefix.
    let mut room = vec![0; 10 * name.len()];
    // SAFETY: the page reads and writes no further than it is allowed to.
    let length =
        unsafe { domain_to_ascii(name.as_ptr(), name.len(), room.as_mut_ptr(), room.len()) };
    room.truncate(length);
    String::from_utf8(room).ok().filter(|name| !name.is_empty()).ok_or(Errors)
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a host name")
    }
}

impl Error for Errors {}
