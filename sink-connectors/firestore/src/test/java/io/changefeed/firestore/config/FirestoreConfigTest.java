/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.config;

import static io.changefeed.firestore.service.FirestoreRemoteCheck.Part.CREDENTIALS;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.config.ConnectorErrors;
import io.changefeed.firestore.FirestoreSinkConnector;
import io.changefeed.firestore.service.StaleWriteGuard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirestoreConfigTest {
    private static final ConnectorErrors ERRORS = new ConnectorErrors(
            new FirestoreSinkConnector(), Map.of("project.id", "my-project", "validate.remote", "false"));

    @Test
    void onlyTheProjectIsRequired() {
        assertThat(errors()).isEmpty();
        assertThat(FirestoreConfig.check(Map.of()).result().configValues())
                .filteredOn(value -> !value.errorMessages().isEmpty())
                .extracting(ConfigValue::name)
                .containsExactly("project.id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "project.id | My Project | Google Cloud project",
                "project.id | `` | Google Cloud project",
                "database.id | a/b | (default)",
                "database.id | `` | (default)",
                "emulator.host | http://localhost:8080 | Expected a host and a port",
                "emulator.host | localhost | Expected a host and a port",
                "emulator.host | localhost:99999 | Expected a host and a port",
                "emulator.host | localhost:0 | Expected a host and a port",
                "emulator.host | scott:tiger@localhost:8080 | Expected a host and a port",
                "collection | ${table}/${pk} | odd number",
                "collection | ${tabel} | Unknown placeholder '${tabel}'",
                "collection | ${table | only printable ASCII",
                "collection | `` | must not be empty",
                "collection | orders/ | must not be empty",
                "collection | __orders__ | Firestore does not allow the id '__orders__'",
                "collection | __${table}__ | Firestore does not allow the id '__x__'",
                "collection | ${table}/../items | Firestore does not allow the id '..'",
                "collection | bücher | only printable ASCII",
                "collection | changefeed_removed | Must differ",
                "document.id | id | Expected 'key'",
                "document.id | ${sk} | share a document",
                "document.id | ${key} | Unknown placeholder",
                "document.id | ${pk}${sk} | no text between them",
                "document.id | __${pk}__ | Firestore does not allow",
                "number.mode | float | precise",
                "write.mode | append | replace, merge",
                "merge.field | __fields__ | underscores",
                "stale.write.guard.field | __order__ | underscores",
                "stale.write.guard.field | expires_at | another field with this name",
                "stale.write.guard.field | document | another field with this name",
                "stale.write.guard.collection | a/b | underscores",
                "gcp.credentials.file.path | /no/such/file | no such file",
                "gcp.credentials.file.path | /proc/self | Is a directory",
                "gcp.credentials.file.path | /proc/version | not in Google's JSON format",
                "gcp.credentials.json | {} | Expected credentials in Google's JSON format",
                "ramp.up | often | true or false",
                "event.filter | [] | JSON object",
                "batch.max.records | 10001 | no more than 10000",
                "buffer.max.bytes | 9223372036854775807 | The heap of this worker"
            })
    void invalidValueIsReportedOnItsProperty(String property, String value, String message) {
        String reportedOn = message.equals("Must differ") ? "stale.write.guard.collection" : property;
        ERRORS.assertOnly(
                message.equals("share a document") ? "document.id" : reportedOn, message, Map.of(property, value));
        assertThat(ERRORS.with(Map.of(property, value)).toString()).doesNotContain("tiger");
    }

    @Test
    void collectionOfTheGuardDiffersFromThoseOfTheDocuments() {
        ERRORS.assertOnly(
                "stale.write.guard.collection",
                "Must differ from the last part of 'collection'",
                Map.of("collection", "shops/${pk}/orders", "stale.write.guard.collection", "orders"));
        assertThat(ERRORS.with(Map.of("collection", "changefeed_removed", "stale.write.guard", "false")))
                .isEmpty();
    }

    @Test
    void mergeRequiresTheGuard() {
        ERRORS.assertOnly(
                "stale.write.guard",
                "Must be true with 'write.mode=merge'",
                Map.of("write.mode", "merge", "stale.write.guard", "false"));
        ERRORS.assertOnly(
                "merge.field",
                "Must differ from 'stale.write.guard.field'",
                Map.of("write.mode", "merge", "merge.field", "changefeed_order"));
        assertThat(writes("write.mode", "merge").mergeField()).contains("changefeed_fields");
        assertThat(writes().mergeField()).isEmpty();
    }

    @Test
    void everyPropertyIsValidatedWithoutAnException() {
        ERRORS.assertEveryPropertyIsValidated();
    }

    @Test
    void noMessageContainsASecret() {
        ERRORS.assertSecretsAreHidden(
                properties -> new FirestoreConfig(properties).connection().connection());
    }

    @Test
    void missingProjectIsReportedOnce() {
        assertThat(new ConnectorErrors(new FirestoreSinkConnector(), Map.of()).with(Map.of()))
                .hasEntrySatisfying(
                        "project.id", messages -> assertThat(messages).hasSize(1));
    }

    @Test
    void rejectedCredentialsAreReportedOnThePropertyThatContainsThem() {
        assertThat(new FirestoreConfig(properties("gcp.credentials.json", "{}"))
                        .connection()
                        .property(CREDENTIALS))
                .isEqualTo("gcp.credentials.json");
        assertThat(new FirestoreConfig(properties()).connection().property(CREDENTIALS))
                .isEqualTo("gcp.credentials.file.path");
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
        ERRORS.assertOnly(
                "gcp.credential.json", "Did you mean 'gcp.credentials.json'?", Map.of("gcp.credential.json", "{}"));
        ERRORS.assertOnly("colection", "Did you mean 'collection'?", Map.of("colection", "a"));
        for (String property : FirestoreConfig.DEFINITION.names()) {
            Map<String, String> properties = properties();
            properties.put(property, null);
            assertThat(errors(properties)).containsOnlyKeys(property);
        }
    }
}
