/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.TestEvents.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Prevents accidental changes to the encodings of events on topics. Each directory holds the encodings of one published
 * version. The newest must match the current output, and all of them must remain readable.
 *
 * <p>To add a field: copy the newest directory to one named after the new version, set {@link #NEWEST}, run this test
 * with {@code -Dgolden.write=true}, and review the diff.
 */
class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path NEWEST = GOLDEN.resolve("0.1");
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @MethodSource("encodings")
    void encodingsMatchTheGoldenFiles(EventEncoding encoding) throws IOException {
        Path golden = NEWEST.resolve(encoding + ".json");
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(NEWEST);
            Files.writeString(golden, encoding.text());
        }
        assertThat(encoding.text())
                .as("the encoding %s, compared with the golden file", golden)
                .isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void allPublishedEncodingsAreReadable(Path version) throws IOException {
        for (EventEncoding encoding : encodings().toList()) {
            JsonNode records = JSON.readTree(version.resolve(encoding + ".json").toFile());
            TestEvents.byName().forEach((name, event) -> {
                TopicRecord read = read(encoding, records.get(name).get("value"));
                if (encoding.items() == ItemFormat.DYNAMODB_JSON) {
                    assertThat(read).as("%s in %s", name, encoding).isEqualTo(event);
                } else {
                    assertThat(read)
                            .as("%s in %s", name, encoding)
                            .isInstanceOfSatisfying(
                                    ChangeEvent.class,
                                    inferred -> assertThat(factsWithoutImages(inferred))
                                            .isEqualTo(factsWithoutImages(event)));
                    assertThat(encoding.json((ChangeEvent) read))
                            .as("%s in %s", name, encoding)
                            .isEqualTo(encoding.json(event));
                }
            });
            assertThat(read(encoding, records.get("heartbeat").get("value"))).isEqualTo(TestEvents.heartbeat());
        }
    }

    private static TopicRecord read(EventEncoding encoding, JsonNode value) {
        try (JsonConverter converter = encoding.converter(false)) {
            SchemaAndValue converted =
                    converter.toConnectData(TOPIC, value.toString().getBytes(UTF_8));
            return new ChangeEventReader().read(converted.schema(), converted.value());
        }
    }

    /** Returns everything except the content of the images. */
    private static List<Object> factsWithoutImages(ChangeEvent event) {
        return List.of(
                event.operation(),
                event.key(),
                event.before().isPresent(),
                event.after().isPresent(),
                event.source(),
                event.time());
    }

    static Stream<EventEncoding> encodings() {
        return Stream.of(ItemFormat.values())
                .flatMap(items -> Stream.of(
                        new EventEncoding(EventFormat.STRUCT, items, false),
                        new EventEncoding(EventFormat.STRUCT, items, true),
                        new EventEncoding(EventFormat.MAP, items, false)));
    }

    static Stream<Path> versions() throws IOException {
        try (Stream<Path> versions = Files.list(GOLDEN)) {
            return versions.toList().stream();
        }
    }
}
