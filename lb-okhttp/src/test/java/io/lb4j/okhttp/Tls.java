package io.lb4j.okhttp;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** One certificate for a test's servers, and clients that trust it and no other. */
final class Tls {

  private final HeldCertificate held;

  Tls(String... names) {
    HeldCertificate.Builder builder = new HeldCertificate.Builder();
    for (String name : names) {
      builder.addSubjectAlternativeName(name);
    }
    this.held = builder.build();
  }

  HandshakeCertificates server() {
    return new HandshakeCertificates.Builder().heldCertificate(held).build();
  }

  /** The same for a server of grpc-java. */
  ServerCredentials grpcCredentials() throws IOException {
    return TlsServerCredentials.create(
        stream(held.certificatePem()), stream(held.privateKeyPkcs8Pem()));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  OkHttpClient client() {
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder().addTrustedCertificate(held.certificate()).build();
    return new OkHttpClient.Builder()
        .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
        .build();
  }
}
