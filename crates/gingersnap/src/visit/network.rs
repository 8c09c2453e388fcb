//! Cells on an address of this machine, which needs neither a proxy nor certificates.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use matrix::{AxisEffects, Selection, Suite, Topology};
use tokio::net::TcpListener;
use url::{Host, Url};

/// The sockets of a visit without a proxy, each with the origin that stands for one of the matrix.
#[derive(Debug)]
pub(crate) struct NetworkOrigins {
    address: IpAddr,
    places: Vec<NetworkOrigin>,
}

#[derive(Debug)]
struct NetworkOrigin {
    of_matrix: Url,
    own: Url,
    listener: TcpListener,
}

impl NetworkOrigins {
    /// Returns no socket yet, at this address.
    pub(crate) fn at(address: IpAddr) -> Self {
        Self { address, places: Vec::new() }
    }

    /// Returns the cells that can be played at the address, with its origins in place of those of
    /// 127.0.0.1; `None` where there are none.
    pub(crate) async fn move_here(
        &mut self,
        selection: &Selection,
    ) -> io::Result<Option<Selection>> {
        let topologies: Vec<(String, Topology)> = selection
            .topologies()
            .filter(|(_, topology)| topology.origins().into_iter().all(is_movable))
            .filter(|(_, topology)| topology.control_origins().into_iter().all(is_movable))
            .map(|(name, topology)| (name.to_owned(), topology.clone()))
            .collect();
        if topologies.is_empty() {
            return Ok(None);
        }
        for origin in topologies
            .iter()
            .flat_map(|(_, topology)| topology.origins().into_iter().chain(&topology.control))
        {
            self.open(origin).await?;
        }
        let mut suite = Suite::clone(selection.suite());
        if let AxisEffects::Topology(all) = &mut suite.axes[0].effects {
            for topology in all {
                self.replace(topology);
            }
        }
        let suite = Arc::new(suite);
        let axes: Vec<(&str, Vec<&str>)> = selection
            .axes()
            .enumerate()
            .map(|(number, (axis, values))| {
                let here = topologies.iter().map(|(name, _)| name.as_str());
                (axis, if number == 0 { here.collect() } else { values })
            })
            .collect();
        Ok(Selection::named(&suite, &axes))
    }

    /// Returns the origins, that with which the visit begins in front.
    pub(crate) fn urls(&self) -> Vec<Url> {
        self.places.iter().map(|place| place.own.clone()).collect()
    }

    /// Returns the sockets with their origins.
    pub(crate) fn into_listeners(self) -> Vec<(Url, TcpListener)> {
        self.places.into_iter().map(|place| (place.own, place.listener)).collect()
    }

    async fn open(&mut self, origin: &Url) -> io::Result<()> {
        if self.places.iter().any(|place| place.of_matrix == *origin) {
            return Ok(());
        }
        let listener = TcpListener::bind(SocketAddr::new(self.address, 0)).await?;
        let address = listener.local_addr()?;
        let own = format!("http://{address}/").parse().map_err(io::Error::other)?;
        self.places.push(NetworkOrigin { of_matrix: origin.clone(), own, listener });
        Ok(())
    }

    fn replace(&self, topology: &mut Topology) {
        let Topology { page, frames, target, control, sandbox: _, storage_access: _ } = topology;
        for origin in [page, target].into_iter().chain(frames).chain(control) {
            if let Some(place) = self.places.iter().find(|place| place.of_matrix == *origin) {
                *origin = place.own.clone();
            }
        }
    }
}

/// Returns whether an origin is one of a plain address, for which any other can stand.
fn is_movable(origin: &Url) -> bool {
    origin.scheme() == "http" && origin.host() == Some(Host::Ipv4(Ipv4Addr::LOCALHOST))
}

#[cfg(test)]
mod tests {
    use diagnosis::Recordings;

    use super::*;

    #[tokio::test]
    async fn only_topologies_between_ports_of_an_address_move() {
        let suite = &Recordings::built_in().matrix().suites["cors-credentials"];
        let mut origins = NetworkOrigins::at(Ipv4Addr::LOCALHOST.into());
        let moved = origins.move_here(&Selection::core(suite)).await.unwrap().unwrap();
        let topologies: Vec<_> = moved.topologies().collect();
        let [(name, topology)] = topologies.as_slice() else { panic!("{topologies:?}") };
        assert_eq!(*name, "ip-ports");
        assert_eq!(origins.urls(), [topology.target.clone(), topology.page.clone()]);
        let none = Recordings::built_in().matrix().suites["mechanisms"].clone();
        assert!(origins.move_here(&Selection::core(&none)).await.unwrap().is_none());
    }
}
