package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Accepts a broker whose certificate a trusted authority has signed for the host that was asked for. Vert.x' client of RabbitMQ checks no
 * host name, whatever its options say, so that anybody with a certificate could pretend to be the broker.
 */
final class BrokerTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager authorities;

    private BrokerTrust(X509ExtendedTrustManager authorities) {
        this.authorities = authorities;
    }

    /**
     * @param pem file with the authorities' certificates; empty for those that the Java runtime trusts
     * @throws IllegalStateException if the file cannot be read or has no certificate
     */
    static BrokerTrust of(Optional<Path> pem) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(pem.isEmpty() ? null : store(pem.get()));
            return new BrokerTrust((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalStateException("No certificates can be read from " + pem.orElse(null), unreadable);
        }
    }

    private static KeyStore store(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream certificates = Files.newInputStream(pem)) {
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(certificates)) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
        }
        return store;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange, @Nullable Socket socket)
            throws CertificateException {
        if (!(socket instanceof SSLSocket connection)) {
            throw new CertificateException("The host is not known");
        }
        SSLParameters parameters = connection.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the rules of RFC 2818 hold for all protocols
        connection.setSSLParameters(parameters);
        authorities.checkServerTrusted(chain, keyExchange, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange, @Nullable SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("The host is not known");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange) throws CertificateException {
        throw new CertificateException("The host is not known");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("Brokers are no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange, @Nullable SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("Brokers are no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange) throws CertificateException {
        throw new CertificateException("Brokers are no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
