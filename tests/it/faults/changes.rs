//! The system calls that change what is on the disk, or what others see: a process is killed at each of
//! them, here and in `tests/write_protocol`.

pub(crate) const CHANGES: &[&str] = &[
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "link",
    "linkat",
    "symlink",
    "mkdir",
    "mkdirat",
    "rmdir",
    "ftruncate",
    "fchmod",
    "chmod",
    "flock",
    "utimensat",
    "copy_file_range",
    "kill",
    "clone3",
    "vfork",
];
