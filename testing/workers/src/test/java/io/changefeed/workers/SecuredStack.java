/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import io.changefeed.localstack.ConnectRest;
import io.changefeed.localstack.ConnectWorker;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A stack whose broker has ACLs. Worker and connectors authenticate as separate principals. The tests use a listener
 * without authentication, whose clients may do everything.
 */
final class SecuredStack implements AutoCloseable {
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final List<String> PRINCIPALS = List.of("worker", "source", "sink");

    private final LocalStack stack;
    private final Admin admin;
    private final KafkaProducer<String, String> producer;
    private final String securedServers;

    SecuredStack() {
        int kafka = Destinations.freePort();
        int secured = Destinations.freePort();
        int controller = Destinations.freePort();
        securedServers = "127.0.0.1:" + secured;
        String clients = "PLAINTEXT://127.0.0.1:" + kafka + ",SECURED://" + securedServers;
        StringBuilder users = new StringBuilder(LOGIN);
        PRINCIPALS.forEach(principal -> users.append(" user_%s=\"%s\"".formatted(principal, principal)));
        stack = LocalStack.builder()
                .kafkaPort(kafka)
                .brokerProperty("listeners", clients + ",CONTROLLER://127.0.0.1:" + controller)
                .brokerProperty("advertised.listeners", clients)
                .brokerProperty("controller.quorum.voters", "1@127.0.0.1:" + controller)
                .brokerProperty(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,SECURED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .brokerProperty("sasl.enabled.mechanisms", "PLAIN")
                .brokerProperty("listener.name.secured.plain.sasl.jaas.config", users + ";")
                .brokerProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .brokerProperty("super.users", "User:ANONYMOUS")
                .brokerProperty("auto.create.topics.enable", "false")
                .workerProperty("bootstrap.servers", securedServers)
                .workerProperty("group.id", "changefeed")
                .workerProperty("offset.flush.interval.ms", "1000")
                .workerProperty("security.protocol", "SASL_PLAINTEXT")
                .workerProperty("sasl.mechanism", "PLAIN")
                .workerProperty("sasl.jaas.config", login("worker"))
                .build();
        try {
            stack.broker().start();
            stack.dynamoDb().start();
        } catch (LocalStackException e) {
            stack.close();
            throw e;
        }
        admin = Admin.create(Map.of("bootstrap.servers", stack.broker().bootstrapServers()));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.broker().bootstrapServers()),
                new StringSerializer(),
                new StringSerializer());
    }

    private static String login(String principal) {
        return LOGIN + " username=\"%s\" password=\"%s\";".formatted(principal, principal);
    }

    /** Returns the properties with which the clients of a connector authenticate. */
    Map<String, String> clientProperties(String prefix, String principal) {
        return Map.of(
                prefix + "security.protocol", "SASL_PLAINTEXT",
                prefix + "sasl.mechanism", "PLAIN",
                prefix + "sasl.jaas.config", login(principal));
    }

    String securedServers() {
        return securedServers;
    }

    LocalStack stack() {
        return stack;
    }

    ConnectWorker worker() {
        return stack.worker();
    }

    ConnectRest rest() {
        return stack.connect();
    }

    void permit(List<AclBinding> acls) throws ExecutionException, InterruptedException {
        admin.createAcls(acls).all().get();
    }

    void forbid(AclBinding acl) throws ExecutionException, InterruptedException {
        admin.deleteAcls(List.of(acl.toFilter())).all().get();
    }

    void createTopic(String name) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }

    void send(String topic, String key, String value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic, key, value)).get();
    }

    /** Returns the log of the worker since a position. */
    String log(int from) {
        try {
            return Files.readString(worker().log()).substring(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        stack.close();
    }
}
