//! The certificate and the key of the server.

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::{Error, Result};

/// A certificate and its key, ready to accept connections with TLS 1.2 or 1.3.
pub(crate) struct Keys(pub(super) TlsAcceptor);

impl Keys {
    /// Reads both from PEM.
    pub(crate) fn read(certificate: &[u8], key: &[u8]) -> Result<Keys> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificate)
            .collect::<Result<_, _>>()
            .map_err(|_| Error::cannot("the file of --cert holds no certificate in PEM"))?;
        if chain.is_empty() {
            return Err(Error::cannot("the file of --cert holds no certificate in PEM"));
        }
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|_| Error::cannot("the file of --key holds no key in PEM"))?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|error| Error::cannot(format!("the certificate and the key cannot be used: {error}")))?;
        Ok(Keys(TlsAcceptor::from(Arc::new(config))))
    }
}
