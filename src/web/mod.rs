//! The pages of `coach serve`. `door.rs` accepts connections and reads whole requests; `answer.rs` turns a
//! request into a response and blocks. Every route is in one table, `routes.rs`.

mod answer;
mod background_sync;
mod device_day;
mod door;
mod form;
mod guard;
mod message;
mod pages;
mod routes;
mod sign_in;
mod site;
mod submit;
mod tls;

pub(crate) use door::{Door, open};
pub(crate) use routes::all as routes;
pub(crate) use site::{Origin, Site};
pub(crate) use tls::Keys;
