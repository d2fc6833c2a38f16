//! The room for connections: as many as there may be, and who has to leave when one more comes.
//!
//! Somebody who connects and never says what is wanted takes a place until the time for it is over.
//! When all places are taken, the one who has waited longest without asking gives way, so that idle
//! connections, however many, keep nobody from an answer.

use std::{
    collections::VecDeque,
    net::{Shutdown, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The places, shared by all connections.
#[derive(Clone)]
pub(super) struct Room {
    most: usize,
    inside: Arc<Mutex<Inside>>,
}

#[derive(Default)]
struct Inside {
    count: usize,
    next: u64,
    /// Who has not asked yet, whoever came first before the others.
    silent: VecDeque<(u64, TcpStream)>,
}

/// A place for one connection, free again when this is dropped.
pub(super) struct Place {
    room: Room,
    number: u64,
}

impl Room {
    /// A room with so many places.
    pub(super) fn of(most: usize) -> Self {
        Self { most, inside: Arc::default() }
    }

    /// A place for a connection, if one is free or somebody gives way who has not asked.
    pub(super) fn enter(&self, stream: &TcpStream) -> Option<Place> {
        let waiting = stream.try_clone().ok()?;
        let mut inside = self.inside();
        // Those who were told to leave are few: each must have been let in before.
        if inside.count >= self.most * 2 {
            return None;
        }
        if inside.count >= self.most {
            let (_, idle) = inside.silent.pop_front()?;
            // Whoever reads from it is told that nobody is there, and leaves: until then there is one
            // more than there are places.
            idle.shutdown(Shutdown::Both).ok();
        }
        let number = inside.next;
        inside.next += 1;
        inside.count += 1;
        inside.silent.push_back((number, waiting));
        drop(inside);
        Some(Place { room: self.clone(), number })
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Whoever has this place asked for something, and need not give way any more.
    pub(super) fn has_asked(&self) {
        self.room.inside().silent.retain(|(number, _)| *number != self.number);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.room.inside();
        inside.count -= 1;
        inside.silent.retain(|(number, _)| *number != self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Read as _,
        net::{Ipv4Addr, TcpListener},
    };

    use super::*;

    #[test]
    fn who_has_not_asked_gives_way_and_who_has_does_not() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let come = || {
            let outside = TcpStream::connect(address).unwrap();
            (outside, listener.accept().unwrap().0)
        };
        let room = Room::of(2);
        let [first, second, third, fourth] = [come(), come(), come(), come()];
        let asked = room.enter(&first.1).unwrap();
        asked.has_asked();
        let idle = room.enter(&second.1).unwrap();
        let third_place = room.enter(&third.1).expect("the second gives way");
        let mut outside = second.0;
        assert_eq!(outside.read(&mut [0; 1]).unwrap(), 0, "it is told that it is over");
        drop(idle);
        third_place.has_asked();
        assert!(room.enter(&fourth.1).is_none(), "both have asked");
        drop(asked);
        assert!(room.enter(&fourth.1).is_some());
    }
}
