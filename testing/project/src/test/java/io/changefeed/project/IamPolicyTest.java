/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documented permissions are those of the calls in the code. */
class IamPolicyTest {
    private static final Pattern ACTION = Pattern.compile("dynamodb:[A-Z][A-Za-z]+");
    private static final Pattern POLICY = Pattern.compile("(?s)```json\\n(\\{.*?)```");

    /** Methods of the clients that are no calls. */
    private static final Set<String> OTHERS = Set.of("builder", "close");

    @Test
    void policyOfTheSourceAllowsExactlyItsCalls() throws IOException {
        String policies = POLICY.matcher(Project.read("docs/aws.md"))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining());

        assertThat(actions(policies)).isEqualTo(calls("source-connector/dynamodb-streams"));
    }

    @Test
    void firstPolicyAllowsOnlyWhatEveryConfigurationCalls() throws IOException {
        String changes = POLICY.matcher(Project.read("docs/aws.md"))
                .results()
                .map(block -> block.group(1))
                .findFirst()
                .orElseThrow();

        assertThat(actions(changes))
                .containsExactlyInAnyOrder(
                        "dynamodb:DescribeTable",
                        "dynamodb:DescribeStream",
                        "dynamodb:GetShardIterator",
                        "dynamodb:GetRecords");
    }

    @Test
    void terraformAllowsTheCallsOfTheSourceWithAListOfTables() throws IOException {
        Set<String> expected = calls("source-connector/dynamodb-streams");
        // Only tables.regex needs it.
        expected.remove("dynamodb:ListTables");
        String comments = "(?m)^#.*$";

        assertThat(actions(Project.read("deploy/msk-connect/iam.tf").replaceAll(comments, "")))
                .isEqualTo(expected);
    }

    @Test
    void documentedPermissionsOfTheReadModelAreItsCalls() throws IOException {
        assertThat(actions(Project.read("docs/sinks/read-model.md"))).isEqualTo(calls("sink-connectors/read-model"));
    }

    private static Set<String> actions(String text) {
        return ACTION.matcher(text).results().map(MatchResult::group).collect(toSet());
    }

    /** Returns the actions of all methods of DynamoDB's clients that the classes of a module use. */
    private static Set<String> calls(String module) {
        Path classes = Project.path(module + "/target/classes");
        assumeThat(Files.exists(classes)).as("%s is built", module).isTrue();
        return new ClassFileImporter()
                .importPath(classes).stream()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(access -> access.getTargetOwner()
                                .getFullName()
                                .matches("software\\.amazon\\.awssdk\\.services\\.dynamodb\\..*Client"))
                        .map(access -> access.getTarget().getName())
                        .filter(method -> !OTHERS.contains(method))
                        .map(method -> "dynamodb:" + capitalized(method.replace("Paginator", "")))
                        .collect(toCollection(TreeSet::new));
    }

    private static String capitalized(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
