//! A cell on other names: those below `localhost` lead to this machine by themselves.

use std::sync::Arc;

use matrix::{AxisEffects, Matrix, Selection, Suite, Topology};
use oracle::JarListing;
use run_model::plan::{ShapeScript, compile_shape};
use spec_model::{BuiltInPublicSuffixes, EngineModel, is_localhost_name, registrable_domain};
use url::{Host, Url};

use crate::cell_sight::CellSight;
use crate::export_refusal::ExportRefusal;

/// The first of the ports that the stand-alone server listens on.
const FIRST_PORT: u16 = 8000;

/// A cell on other names.
#[derive(Clone, Debug)]
pub(crate) struct RenamedCell {
    /// The matrix with these names.
    pub(crate) matrix: Matrix,
    /// The cell in it.
    pub(crate) cell: Selection,
    /// Who talks to whom.
    pub(crate) topology: Topology,
}

impl RenamedCell {
    /// Gives page and target other origins, and the origin that has no part.
    pub(crate) fn new(
        (matrix, cell): (&Matrix, &Selection),
        (page, target): (Url, Url),
        unrelated: Url,
    ) -> Self {
        let (_, topology) = cell.topologies().next().expect("a cell has a topology");
        let topology = Topology { page, target, control: None, ..topology.clone() };
        let suite = Arc::new(with_topology(cell.suite(), &topology));
        let cell = Selection::single(&suite, &cell.positions(0));
        Self { matrix: Matrix { unrelated, ..matrix.clone() }, cell, topology }
    }

    /// Returns what a model predicts on these names.
    pub(crate) fn sight(&self, model: &EngineModel) -> CellSight {
        let Self { matrix, cell, .. } = self;
        CellSight::of(&oracle::predict_seen(matrix, cell, model, JarListing::Whole).remove(0))
    }

    /// Returns what is played on these names.
    pub(crate) fn shape(&self) -> ShapeScript {
        compile_shape(&self.matrix, &self.cell, 0)
    }
}

/// A cell on names below `localhost`, over http.
#[derive(Clone, Debug)]
pub(crate) struct LocalCell {
    /// The cell.
    pub(crate) cell: RenamedCell,
    /// The ports that the server listens on.
    pub(crate) ports: Vec<u16>,
}

impl LocalCell {
    /// Gives a cell names below `localhost`. Sites stay sites: each gets a label of its own.
    pub(crate) fn new(matrix: &Matrix, cell: &Selection) -> Result<Self, ExportRefusal> {
        let (_, topology) = cell.topologies().next().expect("a cell has a topology");
        if topology.page.scheme() != topology.target.scheme() {
            return Err(ExportRefusal::unsupported("http beside https"));
        }
        let mut names = LocalNames::default();
        let origins = (names.url(&topology.page)?, names.url(&topology.target)?);
        let ports = names.ports();
        let unrelated = names.url(&matrix.unrelated)?;
        Ok(Self { cell: RenamedCell::new((matrix, cell), origins, unrelated), ports })
    }
}

/// Returns a suite all of whose topologies are this one.
fn with_topology(suite: &Suite, topology: &Topology) -> Suite {
    let mut suite = suite.clone();
    for axis in &mut suite.axes {
        if let AxisEffects::Topology(topologies) = &mut axis.effects {
            topologies.fill(topology.clone());
        }
    }
    suite
}

/// The ports that were given names so far.
#[derive(Default)]
struct LocalNames {
    /// The ports of the cell, in order of the server's.
    ports: Vec<u16>,
}

impl LocalNames {
    fn url(&mut self, origin: &Url) -> Result<Url, ExportRefusal> {
        let port = origin.port_or_known_default().expect("an origin has a port");
        let number = self.ports.iter().position(|known| *known == port).unwrap_or_else(|| {
            self.ports.push(port);
            self.ports.len() - 1
        });
        let port = FIRST_PORT + u16::try_from(number).expect("a cell has few ports");
        let host = local_host(origin)?;
        Ok(Url::parse(&format!("http://{host}:{port}/")).expect("labels and a port make a URL"))
    }

    fn ports(&self) -> Vec<u16> {
        let last = FIRST_PORT + u16::try_from(self.ports.len()).expect("a cell has few ports");
        (FIRST_PORT..last).collect()
    }
}

fn local_host(origin: &Url) -> Result<String, ExportRefusal> {
    let host = match origin.host().expect("an origin has a host") {
        Host::Domain(host) => host,
        Host::Ipv4(address) if address.octets() == [127, 0, 0, 1] => return Ok(address.to_string()),
        Host::Ipv4(_) => return Err(ExportRefusal::unsupported("a second IP address")),
        Host::Ipv6(address) => return Ok(format!("[{address}]")),
    };
    if is_localhost_name(host) {
        return Ok(host.to_owned());
    }
    let Some(site) = registrable_domain(host, &BuiltInPublicSuffixes) else {
        return Err(ExportRefusal::unsupported("a host that is a public suffix"));
    };
    let below = host.strip_suffix(site).expect("a host ends with its site");
    Ok(format!("{below}{}.localhost", site.replace('.', "-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_host(origin: &str, expected: &str) {
        let found = local_host(&origin.parse().unwrap());
        assert_eq!(found.unwrap_or_else(|refusal| refusal.to_string()), expected);
    }

    #[test]
    fn sites_stay_apart_and_hosts_stay_on_their_site() {
        check_host("https://www.example.com", "www.example-com.localhost");
        check_host("https://example.com", "example-com.localhost");
        check_host("https://api.example.net", "api.example-net.localhost");
        check_host("https://alice.github.io", "alice-github-io.localhost");
    }

    #[test]
    fn names_of_this_machine_stay() {
        check_host("http://www.localhost:8080", "www.localhost");
        check_host("http://127.0.0.1:3000", "127.0.0.1");
        check_host("http://[::1]:3000", "[::1]");
    }

    #[test]
    fn what_has_no_such_name_is_refused() {
        let way_out = "cannot be exported; `cargo xtask show` plays it";
        check_host(
            "https://github.io",
            &format!("a cell with a host that is a public suffix {way_out}"),
        );
        check_host("http://127.0.0.2", &format!("a cell with a second IP address {way_out}"));
    }

    #[test]
    fn each_port_has_one_of_its_own() {
        let mut names = LocalNames::default();
        let mut url = |text: &str| names.url(&text.parse().unwrap()).unwrap().to_string();
        assert_eq!(url("https://www.example.com"), "http://www.example-com.localhost:8000/");
        assert_eq!(url("https://www.example.com:3443"), "http://www.example-com.localhost:8001/");
        assert_eq!(url("https://api.example.net"), "http://api.example-net.localhost:8000/");
        assert_eq!(names.ports(), [8000, 8001]);
    }
}
