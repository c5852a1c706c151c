/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The ACLs in {@code docs/production.md} are sufficient, with exactly-once and a signal topic, and those of the
 * connectors are necessary. A worker without one of its ACLs does not start, or fills its log.
 */
@EnabledIfSystemProperty(named = "workers.acls", matches = "true", disabledReason = "takes minutes")
class AclsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String WORKER = "User:worker";
    private static final String SOURCE_PRINCIPAL = "User:source";
    private static final String SOURCE = "orders-changefeed";
    private static final String SINK = "orders-webhook";
    private static final String SIGNALS = "changefeed-signals";
    private static final String ORDERS = "shop.orders";
    private static final String PATH = "/acls";

    private static final Pattern DENIED =
            Pattern.compile("(?i)AuthorizationException|not authorized|authorization failed");

    /** Operations of a first start, and of resetting offsets. */
    private static final Set<AclOperation> NOT_ALWAYS_USED = Set.of(AclOperation.CREATE, AclOperation.DELETE);

    private final List<AclBinding> acls = DocumentedAcls.all();

    @Test
    void documentedAclsAreSufficientAndNecessary() throws ExecutionException, InterruptedException {
        try (Endpoint endpoint = new Endpoint();
                SecuredStack secured = new SecuredStack();
                DemoTables tables = new DemoTables(secured.stack().dynamoDb().endpoint())) {
            secured.permit(acls);
            secured.createTopic(SIGNALS);
            secured.worker().start();
            tables.change(50);
            secured.rest().create(source(secured));
            awaitSnapshot(secured);
            secured.rest().create(sink(secured, endpoint));
            awaitDelivery(tables, endpoint);
            secured.send(ORDERS, "not a key", "not an event");
            awaitDeadLetter(secured);

            assertThat(secured.log(0)).doesNotContainPattern(DENIED);
            List<AclBinding> unnecessary = new ArrayList<>();
            for (AclBinding acl : acls) {
                boolean isForConnector = !acl.entry().principal().equals(WORKER);
                if (isForConnector
                        && !NOT_ALWAYS_USED.contains(acl.entry().operation())
                        && !isNecessary(acl, secured, tables)) {
                    unnecessary.add(acl);
                }
            }
            assertThat(unnecessary).isEmpty();
        }
    }

    private static String source(SecuredStack secured) {
        Map<String, String> properties = new HashMap<>();
        properties.put("topic.prefix", "shop");
        properties.put("signal.kafka.topic", SIGNALS);
        properties.put("signal.kafka.bootstrap.servers", secured.securedServers());
        List.of("producer.override.", "consumer.override.", "admin.override.", "signal.consumer.")
                .forEach(prefix -> properties.putAll(secured.clientProperties(prefix, "source")));
        return DemoConnector.SOURCE.variant(SOURCE, properties).json();
    }

    private static String sink(SecuredStack secured, Endpoint endpoint) {
        Map<String, String> properties = new HashMap<>();
        properties.put("topics", ORDERS);
        properties.put("url", endpoint.url(PATH));
        properties.put("signing.keys", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");
        List.of("producer.override.", "consumer.override.", "admin.override.")
                .forEach(prefix -> properties.putAll(secured.clientProperties(prefix, "sink")));
        return DemoConnector.WEBHOOK.variant(SINK, properties).json();
    }

    private static void awaitSnapshot(SecuredStack secured) throws ExecutionException, InterruptedException {
        secured.rest().awaitRunning(SOURCE, TIMEOUT);
        secured.send(
                SIGNALS,
                "shop",
                "{\"id\": \"s1\", \"type\": \"execute-snapshot\", \"data\": {\"data-collections\": [\"orders\"]}}");
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
            try (PublishedTopic published = new PublishedTopic(secured.stack(), ORDERS)) {
                return published.texts("/source/snapshot").containsAll(List.of("false", "incremental"));
            }
        });
    }

    private static void awaitDelivery(DemoTables tables, Endpoint endpoint) {
        List<String> changes =
                tables.changesOfOrders().values().stream().flatMap(List::stream).toList();
        await().atMost(TIMEOUT).until(() -> endpoint.eventIds(PATH).containsAll(changes));
    }

    private static void awaitDeadLetter(SecuredStack secured) {
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
            try (TopicReader rejected = secured.stack().read(SINK + "-rejected")) {
                return !rejected.readToEnd().isEmpty();
            }
        });
    }

    /** Whether an operation is denied after this ACL was removed and its connector was started from the beginning. */
    private static boolean isNecessary(AclBinding acl, SecuredStack secured, DemoTables tables)
            throws ExecutionException, InterruptedException {
        String connector = acl.entry().principal().equals(SOURCE_PRINCIPAL) ? SOURCE : SINK;
        stop(connector, secured);
        secured.rest().resetOffsets(connector);
        secured.forbid(acl);
        int before = secured.log(0).length();
        secured.rest().resume(connector);
        tables.change(5);
        boolean denied = isDenied(secured, before);
        secured.permit(List.of(acl));
        stop(connector, secured);
        secured.rest().resume(connector);
        secured.rest().awaitRunning(connector, TIMEOUT);
        return denied;
    }

    private static void stop(String connector, SecuredStack secured) {
        secured.rest().stop(connector);
        secured.rest().awaitStopped(connector, TIMEOUT);
    }

    private static boolean isDenied(SecuredStack secured, int from) {
        try {
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> DENIED.matcher(secured.log(from)).find());
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
