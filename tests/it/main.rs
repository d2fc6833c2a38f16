//! One test binary: each file here is a room of the house seen from outside.

#[cfg(test)]
mod assess;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod ingest;
#[cfg(test)]
mod oscal;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod signature;
#[cfg(test)]
mod tidy;
