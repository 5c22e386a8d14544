//! `coach serve`: the journal in a browser, on this machine or on the coach's own phone and tablet.

use std::path::PathBuf;

/// Serve the journal to a browser on a phone or tablet
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  coach serve                     this machine only
  coach serve --open              the same, and opens the browser signed in
  coach serve --origin https://laptop.example.com
                                  behind `tailscale serve` or Caddy
  coach serve --listen 192.168.1.5:7317 --cert cert.pem --key key.pem
  coach serve devices
  coach serve revoke k3f9m2qxtp

coach prints an address and a code. The code signs one browser in. Ctrl-C stops the server after the requests
that it is answering. If the journal has a remote, coach syncs at the start, every five minutes and after each change.
Everything that you save in the browser is a commit in your name, as on the command line.

coach never serves plain http to other machines.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// The port on this machine
    #[arg(long, value_name = "PORT", default_value_t = 7317, conflicts_with = "listen")]
    pub port: u16,
    /// Open the browser signed in
    #[arg(long)]
    pub open: bool,
    /// The https address that people type, if another program on this machine adds https
    #[arg(long, value_name = "URL")]
    pub origin: Option<String>,
    /// Do not sync with the team in the background
    #[arg(long)]
    pub no_sync: bool,
    /// The address and port to listen on, with your own certificate
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The certificate, and those that vouch for it, in PEM
    #[arg(long, value_name = "FILE", requires_all = ["key", "listen"])]
    pub cert: Option<PathBuf>,
    /// The key of the certificate, in PEM; only you may read the file
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    /// List the devices that are signed in
    Devices,
    /// Sign a device out
    Revoke {
        /// The id of the device, as `coach serve devices` prints it
        #[arg(value_name = "DEVICE")]
        device: String,
    },
}

/// The devices that are signed in, for completions. None if the state cannot be read.
#[cfg(not(feature = "serve"))]
pub(crate) fn devices_to_offer(_: &crate::environment::Environment) -> Vec<(String, String)> {
    Vec::new()
}

/// The devices that are signed in, for completions. None if the state cannot be read.
#[cfg(feature = "serve")]
pub(crate) fn devices_to_offer(world: &crate::environment::Environment) -> Vec<(String, String)> {
    let devices =
        crate::store::serve_state::ServeState::open(world).and_then(|state| state.devices(world.today));
    let devices = devices.unwrap_or_default().into_iter();
    devices.map(|device| (device.id.to_string(), device.name)).collect()
}

#[cfg(not(feature = "serve"))]
impl Args {
    pub(crate) fn run(self, _: &mut crate::cli::Context<'_>) -> crate::error::Result<()> {
        Err(crate::error::Error::cannot("this coach was built without `serve`")
            .hint("build it with the feature `serve`, which is on by default"))
    }
}

#[cfg(feature = "serve")]
mod running {
    use std::net::{IpAddr, SocketAddr};
    use std::sync::Arc;

    use super::{Args, Verb};
    use crate::cli::{self, Context};
    use crate::error::{Error, Result};
    use crate::journal::values::id::Id;
    use crate::store::programs::browser;
    use crate::store::serve_state::{self, Device, ServeState};
    use crate::views::page::{Page, Text, Tone};
    use crate::web::{self, Door, Keys, Origin, Site};

    const LOOPBACK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    impl Args {
        pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
            match &self.verb {
                Some(Verb::Devices) => devices(context, &ServeState::open(context.world)?),
                Some(Verb::Revoke { device }) => revoke(context, &ServeState::open(context.world)?, device),
                None => self.serve(context),
            }
        }

        fn serve(&self, context: &mut Context<'_>) -> Result<()> {
            let root = context.root()?;
            let me = context.me()?;
            let (address, origin) = self.place()?;
            let keys = self.keys(context)?;
            let state = ServeState::begin(context.world)?;
            let running = state.run_alone()?;
            let door = web::open(address)?;
            let site = Site::new(context.world, root, state, door.address, origin.as_ref())?;
            let code = site.codes.make(&me)?;
            context.out.page(&greeting(&site, &door, &code));
            if self.open
                && let Err(error) = open(&site, &code)
            {
                context.notes.report(&error);
            }
            let site = Arc::new(site);
            let served = door.serve(site.clone(), keys, !self.no_sync, &mut |error| {
                context.notes.report(&Error {
                    message: format!("not shared with the team: {}", error.message),
                    ..error.clone()
                });
            });
            site.state.remove_opening();
            drop(running);
            served?;
            context.out.page(&cli::sentence("stopped"));
            Ok(())
        }

        /// Where to listen, and the address that people type. Refuses plain http beyond this machine.
        fn place(&self) -> Result<(SocketAddr, Option<Origin>)> {
            let origin = self.origin.as_deref().map(Origin::parse).transpose()?;
            let Some(listen) = &self.listen else {
                return Ok((SocketAddr::new(LOOPBACK, self.port), origin));
            };
            let address: SocketAddr = listen.parse().map_err(|_| {
                Error::usage(format!("`{listen}` is not an address with a port"))
                    .in_field("listen")
                    .hint("for instance --listen 192.168.1.5:7317")
            })?;
            let is_here = address.ip().is_loopback();
            if self.cert.is_none() && !is_here {
                return Err(Error::usage("coach never serves plain http to other machines").hint(
                    "three ways: `tailscale serve --bg 7317` and `coach serve --origin https://NAME`; Caddy with \
                     `reverse_proxy 127.0.0.1:7317` and `coach serve --origin https://NAME`; or your own \
                     certificate with --cert FILE and --key FILE (see docs/tablet.md)",
                ));
            }
            if self.cert.is_none() || origin.is_some() {
                return Ok((address, origin));
            }
            if address.ip().is_unspecified() {
                return Err(Error::usage("which name does the certificate have?")
                    .in_field("origin")
                    .hint("for instance --origin https://laptop.example.com:7317"));
            }
            Ok((address, Some(Origin::parse(&format!("https://{address}"))?)))
        }

        fn keys(&self, context: &Context<'_>) -> Result<Option<Keys>> {
            let (Some(cert), Some(key)) = (&self.cert, &self.key) else { return Ok(None) };
            let cert = serve_state::pem(context.world, cert, false)?;
            let key = serve_state::pem(context.world, key, true)?;
            Keys::read(&cert, &key).map(Some)
        }
    }

    fn greeting(site: &Site, door: &Door, code: &str) -> Page {
        let mut page = Page::new();
        let fact = |name: &str, value: &str| {
            vec![Text::new().with(Tone::Faint, name), Text::new().with(Tone::Heading, value)]
        };
        let listens = door.address.to_string();
        let mut rows = vec![fact("address", site.address()), fact("code", code)];
        if site.is_secure {
            rows.push(fact("listens on", &listens));
        }
        page.table(0, &[], rows);
        let who = if site.is_own { "Only this machine can open the address. " } else { "" };
        page.line(Text::new().with(
            Tone::Faint,
            format!("{who}The code signs one browser in, once, in the next 15 minutes. Ctrl-C stops coach."),
        ));
        page
    }

    /// Opens the browser signed in. The code is in a file that only the owner of the account can read: other
    /// users see the arguments of a program.
    fn open(site: &Site, code: &str) -> Result<()> {
        let address = format!("{}/enter#{code}", site.address());
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>coach</title>\n\
             <meta http-equiv=\"refresh\" content=\"0; url={address}\">\n<p><a href=\"{address}\">coach</a></p>\n"
        );
        browser::open(&site.state.write_opening(&page)?)
    }

    fn devices(context: &mut Context<'_>, state: &ServeState) -> Result<()> {
        let devices = state.devices(context.world.today)?;
        if devices.is_empty() {
            context.out.page(&cli::sentence("no device is signed in"));
            return Ok(());
        }
        let row = |device: &Device| {
            vec![
                Text::new().with(Tone::Id, device.id.as_str()),
                device.coach.as_str().into(),
                device.name.as_str().into(),
                Text::new().day(Tone::Faint, device.since),
                Text::new().day(Tone::Faint, device.seen),
            ]
        };
        let mut page = Page::new();
        let head = ["id", "coach", "device", "signed in", "last used"];
        page.table(0, &head, devices.iter().map(row).collect());
        context.out.page(&page);
        Ok(())
    }

    fn revoke(context: &mut Context<'_>, state: &ServeState, typed: &str) -> Result<()> {
        let today = context.world.today;
        let devices = state.devices(today)?;
        let found: Vec<&Device> = devices.iter().filter(|one| one.id.as_str().starts_with(typed)).collect();
        let list = "`coach serve devices` lists the devices";
        let id: &Id = match found.as_slice() {
            [one] if !typed.is_empty() => &one.id,
            [] => return Err(Error::cannot(format!("no device `{typed}` is signed in")).hint(list)),
            _ => return Err(Error::cannot(format!("several devices begin with `{typed}`")).hint(list)),
        };
        state.remove(id, today)?;
        context.out.page(&cli::sentence(format!("signed out {id}")));
        Ok(())
    }
}
