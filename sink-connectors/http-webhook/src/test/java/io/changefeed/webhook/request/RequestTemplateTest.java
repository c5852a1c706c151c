/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.testing.RandomInputs;
import io.changefeed.webhook.WebhookEvents;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTemplateTest {
    @Test
    void placeholdersAreReplacedWithFieldsOfTheEvent() {
        assertThat(url(
                        "https://example.com/t/${table}/${op}?id=${key.id}&e=${event_id}&o=${order}",
                        WebhookEvents.insert("a", 1)))
                .isEqualTo("https://example.com/t/orders/c?id=a&e=a-1&o=1700000000000-"
                        + "0000000000000000000000000000000000000000004000000000000000000011");
    }

    @Test
    void keysOfEveryTypeAreRenderedAsText() {
        Map<String, ItemValue> key = new LinkedHashMap<>();
        key.put("n", new ItemValue.N("1.50"));
        key.put("b", ItemValue.B.of((byte) 0xfb, (byte) 0xff));

        assertThat(url("http://example.com/${key.n}/${key.b}", WebhookEvents.withKey(key)))
                .isEqualTo("http://example.com/1.5/%2B%2F8%3D");
    }

    @Test
    void urlWithoutPlaceholdersIsUnchanged() {
        assertThat(url("https://example.com:8443/a%20b/../c?x=%2F", WebhookEvents.insert("a", 1)))
                .isEqualTo("https://example.com:8443/a%20b/../c?x=%2F");
        assertThat(url("HTTPS://example.com", WebhookEvents.insert("a", 1))).isEqualTo("HTTPS://example.com");
    }

    @Test
    void keyCannotChangeHostPathSegmentsOrQuery() {
        RandomInputs.check(1000, in -> checkKeyIsEncoded(in.text(1, 20)));
    }

    private static void checkKeyIsEncoded(String value) {
        if (value.matches("\\.{1,2}")) {
            return;
        }

        URI url = URI.create(url("https://example.com/a/${key.id}/z?q=${key.id}", WebhookEvents.insert(value, 1)));

        assertThat(url.getHost()).isEqualTo("example.com");
        assertThat(url.getPort()).isEqualTo(-1);
        assertThat(url.getRawPath()).matches("/a/[^/?#]+/z");
        assertThat(url.getPath()).isEqualTo("/a/" + value + "/z");
        assertThat(url.getQuery()).isEqualTo("q=" + value);
        assertThat(url.getRawQuery()).doesNotContain("&");
        assertThat(url.getRawFragment()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/services/secret, https://example.com",
        "https://example.com:8443/events?token=secret, https://example.com:8443",
        "https://example.com?token=secret, https://example.com",
        "https://example.com/secret/${table}/${op}?token=secret, https://example.com/.../orders/c",
        "https://example.com/${table}?id=${key.id}, https://example.com/.../orders/${key.id}",
        "https://example.com/secret/${event_id}/${order}, https://example.com/.../${event_id}/${order}"
    })
    void nameOfAUrlHasNeitherSecretsNorKeysOfItems(String text, String name) {
        assertThat(new UrlTemplate(text).nameFor(WebhookEvents.insert("customer-7", 1)))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void keyThatIsADotSegmentIsRejected(String key) {
        assertThatExceptionOfType(RejectedEventException.class)
                .isThrownBy(() -> url("https://example.com/a/${key.id}/z", WebhookEvents.insert(key, 1)))
                .withMessage("source.key: the path of 'url' for this event has a segment '.' or '..', which resolves"
                        + " to another path");
        assertThatExceptionOfType(RejectedEventException.class)
                .isThrownBy(() -> url("https://example.com/a/%2e${key.id}", WebhookEvents.insert(".", 1)));
        assertThat(url("https://example.com/a/x${key.id}?q=${key.id}", WebhookEvents.insert(key, 1)))
                .isEqualTo("https://example.com/a/x" + key + "?q=" + key);
    }

    @Test
    void eventWithoutTheKeyAttributeIsRejected() {
        assertThatExceptionOfType(RejectedEventException.class)
                .isThrownBy(() -> url("https://example.com/${key.sku}", WebhookEvents.insert("a", 1)))
                .withMessage(
                        "source.key.sku: the table 'orders' has no such key attribute; its key attributes are [id]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "https://${table}.example.com/x | Placeholders are allowed only in the path and the query",
                "https://example.com${key.id}/x | Placeholders are allowed only in the path and the query",
                "https://${key.id}/ | Placeholders are allowed only in the path and the query",
                "${key.id}://example.com/ | Expected a URL such as https://example.com/events.",
                "${key.id} | Expected a URL such as",
                "ftp://example.com/ | Expected a URL such as",
                "example.com/events | Expected a URL such as",
                "https:///events | Expected a URL such as",
                "https://user:secret@example.com/ | Use 'auth.type'",
                "https://example.com/#${key.id} | Remove the fragment",
                "https://example.com:65536/ | Invalid port: 65536.",
                "https://example.com/${tabel} | Unknown placeholder '${tabel}'; supported placeholders: ${table}, ${op},"
                        + " ${event_id}, ${order} and ${key",
                "https://example.com/${key.} | Unknown placeholder '${key.}'",
                "https://example.com/a b | Invalid URL"
            })
    void invalidUrlAndPlaceholderInTheHostAreRejected(String template, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UrlTemplate(template))
                .withMessageContaining(message)
                .withMessageNotContaining("user:secret");
    }

    @Test
    void onlyCharactersNotAllowedInAHeaderAreEncoded() {
        HeaderTemplates headers = HeaderTemplates.parse("X-Table: ${table} | X-Id:${key.id}|X-Key:  a:b ");

        assertThat(headers.expand(WebhookEvents.insert("ä b%\r\n|", 1)))
                .containsExactly(
                        new Header("X-Table", "orders"),
                        new Header("X-Id", "%C3%A4 b%25%0D%0A|"),
                        new Header("X-Key", "a:b"));
        assertThat(HeaderTemplates.parse(" ").expand(WebhookEvents.insert("a", 1)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X",
                ": x",
                "X Y: z",
                "X: ä",
                "X: y\nZ: z",
                "X: y|",
                "Host: x",
                "authorization: x",
                "WEBHOOK-ID: x",
                "X: ${nothing}"
            })
    void invalidAndReservedHeadersAreRejected(String headers) {
        assertThatIllegalArgumentException().isThrownBy(() -> HeaderTemplates.parse(headers));
    }

    @Test
    void errorMessageContainsNoHeaderValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeaderTemplates.parse("X-Key: secret|X-Other: sécret"))
                .withMessageNotContaining("cret")
                .withMessageContaining("'X-Other'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeaderTemplates.parse("Authorization: secret"))
                .withMessage("The connector sets 'Authorization' itself: use 'auth.type'.");
        assertThat(new Header("X-Key", "secret").toString()).isEqualTo("X-Key: …");
    }

    @Test
    void eventsOfATableOrItemHaveEqualHeads() {
        RequestTemplate perTable = template("https://example.com/${table}", "X-Op: ${op}");
        assertThat(perTable.expand(WebhookEvents.insert("a", 1)))
                .isEqualTo(perTable.expand(WebhookEvents.insert("b", 1)));
        assertThat(perTable.expand(WebhookEvents.insert("a", 1)))
                .isNotEqualTo(perTable.expand(WebhookEvents.modify("a", 1)));

        RequestTemplate perItem = template("https://example.com/${key.id}", "");
        assertThat(perItem.expand(WebhookEvents.insert("a", 1)))
                .isNotEqualTo(perItem.expand(WebhookEvents.insert("b", 1)));
    }

    private static RequestTemplate template(String url, String headers) {
        return new RequestTemplate(
                new UrlTemplate(url), HeaderTemplates.parse(headers).and(HeaderTemplates.parse("")));
    }

    private static String url(String template, ChangeEvent event) {
        return new UrlTemplate(template).expand(event).toString();
    }
}
