//! One thread a connection, as many as there may be; and who waits to be told of a change.

use std::{
    io::{ErrorKind, Read as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use super::{
    address::Hosts,
    http::{self, Answer, Refused, Request, Status},
    room::{Place, Room},
};

/// The most connections at a time.
const MOST: usize = 64;
/// The most of them that wait for a change.
const MOST_WAITING: usize = 40;
/// Where a page asks to be told of a change.
const EVENTS: &str = "/events";
/// How often somebody who waits is looked after.
const LOOK: Duration = Duration::from_millis(250);
/// How often something is sent to somebody who waits, so that nothing between thinks it is dead.
const ALIVE: Duration = Duration::from_secs(20);

/// A page that is asked for, and where the answer goes.
pub(super) struct Question {
    pub(super) target: String,
    pub(super) answer: Sender<Answer>,
}

/// Which state of files and ledger there is, for those who wait for another.
#[derive(Clone, Default)]
pub(super) struct Board(Arc<Mutex<String>>);

impl Board {
    pub(super) fn write(&self, state: &str) {
        state.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn read(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One of those who wait for a change; one less when this is dropped.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn take(count: &Arc<AtomicUsize>) -> Option<Self> {
        let place = Self(Arc::clone(count));
        (count.fetch_add(1, Ordering::Relaxed) < MOST_WAITING).then_some(place)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What every connection knows.
#[derive(Clone)]
struct Desk {
    hosts: Hosts,
    ask: Sender<Question>,
    board: Board,
    waiting: Arc<AtomicUsize>,
}

/// Takes connections for as long as the process lives.
pub(super) fn take(listener: TcpListener, hosts: Hosts, ask: Sender<Question>, board: Board) {
    let desk = Desk { hosts, ask, board, waiting: Arc::default() };
    let room = Room::of(MOST);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else {
                // Too many files are open, as it may be: it passes.
                thread::sleep(LOOK);
                continue;
            };
            let Some(place) = room.enter(&stream) else {
                // In the room that the system has for it, so that nobody can make this wait.
                stream.set_nonblocking(true).ok();
                std::io::Write::write_all(&mut stream, b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").ok();
                continue;
            };
            let desk = desk.clone();
            let serve = move || {
                desk.serve(&mut stream, &place);
            };
            // Without a thread the connection is closed, and may be tried again.
            thread::Builder::new().name("connection".to_owned()).spawn(serve).ok();
        }
    });
}

impl Desk {
    /// Answers one request.
    fn serve(&self, stream: &mut TcpStream, place: &Place) {
        stream.set_nodelay(true).ok();
        let request = http::read(stream, self.hosts);
        place.has_asked();
        match request {
            Ok(Request { head_only: false, target }) if target == EVENTS => self.tell(stream),
            Ok(Request { head_only, target }) => self.page(&target).send(stream, head_only),
            Err(Refused::With(status)) => Answer::refusal(status).send(stream, false),
            Err(Refused::Gone) => {}
        }
    }

    fn page(&self, target: &str) -> Answer {
        let (answer, answered) = mpsc::channel();
        let asked = self.ask.send(Question { target: target.to_owned(), answer });
        let page = asked.ok().and_then(|()| answered.recv().ok());
        // Only at its end does the server not answer.
        page.unwrap_or_else(|| Answer::refusal(Status::BUSY))
    }

    /// Tells the state of files and ledger, and each other that comes, until nobody listens.
    fn tell(&self, stream: &mut TcpStream) {
        let Some(_place) = Waiting::take(&self.waiting) else {
            return Answer::refusal(Status::BUSY).send(stream, false);
        };
        let begun = Answer::begin_stream(stream).and_then(|()| stream.set_read_timeout(Some(LOOK)));
        if begun.is_err() {
            return;
        }
        let (mut told, mut said_at) = (String::new(), Instant::now());
        loop {
            let state = self.board.read();
            let line = if state != told {
                format!("data: {state}\n\n")
            } else if said_at.elapsed() > ALIVE {
                ": still here\n\n".to_owned()
            } else {
                String::new()
            };
            if !line.is_empty() {
                if http::write(stream, line.as_bytes(), Instant::now() + LOOK).is_err() {
                    return;
                }
                (told, said_at) = (state, Instant::now());
            }
            match stream.read(&mut [0; 64]) {
                Err(error)
                    if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => {}
                // Gone, or it says what nobody asked it to.
                _ => return,
            }
        }
    }
}
