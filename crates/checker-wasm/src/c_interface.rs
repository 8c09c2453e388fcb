//! The functions that a page calls. A text is UTF-8 in the module's memory, by place and length.

#![expect(unsafe_code, reason = "a page and the module share memory, not types")]

use crate::answer_request::{add_recorded_cells, answer_request};

/// Returns room for this many octets, to be handed to [`checker_answer`] or [`checker_free`].
#[unsafe(no_mangle)]
pub extern "C" fn checker_alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Gives room back.
///
/// # Safety
/// The room came from [`checker_alloc`] or [`checker_answer`] with this length, and is not used
/// again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn checker_free(place: *mut u8, length: usize) {
    let octets = std::ptr::slice_from_raw_parts_mut(place, length);
    // SAFETY: both functions give out boxed slices of this length.
    drop(unsafe { Box::from_raw(octets) });
}

/// Answers a request in the room at this place, and gives the room back. Returns where the answer
/// lies, in the upper 32 bits, and its length, in the lower.
///
/// # Safety
/// The room came from [`checker_alloc`] with this length, and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn checker_answer(place: *mut u8, length: usize) -> u64 {
    // SAFETY: the caller promises the same.
    unsafe { reply_to(place, length, answer_request) }
}

/// Adds the recorded cells of a suite in the room at this place, and gives the room back. Returns
/// what is wrong with them as [`checker_answer`] returns an answer; its length is 0 where nothing
/// is.
///
/// # Safety
/// The room came from [`checker_alloc`] with this length, and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn checker_add(place: *mut u8, length: usize) -> u64 {
    // SAFETY: the caller promises the same.
    unsafe { reply_to(place, length, add_recorded_cells) }
}

/// Calls a function with the text in the room at this place, and gives the room back.
///
/// # Safety
/// The room came from [`checker_alloc`] with this length, and is not used again.
unsafe fn reply_to(place: *mut u8, length: usize, reply: fn(&str) -> String) -> u64 {
    let octets = std::ptr::slice_from_raw_parts_mut(place, length);
    // SAFETY: `checker_alloc` gave out a boxed slice of this length.
    let text = unsafe { Box::from_raw(octets) };
    let reply = reply(&String::from_utf8_lossy(&text)).into_bytes().into_boxed_slice();
    let length = reply.len() as u64;
    let place = Box::into_raw(reply).cast::<u8>() as usize as u64;
    place << 32 | length
}
