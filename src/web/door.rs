//! The only asynchronous file: accepts connections, reads whole requests within limits, and hands each to the
//! blocking `answer`. Ends when it is told to, after the requests under way.

use std::convert::Infallible;
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

use super::answer::answer;
use super::background_sync;
use super::guard;
use super::message::{Request, Response};
use super::routes;
use super::site::Site;
use super::tls::Keys;
use crate::error::{Error, Result, reason};
use crate::store::load::warm::THOROUGH;

const MOST_CONNECTIONS: usize = 256;
/// Requests that are answered at the same time.
const MOST_ANSWERS: usize = 16;
const HEAD: Duration = Duration::from_secs(10);
const BODY: Duration = Duration::from_secs(30);
/// The longest life of a connection, so that a slow reader does not keep it for good.
const LIFE: Duration = Duration::from_secs(300);
/// How long the requests under way may take after the server was told to end.
const FAREWELL: Duration = Duration::from_secs(30);
const LARGEST_HEAD: usize = 32 * 1024;

/// A port that is open, before anybody is let in.
pub(crate) struct Door {
    listener: TcpListener,
    pub address: SocketAddr,
}

/// Opens the port. Port 0 takes any free one.
pub(crate) fn open(address: SocketAddr) -> Result<Door> {
    let failed = |error: std::io::Error| {
        let error = Error::machine(format!("cannot listen on {address}: {}", reason(&error)));
        error.hint("another program may use this port: choose another one with --port")
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok(Door { listener, address })
}

/// The connections that are open, the oldest first.
type Open = Arc<Mutex<Vec<Arc<Connection>>>>;

/// A connection, which makes room for a new one while it only waits.
#[derive(Default)]
struct Connection {
    /// Whether a request of it is being answered.
    is_busy: AtomicBool,
    leave: Notify,
}

impl Door {
    /// Serves the site until Ctrl-C or SIGTERM. Finishes the requests under way. Calls `tell` with errors that concern
    /// no request.
    pub(crate) fn serve(
        self,
        site: Arc<Site>,
        keys: Option<Keys>,
        syncs: bool,
        tell: &mut dyn FnMut(&Error),
    ) -> Result<()> {
        let failed = |error: std::io::Error| Error::machine(format!("cannot serve: {}", reason(&error)));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(MOST_ANSWERS)
            .build()
            .map_err(failed)?;
        let (sender, failures) = unbounded_channel();
        if syncs {
            background_sync::begin(site.clone(), sender);
        }
        runtime.block_on(self.accept(site, keys, failures, tell)).map_err(failed)
    }

    async fn accept(
        self,
        site: Arc<Site>,
        keys: Option<Keys>,
        mut failures: UnboundedReceiver<Error>,
        tell: &mut dyn FnMut(&Error),
    ) -> std::io::Result<()> {
        self.listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let open: Open = Arc::default();
        let (end, ends) = watch::channel(false);
        let mut told = pin!(told_to_end()?);
        let acceptor = keys.map(|keys| keys.0);
        let looking = tokio::spawn(look_again_and_again(site.clone()));
        loop {
            let place = tokio::select! {
                () = &mut told => break,
                Some(error) = failures.recv() => {
                    tell(&error);
                    continue;
                }
                place = a_place(&places, &open) => place,
            };
            let (stream, _) = tokio::select! {
                () = &mut told => break,
                Some(error) = failures.recv() => {
                    tell(&error);
                    continue;
                }
                accepted = listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    // Such as too many open files: the connections under way end, and then there are some.
                    Err(_) => {
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        continue;
                    }
                },
            };
            let connection = Arc::new(Connection::default());
            lock(&open).push(connection.clone());
            let (site, open, ends, acceptor) = (site.clone(), open.clone(), ends.clone(), acceptor.clone());
            tokio::spawn(async move {
                match acceptor {
                    None => talk(site, stream, &connection, ends).await,
                    Some(acceptor) => {
                        if let Some(stream) = handshake(acceptor.accept(stream), &connection).await {
                            talk(site, stream, &connection, ends).await;
                        }
                    }
                }
                lock(&open).retain(|other| !Arc::ptr_eq(other, &connection));
                drop(place);
            });
        }
        drop(listener);
        looking.abort();
        let _ = end.send(true);
        let _ = timeout(FAREWELL, places.acquire_many(MOST_CONNECTIONS as u32)).await;
        Ok(())
    }
}

/// Looks at each file of the journal before the last look is too old for the pages.
async fn look_again_and_again(site: Arc<Site>) {
    loop {
        tokio::time::sleep(THOROUGH * 3 / 4).await;
        let site = site.clone();
        let _ = tokio::task::spawn_blocking(move || site.look()).await;
    }
}

fn lock(open: &Open) -> std::sync::MutexGuard<'_, Vec<Arc<Connection>>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A place for one more connection. If there is none, the oldest connection that only waits has to leave.
async fn a_place(places: &Arc<Semaphore>, open: &Open) -> Option<OwnedSemaphorePermit> {
    if places.available_permits() == 0 {
        let waiting = lock(open).iter().find(|one| !one.is_busy.load(Ordering::Relaxed)).cloned();
        if let Some(oldest) = waiting {
            oldest.leave.notify_one();
        }
    }
    places.clone().acquire_owned().await.ok()
}

/// The encrypted stream. `None` if the client does not shake hands in time.
async fn handshake<S>(
    shaken: impl Future<Output = std::io::Result<S>>,
    connection: &Connection,
) -> Option<S> {
    tokio::select! {
        () = connection.leave.notified() => None,
        shaken = timeout(HEAD, shaken) => shaken.ok()?.ok(),
    }
}

/// Serves one connection until either side ends it.
async fn talk<S>(site: Arc<Site>, stream: S, connection: &Arc<Connection>, mut ends: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let service = service_fn(|request| {
        let (site, connection) = (site.clone(), connection.clone());
        async move { Ok::<_, Infallible>(respond(site, request, &connection).await) }
    });
    let talk = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut talk = pin!(talk);
    let is_over = tokio::select! {
        _ = talk.as_mut() => true,
        () = connection.leave.notified() => true,
        _ = ends.wait_for(|ends| *ends) => false,
        () = tokio::time::sleep(LIFE) => false,
    };
    if !is_over {
        talk.as_mut().graceful_shutdown();
        let _ = timeout(FAREWELL, talk).await;
    }
}

async fn respond(
    site: Arc<Site>,
    request: hyper::Request<Incoming>,
    connection: &Connection,
) -> hyper::Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let is_whole = head.uri.authority().is_none();
    let headers = head.headers.iter().map(|(name, value)| {
        (name.as_str().to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let mut request = Request {
        method: head.method.as_str().to_string(),
        path: head.uri.path().to_string(),
        query: head.uri.query().unwrap_or_default().to_string(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    if !is_whole {
        return sent(guard::secured(&site, Response::text(400, "A request names only a path.")), true);
    }
    // Before a byte of the body is read.
    if let Some(refused) = guard::refused(&site, &request) {
        return sent(guard::secured(&site, refused), true);
    }
    match timeout(BODY, Limited::new(body, guard::LARGEST_BODY).collect()).await {
        Ok(Ok(body)) => request.body = body.to_bytes().to_vec(),
        Ok(Err(_)) => return sent(guard::secured(&site, guard::too_large()), true),
        Err(_) => {
            let late = Response::text(408, "The request took too long to arrive. Nothing was saved.");
            return sent(guard::secured(&site, late), true);
        }
    }
    connection.is_busy.store(true, Ordering::Relaxed);
    // A request that waits for its turn to write must not keep a thread from those that read.
    let writes = routes::writes(&request.method, &request.path);
    let turn = if writes { site.turn_to_write().await } else { None };
    let answered = tokio::task::spawn_blocking({
        let site = site.clone();
        move || answer(&site, &request)
    });
    let answered = answered.await;
    drop(turn);
    connection.is_busy.store(false, Ordering::Relaxed);
    let crashed = |_| guard::secured(&site, Response::text(500, "coach made a mistake."));
    sent(answered.unwrap_or_else(crashed), false)
}

/// The response as hyper sends it. After a refusal the connection ends: its body was not read.
fn sent(response: Response, is_last: bool) -> hyper::Response<Full<Bytes>> {
    let mut built = hyper::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        built = built.header(*name, value);
    }
    if is_last {
        built = built.header("connection", "close");
    }
    let body = Full::new(Bytes::from(response.body));
    built.body(body).unwrap_or_else(|_| {
        let mut broken = hyper::Response::new(Full::new(Bytes::from_static(b"coach made a mistake.\n")));
        *broken.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
        broken
    })
}

/// Waits for Ctrl-C or SIGTERM.
fn told_to_end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
