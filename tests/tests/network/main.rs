//! The network engine against independent oracles: the network's definition evaluated on jets,
//! hyper-dual and nested dual numbers, golden values of another program, and itself with other
//! instruction sets and threads.

mod case;
mod golden;
mod gradient;
mod jacobian;
mod jets;
mod large;
mod threads;
