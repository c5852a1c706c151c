/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.util.List;
import java.util.Optional;

/** The part of the code that a stack sample belongs to. */
public enum CodeArea {
    SDK_UNMARSHALLING("AWS SDK: unmarshalling"),
    SDK_CALL("AWS SDK: HTTP and the rest"),
    GOOGLE("Google's client"),
    CONNECTOR("connector's own code"),
    CONVERTER("converter"),
    PRODUCER("producer and other Kafka clients"),
    JDBC_DRIVER("JDBC driver"),
    CONNECT("Connect's runtime"),
    JDK("JDK alone");

    private record Rule(String prefix, Optional<CodeArea> area) {
        static Rule of(String prefix, CodeArea area) {
            return new Rule(prefix, Optional.of(area));
        }

        /** Assigns a library to its caller. */
        static Rule caller(String prefix) {
            return new Rule(prefix, Optional.empty());
        }
    }

    /** The first matching rule counts; a class without a rule belongs to the connector. */
    private static final List<Rule> RULES = List.of(
            Rule.of("software.amazon.awssdk.protocols.", SDK_UNMARSHALLING),
            Rule.of("software.amazon.awssdk.thirdparty.jackson.", SDK_UNMARSHALLING),
            Rule.of("software.amazon.awssdk.services.dynamodb.model.", SDK_UNMARSHALLING),
            Rule.of("software.amazon.awssdk.", SDK_CALL),
            Rule.of("org.apache.hc.", SDK_CALL),
            Rule.of("org.apache.http.", SDK_CALL),
            Rule.of("io.netty.", SDK_CALL),
            Rule.of("com.google.", GOOGLE),
            Rule.of("io.grpc.", GOOGLE),
            Rule.of("org.postgresql.", JDBC_DRIVER),
            Rule.of("org.mariadb.", JDBC_DRIVER),
            Rule.of("org.apache.kafka.connect.json.", CONVERTER),
            Rule.caller("org.apache.kafka.connect.data."),
            Rule.caller("org.apache.kafka.connect.source."),
            Rule.of("org.apache.kafka.connect.", CONNECT),
            Rule.of("org.apache.kafka.", PRODUCER),
            Rule.caller("com.fasterxml.jackson."),
            Rule.caller("org.slf4j."),
            Rule.caller("org.apache.logging."),
            Rule.caller("java."),
            Rule.caller("javax."),
            Rule.caller("jdk."),
            Rule.caller("sun."),
            Rule.caller("com.sun."));

    private final String title;

    CodeArea(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** Returns the area of a class; empty if it belongs to its caller. */
    public static Optional<CodeArea> ofClass(String className) {
        return RULES.stream()
                .filter(rule -> className.startsWith(rule.prefix()))
                .findFirst()
                .map(Rule::area)
                .orElse(Optional.of(CONNECTOR));
    }
}
