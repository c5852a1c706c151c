/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.Events.TOPIC;
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
 * What stands on users' topics does not change by accident. One directory holds the forms that one version published;
 * the newest is what is written now, and every one must be read for ever.
 *
 * <p>When a form grows a field: copy the newest directory to one of the new version's name, name it in
 * {@link #NEWEST}, run this test with {@code -Dgolden.write=true}, and look at the difference of the two.
 */
class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path NEWEST = GOLDEN.resolve("0.1");
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @MethodSource("forms")
    void formsStayAsTheyWerePublished(Form form) throws IOException {
        Path golden = NEWEST.resolve(form + ".json");
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(NEWEST);
            Files.writeString(golden, form.text());
        }
        assertThat(form.text())
                .as("the form of %s, written now and as published", golden)
                .isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyPublishedFormIsReadBack(Path version) throws IOException {
        for (Form form : forms().toList()) {
            JsonNode records = JSON.readTree(version.resolve(form + ".json").toFile());
            Events.byName().forEach((name, event) -> {
                TopicRecord read = read(form, records.get(name).get("value"));
                if (form.items() == ItemFormat.DYNAMODB_JSON) {
                    assertThat(read).as("%s in %s", name, form).isEqualTo(event);
                } else {
                    assertThat(read)
                            .as("%s in %s", name, form)
                            .isInstanceOfSatisfying(
                                    ChangeEvent.class,
                                    inferred -> assertThat(facts(inferred)).isEqualTo(facts(event)));
                    assertThat(form.json((ChangeEvent) read))
                            .as("%s in %s", name, form)
                            .isEqualTo(form.json(event));
                }
            });
            assertThat(read(form, records.get("heartbeat").get("value"))).isEqualTo(Events.heartbeat());
        }
    }

    private static TopicRecord read(Form form, JsonNode value) {
        try (JsonConverter converter = form.converter(false)) {
            SchemaAndValue converted =
                    converter.toConnectData(TOPIC, value.toString().getBytes(UTF_8));
            return new ChangeEventReader().read(converted.schema(), converted.value());
        }
    }

    /** All but the images. */
    private static List<Object> facts(ChangeEvent event) {
        return List.of(
                event.operation(),
                event.key(),
                event.before().isPresent(),
                event.after().isPresent(),
                event.source(),
                event.time());
    }

    static Stream<Form> forms() {
        return Stream.of(ItemFormat.values())
                .flatMap(items -> Stream.of(
                        new Form(EventFormat.STRUCT, items, false),
                        new Form(EventFormat.STRUCT, items, true),
                        new Form(EventFormat.MAP, items, false)));
    }

    static Stream<Path> versions() throws IOException {
        try (Stream<Path> versions = Files.list(GOLDEN)) {
            return versions.toList().stream();
        }
    }
}
