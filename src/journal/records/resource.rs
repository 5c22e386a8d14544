//! A resource: an article, a course or another offer that coaches give to people, with the topics and obstacles
//! that it is for.

use serde::{Deserialize, Serialize};

use super::follow_up::Obstacle;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::link::Link;
use crate::journal::values::word_enum::words;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Resource {
    pub handle: Handle,
    pub title: String,
    pub link: Option<Link>,
    #[serde(default)]
    pub kind: ResourceKind,
    /// The time that it takes.
    pub minutes: Option<u32>,
    #[serde(default)]
    pub topics: Vec<Handle>,
    #[serde(default)]
    pub obstacles: Vec<Obstacle>,
    /// The day from which coach no longer suggests it.
    pub retired: Option<Day>,
    /// The values that a merge did not use, until the user resolves them; `merge::conflicts` reads them.
    #[serde(default, serialize_with = "crate::journal::text::conflict_json::serialize")]
    pub conflict: Vec<toml::Table>,
}

words! {
    /// The kinds of resources.
    #[derive(Default)]
    ResourceKind, "a kind of resource" {
        Article = "article",
        Book = "book",
        Course = "course",
        Podcast = "podcast",
        Tool = "tool",
        Video = "video",
        #[default]
        Other = "other",
    }
}

impl Resource {
    /// A resource with only a handle, and a title derived from it.
    pub fn new(handle: Handle) -> Resource {
        let title = handle.as_str().replace('-', " ");
        Resource {
            handle,
            title,
            link: None,
            kind: ResourceKind::default(),
            minutes: None,
            topics: Vec::new(),
            obstacles: Vec::new(),
            retired: None,
            conflict: Vec::new(),
        }
    }

    /// Whether coach suggests it on this day.
    pub fn is_offered(&self, day: Day) -> bool {
        self.retired.is_none_or(|retired| day < retired)
    }
}
