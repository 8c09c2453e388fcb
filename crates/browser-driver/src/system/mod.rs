//! What this crate starts and changes on the machine, and how all of it ends: processes, folders,
//! settings, certificates. Nothing here knows of drivers or sessions.

pub(crate) mod mac_application;
pub(crate) mod process;
pub(crate) mod reach;
pub(crate) mod restorer;
pub(crate) mod root_certificates;
pub(crate) mod roots;
pub(crate) mod work_dir;
