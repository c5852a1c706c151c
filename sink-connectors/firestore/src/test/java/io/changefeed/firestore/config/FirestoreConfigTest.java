/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.firestore.service.StaleWriteGuard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirestoreConfigTest {
    @Test
    void onlyTheProjectIsRequired() {
        assertThat(errors()).isEmpty();
        assertThat(FirestoreConfig.check(Map.of()).result().configValues())
                .filteredOn(value -> !value.errorMessages().isEmpty())
                .extracting(ConfigValue::name)
                .containsExactly("project.id");
    }

    @Test
    void invalidValueIsReportedOnItsProperty() {
        assertRejected("project.id", "My Project", "project.id", "Google Cloud project");
        assertRejected("database.id", "a/b", "database.id", "(default)");
        assertRejected("emulator.host", "http://localhost:8080", "emulator.host", "a host and a port");
        assertRejected("collection", "${table}/${pk}", "collection", "odd number");
        assertRejected("document.id", "id", "document.id", "Expected 'key'");
        assertRejected("document.id", "${sk}", "document.id", "share a document");
        assertRejected("number.mode", "float", "number.mode", "precise");
        assertRejected("stale.write.guard.field", "__order__", "stale.write.guard.field", "underscores");
        assertRejected("gcp.credentials.file.path", "/no/such/file", "gcp.credentials.file.path", "/no/such/file");
    }

    @Test
    void credentialsAreRejectedWithAnEmulator(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key.json"), "{}");

        assertThat(errors("emulator.host", "localhost:1", "gcp.credentials.file.path", file.toString()))
                .containsOnlyKeys("gcp.credentials.file.path");
    }

    @Test
    void secretsAreNeverShown() {
        assertThat(errors("gcp.credentials.json", "{\"private_key\": \"hunter2\"")
                        .toString())
                .contains("gcp.credentials.json")
                .doesNotContain("hunter2");
        assertThat(new FirestoreConfig(properties("gcp.credentials.json", "hunter2"))
                        .values()
                        .toString())
                .doesNotContain("hunter2");
    }

    @Test
    void rampUpIsSharedByTheTasksOfTheConnector() {
        assertThat(writes("tasks.max", "4").rampUpTasks()).contains(4);
        assertThat(writes().rampUpTasks()).contains(1);
        assertThat(writes("ramp.up", "false").rampUpTasks()).isEmpty();
    }

    @Test
    void staleWriteGuardIsOnByDefault() {
        assertThat(writes().guard()).contains(new StaleWriteGuard("changefeed_order", "changefeed_removed"));
        assertThat(writes("stale.write.guard", "false").guard()).isEmpty();
    }

    private static WritesConfig writes(String... namesAndValues) {
        return new FirestoreConfig(properties(namesAndValues)).writes();
    }

    private static void assertRejected(String property, String value, String reportedOn, String reason) {
        Map<String, List<String>> errors = errors(property, value);
        assertThat(errors).containsOnlyKeys(reportedOn);
        assertThat(errors.toString()).contains(reason);
    }

    private static Map<String, List<String>> errors(String... namesAndValues) {
        return errors(properties(namesAndValues));
    }

    private static Map<String, List<String>> errors(Map<String, String> properties) {
        Map<String, List<String>> errors = new HashMap<>();
        FirestoreConfig.check(properties).result().configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .forEach(value -> errors.put(value.name(), value.errorMessages()));
        return errors;
    }

    private static Map<String, String> properties(String... namesAndValues) {
        Map<String, String> properties = new HashMap<>(Map.of("project.id", "my-project"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }

    @Test
    void misspeltOrNullPropertyIsRejected() {
        assertRejected("gcp.credential.json", "{}", "gcp.credential.json", "Did you mean 'gcp.credentials.json'?");
        assertRejected("colection", "a", "colection", "Did you mean 'collection'?");
        for (String property : FirestoreConfig.DEFINITION.names()) {
            Map<String, String> properties = properties();
            properties.put(property, null);
            assertThat(errors(properties)).containsOnlyKeys(property);
        }
    }
}
