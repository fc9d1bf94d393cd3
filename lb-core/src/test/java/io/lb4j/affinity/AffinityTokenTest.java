package io.lb4j.affinity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.FakeTicker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a signed token does for a session, and what it does not let anybody do. */
final class AffinityTokenTest {

  private static final byte[] KEY = key('k');
  private static final byte[] NEXT_KEY = key('n');
  private static final Set<String> IDS = Set.of("10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80");
  private static final String A = "10.0.0.1:80";
  private static final String B = "10.0.0.2:80";

  private final FakeTicker clock = new FakeTicker();
  private final AffinityToken token = builder().build();

  private static byte[] key(char letter) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) letter);
    return key;
  }

  private AffinityTokenBuilder builder() {
    return AffinityToken.builder("2026-11", KEY).clock(clock);
  }

  private static String cookie(String setCookie) {
    return setCookie.substring(0, setCookie.indexOf(';'));
  }

  @Test
  void namesTheEndpointItWasIssuedFor() {
    assertThat(token.resolve(token.issue(A), IDS)).isEqualTo(A);
    assertThat(token.resolve(token.issue(B), IDS)).isEqualTo(B);
  }

  @Test
  void isShortAsciiThatSaysNothingOfTheEndpoint() {
    String longest = "x".repeat(255);
    String text = builder().lifetime(Duration.ofDays(36_500)).build().issue(longest);

    assertThat(text).hasSizeLessThanOrEqualTo(AffinityToken.MAX_LENGTH);
    assertThat(text).matches("v1\\.2026-11\\.[0-9]{10}\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{22}");
    assertThat(token.issue(A)).doesNotContain("10.0").hasSameSizeAs(token.issue("b"));
  }

  @Test
  void isTheSameInEveryInstanceWithTheKey() {
    AffinityToken elsewhere = builder().build();

    assertThat(elsewhere.issue(A)).isEqualTo(token.issue(A));
    assertThat(elsewhere.resolve(token.issue(A), IDS)).isEqualTo(A);
  }

  @Test
  void expires() {
    String text = token.issue(A);

    clock.advance(Duration.ofDays(1).minusSeconds(1));
    assertThat(token.resolve(text, IDS)).isEqualTo(A);
    clock.advance(Duration.ofSeconds(1));
    assertThat(token.resolve(text, IDS)).isNull();
  }

  @Test
  void resolvesToMembersOnly() {
    Set<String> ids = new HashSet<>(Set.of(A, B));
    String text = token.issue(A);
    assertThat(token.resolve(text, ids)).isEqualTo(A);

    ids.remove(A);
    assertThat(token.resolve(text, ids)).isNull();
    ids.add("10.0.0.9:80");
    assertThat(token.resolve(token.issue("10.0.0.9:80"), ids)).isEqualTo("10.0.0.9:80");
    ids.add(A);
    assertThat(token.resolve(text, ids)).isEqualTo(A);
    assertThat(token.resolve(text, Set.of())).isNull();
  }

  @Test
  void ofAnotherKeyIsVoid() {
    AffinityToken forger = AffinityToken.builder("2026-11", NEXT_KEY).clock(clock).build();

    assertThat(token.resolve(forger.issue(A), IDS)).isNull();
  }

  @Test
  void ofAnotherCookieIsVoid() {
    AffinityToken otherPool = builder().cookieName("other").build();

    assertThat(token.resolve(otherPool.issue(A), IDS)).isNull();
  }

  @Test
  void withALaterExpiryIsVoid() {
    String text = token.issue(A);
    String expiry = Long.toString(TokenText.parse(text).expirySeconds());
    String later = text.replace(expiry, Long.toString(Long.parseLong(expiry) + 1));

    assertThat(token.resolve(later, IDS)).isNull();
  }

  @Test
  void withTheTagOfAnotherEndpointIsVoid() {
    String tagOfB = TokenText.parse(token.issue(B)).tag();
    String text = token.issue(A);

    assertThat(token.resolve(text.replace(TokenText.parse(text).tag(), tagOfB), IDS)).isNull();
  }

  /** 22 characters hold 132 bits; the last four must not make a second text of the same token. */
  @Test
  void hasOneTextOnly() {
    String text = token.issue(A);
    String body = text.substring(0, text.length() - 1);

    for (char last :
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=".toCharArray()) {
      String other = body + last;
      assertThat(token.resolve(other, IDS)).isEqualTo(other.equals(text) ? A : null);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1",
        "v1.",
        "v1....",
        "v1.2026-11.9999999999.x.y",
        "v2.a.1.b.c",
        "....",
        "v1.2026-11.-1.x.y"
      })
  void garbageIsVoid(String text) {
    assertThat(token.resolve(text, IDS)).isNull();
    assertThat(token.resolve("v1." + text.repeat(100_000), IDS)).isNull();
  }

  @Test
  void nothingIsVoid() {
    assertThat(token.resolve(null, IDS)).isNull();
    assertThat(token.read(null, IDS).endpointId()).isNull();
  }

  @Test
  void anUnreadableClockIsNoReasonToThrow() {
    clock.advance(Duration.ofDays(-36_500));
    assertThat(token.resolve(token.issue(A), IDS)).isNull();
  }

  /** The steps of the documentation, on two instances that are never changed at the same time. */
  @Test
  void keysAreRotatedWithoutLosingASession() {
    AffinityToken first = builder().build();
    AffinityToken second = builder().build();
    String browser = cookie(first.read(null, IDS).setCookie(A));

    first = builder().alsoAccept("2027-05", NEXT_KEY).build();
    assertThat(second.read(browser, IDS).endpointId()).isEqualTo(A);
    second =
        AffinityToken.builder("2027-05", NEXT_KEY).alsoAccept("2026-11", KEY).clock(clock).build();

    PresentedToken presented = second.read(browser, IDS);
    assertThat(presented.endpointId()).isEqualTo(A);
    browser = cookie(presented.setCookie(A));
    assertThat(browser).contains("v1.2027-05.");
    assertThat(first.read(browser, IDS).endpointId()).isEqualTo(A);

    first = AffinityToken.builder("2027-05", NEXT_KEY).clock(clock).build();
    assertThat(first.read(browser, IDS).endpointId()).isEqualTo(A);
    assertThat(first.read(browser, IDS).setCookie(A)).isNull();
  }

  @Test
  void ofAKeyThatWasTakenOutIsVoid() {
    AffinityToken later = AffinityToken.builder("2027-05", NEXT_KEY).clock(clock).build();

    assertThat(later.resolve(token.issue(A), IDS)).isNull();
  }

  @Test
  void aBrowserWithoutATokenGetsOne() {
    PresentedToken presented = token.read("theme=dark; lang=en", IDS);

    assertThat(presented.endpointId()).isNull();
    assertThat(presented.prefer(SelectionContext.none())).isSameAs(SelectionContext.none());
    assertThat(token.read(cookie(presented.setCookie(A)), IDS).endpointId()).isEqualTo(A);
  }

  @Test
  void aBrowserKeepsATokenThatIsGood() {
    String browser = cookie(token.read(null, IDS).setCookie(A));
    PresentedToken presented = token.read("theme=dark; " + browser, IDS);

    assertThat(presented.prefer(SelectionContext.none()).preferredId()).isEqualTo(A);
    assertThat(presented.setCookie(A)).isNull();
  }

  @Test
  void aSessionThatMovedGetsANewToken() {
    String browser = cookie(token.read(null, IDS).setCookie(A));
    String moved = cookie(token.read(browser, IDS).setCookie(B));

    assertThat(token.read(moved, IDS).endpointId()).isEqualTo(B);
  }

  @Test
  void aSessionInUseDoesNotExpire() {
    String browser = cookie(token.read(null, IDS).setCookie(A));
    for (int hours = 0; hours < 24 * 7; hours++) {
      clock.advance(Duration.ofHours(1));
      PresentedToken presented = token.read(browser, IDS);
      assertThat(presented.endpointId()).as("after %s hours", hours).isEqualTo(A);
      String renewed = presented.setCookie(A);
      assertThat(renewed != null).as("after %s hours", hours).isEqualTo(hours % 12 == 11);
      browser = renewed == null ? browser : cookie(renewed);
    }
  }

  @Test
  void aCookieIsRenewedBeforeTheBrowserForgetsIt() {
    AffinityToken shortLived = builder().maxAge(Duration.ofMinutes(10)).build();
    String browser = cookie(shortLived.read(null, IDS).setCookie(A));

    clock.advance(Duration.ofMinutes(4));
    assertThat(shortLived.read(browser, IDS).setCookie(A)).isNull();
    clock.advance(Duration.ofMinutes(1));
    assertThat(shortLived.read(browser, IDS).setCookie(A)).isNotNull();
  }

  @Test
  void aGoodTokenCountsAlthoughAnotherHostPutABadOneBeforeIt() {
    String browser = cookie(token.read(null, IDS).setCookie(A));

    assertThat(token.read("__Host-lb4j=v1.x; " + browser, IDS).endpointId()).isEqualTo(A);
  }

  @Test
  void theCookieIsForThisHostOnlyUnlessToldOtherwise() {
    assertThat(token.cookieName()).isEqualTo("__Host-lb4j");
    assertThat(token.read(null, IDS).setCookie(A))
        .startsWith("__Host-lb4j=v1.")
        .endsWith("; Path=/; Secure; HttpOnly; SameSite=Lax");

    AffinityToken ofDomain =
        builder().cookieName("pool").domain("example.org").maxAge(Duration.ofHours(1)).build();
    assertThat(ofDomain.read(null, IDS).setCookie(A))
        .startsWith("pool=v1.")
        .endsWith("; Path=/; Domain=example.org; Max-Age=3600; Secure; HttpOnly; SameSite=Lax");
    assertThat(builder().path("/shop").build().cookieName()).isEqualTo("lb4j");
    assertThat(builder().path("/").build().cookieName()).isEqualTo("__Host-lb4j");
  }

  @Test
  void changingTheCallersKeyAfterwardsChangesNothing() {
    byte[] mine = KEY.clone();
    AffinityToken mineToo = AffinityToken.builder("2026-11", mine).clock(clock).build();
    Arrays.fill(mine, (byte) 0);

    assertThat(mineToo.issue(A)).isEqualTo(token.issue(A));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a.b", "a;b", "ä", "a\n", "12345678901234567"})
  void keyIdsAreChecked(String keyId) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AffinityToken.builder(keyId, KEY))
        .withMessageContaining("is not 1 to 16 letters, digits, - or _");
  }

  @Test
  void shortKeysAreRefusedWithoutShowingThem() {
    byte[] tooShort = "correct horse battery staple".getBytes(US_ASCII);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> AffinityToken.builder("k", tooShort))
        .withMessage("key has 28 bytes; it needs at least 32 random ones");
    assertThatIllegalArgumentException().isThrownBy(() -> builder().alsoAccept("k", tooShort));
  }

  @Test
  void twoKeysNeedTwoIds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().alsoAccept("2026-11", NEXT_KEY))
        .withMessage("key id \"2026-11\" is the current key's; the other key needs another one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a=b", "a;b", "a\r\nSet-Cookie: x", "ä", "__Host-a", "__secure-a"})
  void cookieNamesAreChecked(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().cookieName(name))
        .withMessageStartingWith("cookie name \"")
        .withMessageNotContainingAny("\r", "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shop", "/a;Domain=evil", "/a\r\nb", "/ä"})
  void pathsAreChecked(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().path(path))
        .withMessageStartingWith("cookie path \"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".example.org", "a b", "example.org; Secure", "-a.org", "a..org", "a.org."})
  void domainsAreChecked(String domain) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().domain(domain))
        .withMessageStartingWith("cookie domain \"");
  }

  @Test
  void timesAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> builder().lifetime(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().maxAge(Duration.ofMillis(1500)))
        .withMessage("maxAge is 1.5s; it must be whole seconds, at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().maxAge(Duration.ofDays(2)).build())
        .withMessage(
            "maxAge is 2d, longer than the lifetime of 1d; the browser would keep a token"
                + " that has expired");
    assertThat(builder().maxAge(Duration.ofDays(2)).lifetime(Duration.ofDays(2)).build())
        .isNotNull();
  }

  @Test
  void nothingShowsAKeyOrAToken() {
    String text = token.issue(A);
    PresentedToken presented = token.read("__Host-lb4j=" + text, IDS);
    String shown = token + " " + presented + " " + TokenText.parse(text);

    assertThat(shown).contains("AffinityToken[cookie=__Host-lb4j, keys=[2026-11]]");
    assertThat(shown)
        .doesNotContain(text.substring(text.length() - 22), TokenText.parse(text).tag());
    assertThat(shown)
        .doesNotContain(
            new String(KEY, US_ASCII),
            HexFormat.of().formatHex(KEY),
            Base64.getEncoder().withoutPadding().encodeToString(KEY));
  }
}
