package io.lb4j.affinity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A key, which signs tokens and makes the tags of endpoints. Never shows its secret. */
final class TokenKey {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_SECRET_BYTES = 32;
  private static final int MAC_BYTES = 16;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String id;
  private final SecretKeySpec secret;
  private final String cookieName;
  private final EndpointTags tags = new EndpointTags(this::tag);

  TokenKey(String id, byte[] secret, String cookieName) {
    this.id = id;
    this.secret = new SecretKeySpec(secret, ALGORITHM);
    this.cookieName = cookieName;
  }

  static String requireId(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "key id \"%s\" is not 1 to 16 letters, digits, - or _".formatted(TokenCookie.shown(id)));
    }
    return id;
  }

  static byte[] requireSecret(byte[] secret) {
    if (secret.length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "key has "
              + secret.length
              + " bytes; it needs at least "
              + MIN_SECRET_BYTES
              + " random ones");
    }
    return secret;
  }

  String id() {
    return id;
  }

  /** Stands for an endpoint without saying which one it is. */
  String tag(String endpointId) {
    return hmac("endpoint", endpointId);
  }

  String mac(String signed) {
    return hmac("token", signed);
  }

  /** Takes the same time wherever the two differ. */
  boolean verify(String signed, String mac) {
    return MessageDigest.isEqual(mac(signed).getBytes(UTF_8), mac.getBytes(UTF_8));
  }

  @Nullable String endpointOf(String tag, Set<String> ids) {
    return tags.endpointOf(tag, ids);
  }

  /** Purpose and cookie go in first, so that what is made for one use is worthless for another. */
  private String hmac(String purpose, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update((purpose + '\0' + cookieName + '\0').getBytes(UTF_8));
      byte[] full = mac.doFinal(text.getBytes(UTF_8));
      return BASE64.encodeToString(Arrays.copyOf(full, MAC_BYTES));
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, everyJavaHasIt);
    }
  }
}
