/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The ACLs that the commands in {@code docs/production.md} create. */
final class DocumentedAcls {
    private static final String PAGE = "docs/production.md";
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^acl (User:\\w+)((?: --operation \\w+)+) --(\\S+) (\\S+)( .*prefixed)?$");
    private static final Pattern OPERATION = Pattern.compile("--operation (\\w+)");
    private static final Map<String, ResourceType> TYPES = Map.of(
            "group", ResourceType.GROUP,
            "topic", ResourceType.TOPIC,
            "transactional-id", ResourceType.TRANSACTIONAL_ID);

    private DocumentedAcls() {}

    static List<AclBinding> all() {
        try {
            String page = Files.readString(ProjectFolder.find().resolve(PAGE));
            return COMMAND.matcher(page)
                    .results()
                    .flatMap(DocumentedAcls::bindings)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<AclBinding> bindings(MatchResult command) {
        ResourcePattern resource = new ResourcePattern(
                TYPES.get(command.group(3)),
                command.group(4),
                command.group(5) == null ? PatternType.LITERAL : PatternType.PREFIXED);
        return OPERATION
                .matcher(command.group(2))
                .results()
                .map(operation -> new AclBinding(
                        resource,
                        new AccessControlEntry(
                                command.group(1),
                                "*",
                                AclOperation.fromString(operation.group(1)),
                                AclPermissionType.ALLOW)));
    }
}
