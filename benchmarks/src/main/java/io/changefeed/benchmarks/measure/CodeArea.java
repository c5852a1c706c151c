/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.util.List;
import java.util.Optional;

/** Whose work a sampled stack is. */
public enum CodeArea {
    SDK_UNMARSHALLING("AWS SDK: unmarshalling"),
    SDK_CALL("AWS SDK: HTTP and the rest"),
    GOOGLE("Google's client"),
    CONNECTOR("connector's own code"),
    CONVERTER("converter"),
    PRODUCER("producer and other Kafka clients"),
    CONNECT("Connect's runtime"),
    JDK("JDK alone");

    private record Rule(String prefix, Optional<CodeArea> share) {
        static Rule of(String prefix, CodeArea share) {
            return new Rule(prefix, Optional.of(share));
        }

        /** What works for whoever calls it. */
        static Rule caller(String prefix) {
            return new Rule(prefix, Optional.empty());
        }
    }

    /** The first that fits counts; what fits none is the connector's. */
    private static final List<Rule> RULES = List.of(
            Rule.of("software.amazon.awssdk.protocols.", SDK_UNMARSHALLING),
            Rule.of("software.amazon.awssdk.thirdparty.jackson.", SDK_UNMARSHALLING),
            Rule.of("software.amazon.awssdk.services.dynamodb.model.", SDK_UNMARSHALLING),
            Rule.of("software.amazon.awssdk.", SDK_CALL),
            Rule.of("org.apache.hc.", SDK_CALL),
            Rule.of("org.apache.http.", SDK_CALL),
            Rule.of("com.google.", GOOGLE),
            Rule.of("io.grpc.", GOOGLE),
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

    /** The one that a class belongs to; empty when it works for its caller. */
    public static Optional<CodeArea> ofClass(String className) {
        return RULES.stream()
                .filter(rule -> className.startsWith(rule.prefix()))
                .findFirst()
                .map(Rule::share)
                .orElse(Optional.of(CONNECTOR));
    }
}
